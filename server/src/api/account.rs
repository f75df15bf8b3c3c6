//! What people see of their own account, and change.

use axum::extract::State;
use axum::http::StatusCode;
use conspectus_metadata::Problem;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::extract::{Address, Json, Path};
use super::factors::FactorView;
use super::session::{begin, conclude, own_session, recently_proved};
use super::{ApiError, ApiResult, AppState, Page};
use crate::identity::{Actor, PasswordError, PasswordRules};
use crate::moment::Moment;
use crate::store::{Account, OwnSession};

/// Somebody's own account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Account)]
pub struct AccountView {
    id: Uuid,
    name: String,
    email: String,
    /// Without one a one-time link, a passkey or a single sign-on is the way in.
    has_password: bool,
    /// The least number of characters of a new password.
    shortest_password: u32,
    second_factors: Vec<FactorView>,
    /// How many codes on paper are left.
    recovery_codes_left: u32,
    /// Whether the workspace of this session demands a second factor.
    needs_factor: bool,
}

/// A session of the account, wherever it was opened.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = OwnSession)]
pub struct OwnSessionView {
    id: Uuid,
    workspace_id: Uuid,
    /// What the client calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    opened_at: Moment,
    last_seen_at: Moment,
    /// When it ends at the latest.
    expires_at: Moment,
    /// Whether this very request was made with it.
    is_this: bool,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password so far, where there is one.
    current: Option<String>,
    new: String,
}

/// Your account.
#[utoipa::path(
    get, path = "/api/v1/account", tag = "account", operation_id = "getAccount",
    responses((status = 200, body = AccountView), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn show(State(state): State<AppState>, actor: Actor) -> ApiResult<axum::Json<AccountView>> {
    let (_, account) = own_session(&state, &actor).await?;
    let rules = rules_for(&state, &actor, &account).await?;
    Ok(axum::Json(AccountView {
        id: account.id,
        name: account.body.name,
        email: account.body.email,
        has_password: account.body.password.is_some(),
        shortest_password: rules.shortest() as u32,
        second_factors: state.store.factors_of(account.id).await?.into_iter().map(FactorView::from).collect(),
        recovery_codes_left: state.store.recovery_codes_left(account.id).await? as u32,
        needs_factor: state.store.sign_in_rules(actor.workspace).await?.second_factor,
    }))
}

/// Change your password. Every other session of yours ends.
#[utoipa::path(
    put, path = "/api/v1/account/password", tag = "account", operation_id = "changePassword",
    request_body = PasswordChange,
    responses(
        (status = 204),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 429, body = Problem),
    )
)]
pub async fn change_password(
    State(state): State<AppState>,
    actor: Actor,
    Address(address): Address,
    Json(change): Json<PasswordChange>,
) -> ApiResult<StatusCode> {
    let (session, account) = own_session(&state, &actor).await?;
    let (current, new) = (change.current.map(Zeroizing::new), Zeroizing::new(change.new));
    match (&account.body.password, current) {
        (Some(hash), Some(current)) => {
            let attempt = begin(&state, format!("email {}", account.body.email), address).await?;
            let matches = state.passwords.verify(current, Some(hash.clone())).await;
            conclude(&state, attempt, matches.then_some(())).await?;
        }
        (Some(_), None) => return Err(ApiError::invalid("Send the current password besides the new one.")),
        (None, _) => recently_proved(&state, &actor).await?,
    }
    let rules = rules_for(&state, &actor, &account).await?;
    let short = new.chars().count() < PasswordRules::default().shortest();
    let hash = state.passwords.hash(new, rules).await.map_err(refuse_password)?;
    state.store.set_password(&actor, hash, short, &*state.environment).await?;
    state.store.close_sessions(&actor, account.id, Some(session), &*state.environment).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a new password of this account is measured by.
pub(super) async fn rules_for(state: &AppState, actor: &Actor, account: &Account) -> ApiResult<PasswordRules> {
    let workspace = state.store.workspace(actor.workspace).await?;
    let personal = vec![account.body.name.clone(), account.body.email.clone(), workspace.name];
    let beside_a_factor = !state.store.factors_of(account.id).await?.is_empty();
    Ok(PasswordRules { beside_a_factor, personal })
}

/// A password that breaks a rule is the caller's to change; anything else is ours.
pub(super) fn refuse_password(error: PasswordError) -> ApiError {
    match error {
        PasswordError::Hashing(cause) => ApiError::Internal(cause),
        refused => {
            let problem = Problem::new(conspectus_metadata::ProblemCode::InvalidRequest, "The password was not taken.");
            problem.with_field("new", refused.to_string()).into()
        }
    }
}

/// Your sessions that have not ended, the one used last in front.
#[utoipa::path(
    get, path = "/api/v1/account/sessions", tag = "account", operation_id = "listOwnSessions",
    responses((status = 200, body = Page<OwnSessionView>), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn sessions(State(state): State<AppState>, actor: Actor) -> ApiResult<axum::Json<Page<OwnSessionView>>> {
    let (this, account) = own_session(&state, &actor).await?;
    let sessions = state.store.sessions_of(account.id, state.environment.now()).await?;
    let items = sessions.into_iter().map(|session| view_of(session, this)).collect();
    Ok(axum::Json(Page { items, next_cursor: None }))
}

/// End one of your sessions.
#[utoipa::path(
    delete, path = "/api/v1/account/sessions/{id}", tag = "account", operation_id = "endOwnSession",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub async fn end_session(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<StatusCode> {
    let (_, account) = own_session(&state, &actor).await?;
    let own = state.store.sessions_of(account.id, state.environment.now()).await?;
    let Some(session) = own.into_iter().find(|session| session.id == id) else { return Err(ApiError::not_found()) };
    let there = Actor { workspace: session.workspace, ..actor };
    state.store.close_session(&there, id, &*state.environment).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all your sessions but this one.
#[utoipa::path(
    delete, path = "/api/v1/account/sessions", tag = "account", operation_id = "endOtherSessions",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn end_other_sessions(State(state): State<AppState>, actor: Actor) -> ApiResult<StatusCode> {
    let (session, account) = own_session(&state, &actor).await?;
    state.store.close_sessions(&actor, account.id, Some(session), &*state.environment).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view_of(session: OwnSession, this: Uuid) -> OwnSessionView {
    OwnSessionView {
        is_this: session.id == this,
        id: session.id,
        workspace_id: session.workspace,
        program: session.client.program,
        address: session.client.address,
        opened_at: session.opened_at,
        last_seen_at: session.last_seen_at,
        expires_at: session.expires_at,
    }
}
