//! What a workspace demands of its members' sessions.

use axum::extract::State;
use conspectus_metadata::Problem;
use serde::{Deserialize, Serialize};

use super::extract::Json;
use super::session::recently_proved;
use super::{ApiError, ApiResult, AppState};
use crate::identity::{Actor, SESSION_SECONDS, SignInRules};

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignInRules)]
pub struct RulesView {
    /// A session without a request for so many minutes ends: 5 to 10080.
    #[schema(minimum = 5, maximum = 10080)]
    idle_minutes: u32,
    /// Whether members need a second factor.
    second_factor: bool,
}

impl From<SignInRules> for RulesView {
    fn from(rules: SignInRules) -> Self {
        Self { idle_minutes: (rules.idle_seconds / 60) as u32, second_factor: rules.second_factor }
    }
}

/// What the workspace demands of its members' sessions.
#[utoipa::path(
    get, path = "/api/v1/workspace/sign-in", tag = "workspace", operation_id = "getSignInRules",
    responses((status = 200, body = RulesView), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn show(State(state): State<AppState>, actor: Actor) -> ApiResult<axum::Json<RulesView>> {
    Ok(axum::Json(state.store.sign_in_rules(actor.workspace).await?.into()))
}

/// Change what the workspace demands of its members' sessions. It holds at once, for those that are open as well.
#[utoipa::path(
    put, path = "/api/v1/workspace/sign-in", tag = "workspace", operation_id = "changeSignInRules",
    request_body = RulesView,
    responses(
        (status = 200, body = RulesView),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub async fn change(
    State(state): State<AppState>,
    actor: Actor,
    Json(wanted): Json<RulesView>,
) -> ApiResult<axum::Json<RulesView>> {
    if actor.project.is_some() {
        return Err(ApiError::forbidden("This token reaches one project only, and the rules are the workspace's."));
    }
    recently_proved(&state, &actor).await?;
    let idle_seconds = i64::from(wanted.idle_minutes) * 60;
    if !(5 * 60..=SESSION_SECONDS).contains(&idle_seconds) {
        return Err(ApiError::invalid("idle_minutes is between 5 and 10080."));
    }
    let rules = SignInRules { idle_seconds, second_factor: wanted.second_factor };
    state.store.set_sign_in_rules(&actor, rules, &*state.environment).await?;
    Ok(axum::Json(rules.into()))
}
