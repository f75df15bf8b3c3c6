use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::access::{Presented, cookie_name, presented};
use super::extract::{Address, Json};
use super::{ApiError, ApiResult, AppState};
use crate::identity::{Actor, ActorKind, Credential, SESSION_SECONDS, Scope, Secret, SecretKind, read_secret};
use crate::moment::Moment;
use crate::store::{Admission, Attempt, Session};

/// Either e-mail and password, or the secret of a one-time link.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    email: Option<String>,
    password: Option<String>,
    link: Option<String>,
    #[serde(default)]
    deliver: Delivery,
}

/// How the session's secret reaches the client: a page takes the cookie, the desktop a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    #[default]
    Cookie,
    Token,
}

/// Who is signed in, and until when.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Session)]
pub struct SessionView {
    actor: ActorView,
    workspace: WorkspaceName,
    scopes: Vec<Scope>,
    /// When it ends if nothing more happens; absent for an access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Moment>,
    /// The session's secret, once, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = SignedIn)]
pub struct ActorView {
    id: Uuid,
    kind: ActorKind,
    name: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WorkspaceName {
    id: Uuid,
    name: String,
}

/// Sign in. Five failures within 15 minutes close the door for the identifier, and for the address.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "session", operation_id = "signIn", request_body = SignIn,
    responses(
        (status = 200, body = SessionView),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 429, body = Problem),
    )
)]
pub async fn sign_in(
    State(state): State<AppState>,
    Address(address): Address,
    Json(request): Json<SignIn>,
) -> ApiResult<Response> {
    let (workspace, account) = match (request.email, request.password, request.link) {
        (Some(email), Some(password), None) => by_password(&state, address, email, Zeroizing::new(password)).await?,
        (None, None, Some(link)) => by_link(&state, address, &link).await?,
        _ => return Err(ApiError::invalid("Send either email and password, or link.")),
    };
    let secret = Secret::generate(SecretKind::Session)?;
    let session = state.store.open_session(workspace, account, secret.digest(), &*state.environment).await?;
    let session = session.ok_or_else(refused)?;
    answer(&state, session, &secret, request.deliver).await
}

async fn answer(state: &AppState, session: Session, secret: &Secret, deliver: Delivery) -> ApiResult<Response> {
    let mut view = view_of(state, &session.actor, Some(session.expires_at)).await?;
    if deliver == Delivery::Token {
        view.token = Some(secret.expose().to_owned());
        return Ok(axum::Json(view).into_response());
    }
    let cookie = cookie(state, secret.expose(), SESSION_SECONDS)?;
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(view)).into_response())
}

/// The cookie of a new session of somebody whom an identity provider vouched for; none when they may not sign in.
pub(super) async fn open_federated(state: &AppState, workspace: Uuid, account: Uuid) -> ApiResult<Option<HeaderValue>> {
    let secret = Secret::generate(SecretKind::Session)?;
    let session = state.store.open_session(workspace, account, secret.digest(), &*state.environment).await?;
    session.map(|_| cookie(state, secret.expose(), SESSION_SECONDS)).transpose()
}

async fn begin(state: &AppState, identifier: String, address: Option<String>) -> ApiResult<Attempt> {
    let subjects: Vec<String> = [Some(identifier), address].into_iter().flatten().collect();
    match state.store.begin_attempt(&subjects, &*state.environment).await? {
        Admission::Admitted(attempt) => Ok(attempt),
        Admission::Refused { retry_after } => Err(ApiError::RateLimited { retry_after }),
    }
}

async fn by_password(
    state: &AppState,
    address: Option<String>,
    email: String,
    password: Zeroizing<String>,
) -> ApiResult<(Uuid, Uuid)> {
    let attempt = begin(state, format!("email {email}"), address).await?;
    let account = state.store.account(&email).await?;
    let hash = account.as_ref().and_then(|account| account.body.password.clone());
    let matches = state.passwords.verify(password, hash).await;
    let found = account.and_then(|account| Some((account.workspace?, account.id))).filter(|_| matches);
    conclude(state, attempt, found).await
}

async fn by_link(state: &AppState, address: Option<String>, link: &str) -> ApiResult<(Uuid, Uuid)> {
    let attempt = begin(state, format!("link {link}"), address).await?;
    let redeemed = match read_secret(link) {
        Some((SecretKind::Link, digest)) => state.store.redeem_link(&digest, state.environment.now()).await?,
        _ => None,
    };
    conclude(state, attempt, redeemed).await
}

/// Takes a success out of the count, and logs a failure.
async fn conclude(state: &AppState, attempt: Attempt, found: Option<(Uuid, Uuid)>) -> ApiResult<(Uuid, Uuid)> {
    let Some(found) = found else {
        state.store.attempt_failed(&*state.environment).await?;
        return Err(refused());
    };
    state.store.attempt_succeeded(attempt).await?;
    Ok(found)
}

/// The same for an unknown address, a wrong password, and a link that is used up or expired.
fn refused() -> ApiError {
    let detail = "The e-mail address or password is wrong, or the link was used or has expired.";
    ApiError::new(ProblemCode::InvalidCredentials, detail)
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "session", operation_id = "getSession",
    responses((status = 200, body = SessionView), (status = 401, body = Problem))
)]
pub async fn show(
    State(state): State<AppState>,
    actor: Actor,
    headers: axum::http::HeaderMap,
) -> ApiResult<axum::Json<SessionView>> {
    let now = state.environment.now();
    let expires_at = match presented(&headers, state.secure) {
        Some(Presented { kind: SecretKind::Session, digest, .. }) => {
            state.store.session(&digest, now).await?.map(|session| session.expires_at)
        }
        _ => None,
    };
    Ok(axum::Json(view_of(&state, &actor, expires_at).await?))
}

/// Sign out: the session's secret opens nothing any more.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "session", operation_id = "signOut",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn sign_out(State(state): State<AppState>, actor: Actor) -> ApiResult<Response> {
    let (Credential::Cookie { session } | Credential::Session { session }) = actor.credential else {
        return Err(ApiError::forbidden("An access token is not signed out but revoked."));
    };
    state.store.close_session(&actor, session, &*state.environment).await?;
    let expired = cookie(&state, "", 0)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, expired)]).into_response())
}

async fn view_of(state: &AppState, actor: &Actor, expires_at: Option<Moment>) -> ApiResult<SessionView> {
    let workspace = state.store.workspace(actor.workspace).await?;
    Ok(SessionView {
        actor: ActorView { id: actor.id, kind: actor.kind, name: actor.name.clone() },
        workspace: WorkspaceName { id: actor.workspace, name: workspace.name },
        scopes: actor.scopes.as_slice().to_vec(),
        expires_at,
        token: None,
    })
}

fn cookie(state: &AppState, value: &str, seconds: i64) -> ApiResult<HeaderValue> {
    let secure = if state.secure { "; Secure" } else { "" };
    let name = cookie_name(state.secure);
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    let mut value = HeaderValue::from_str(&text).map_err(|_| ApiError::Internal("a cookie is not a header".into()))?;
    value.set_sensitive(true);
    Ok(value)
}
