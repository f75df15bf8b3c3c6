use axum::extract::State;
use axum::http::StatusCode;
use conspectus_metadata::Problem;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::extract::{Json, Path};
use super::session::recently_proved;
use super::{ApiError, ApiResult, AppState, Page};
use crate::identity::{Actor, LONGEST_TOKEN_DAYS, Scope, Scopes, Secret, SecretKind};
use crate::moment::Moment;
use crate::store::{NewToken, Token};

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewToken)]
pub struct TokenRequest {
    /// What it is for, in the owner's words.
    name: String,
    /// Never more than the caller has.
    scopes: Vec<Scope>,
    /// The only project it shall reach, by name; made when there is none.
    project: Option<String>,
    /// 1 to 366.
    #[schema(minimum = 1, maximum = 366)]
    expires_in_days: u32,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Token)]
pub struct TokenView {
    id: Uuid,
    name: String,
    scopes: Vec<Scope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_id: Option<Uuid>,
    created_at: Moment,
    expires_at: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Moment>,
    /// The secret, once: the server keeps only its digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes.as_slice().to_vec(),
            project_id: token.project,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
            token: None,
        }
    }
}

/// The workspace's access tokens, without their secrets.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "tokens", operation_id = "listTokens",
    responses((status = 200, body = Page<TokenView>), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn list(State(state): State<AppState>, actor: Actor) -> ApiResult<axum::Json<Page<TokenView>>> {
    let tokens = state.store.tokens(actor.workspace).await?;
    let seen = tokens.into_iter().filter(|token| actor.project.is_none() || token.project == actor.project);
    Ok(axum::Json(Page { items: seen.map(TokenView::from).collect(), next_cursor: None }))
}

/// Make an access token.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "tokens", operation_id = "createToken", request_body = TokenRequest,
    responses(
        (status = 201, body = TokenView),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    actor: Actor,
    Json(request): Json<TokenRequest>,
) -> ApiResult<(StatusCode, axum::Json<TokenView>)> {
    if request.name.trim().is_empty() || request.name.chars().count() > 100 {
        return Err(ApiError::invalid("A token's name has 1 to 100 characters."));
    }
    if request.scopes.is_empty() {
        return Err(ApiError::invalid("A token needs at least one scope."));
    }
    if !(1..=LONGEST_TOKEN_DAYS).contains(&request.expires_in_days) {
        return Err(ApiError::invalid("expires_in_days is a number from 1 to 366."));
    }
    if actor.project.is_some() {
        return Err(ApiError::forbidden("A token bound to one project makes no tokens."));
    }
    if let Some(scope) = request.scopes.iter().find(|scope| !actor.may(**scope)) {
        return Err(ApiError::forbidden(format!("You cannot give the scope {scope}, which you do not have.")));
    }
    recently_proved(&state, &actor).await?;
    let secret = Secret::generate(SecretKind::Token)?;
    let now = state.environment.now();
    let new = NewToken {
        name: &request.name,
        scopes: Scopes::new(request.scopes),
        project: request.project.as_deref(),
        digest: secret.digest(),
        expires_at: now.plus_seconds(i64::from(request.expires_in_days) * 24 * 3600),
    };
    let token = state.store.create_token(&actor, new, &*state.environment).await?;
    let view = TokenView { token: Some(secret.expose().to_owned()), ..token.into() };
    Ok((StatusCode::CREATED, axum::Json(view)))
}

/// Revoke an access token.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "tokens", operation_id = "revokeToken",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub async fn revoke(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<StatusCode> {
    if actor.project.is_some() || !state.store.revoke_token(&actor, id, &*state.environment).await? {
        return Err(ApiError::not_found());
    }
    Ok(StatusCode::NO_CONTENT)
}
