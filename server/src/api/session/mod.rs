//! Signing in, out, and proving again who one is.

mod cookie;
mod credentials;
mod proof;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::access::{Presented, presented};
use super::extract::{Address, Json};
use super::{ApiError, ApiResult, AppState};
use crate::identity::{Actor, ActorKind, Factors, Scope, Secret, SecretKind, SessionClient};
use crate::moment::Moment;
use crate::store::{NewSession, Session};

use cookie::cookie;
pub(super) use credentials::{Known, begin, check_code, conclude};
pub use proof::{__path_prove, prove};
pub(super) use proof::{own_session, recently_proved};

/// Either e-mail and password, or the secret of a one-time link.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    email: Option<String>,
    password: Option<String>,
    link: Option<String>,
    /// Of an authenticator app, or a recovery code, where the account has a second factor.
    code: Option<String>,
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
    /// None while the workspace demands a second factor that this session lacks.
    scopes: Vec<Scope>,
    /// When it ends if nothing more happens; absent for an access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Moment>,
    /// The session may do nothing until its owner has a second factor and has proved it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    lacks_factor: bool,
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
    headers: HeaderMap,
    Json(request): Json<SignIn>,
) -> ApiResult<Response> {
    let client = client_of(&headers, address.as_deref());
    let known = match (request.email, request.password, request.link) {
        (Some(email), Some(password), None) => {
            credentials::by_password(&state, address, email, Zeroizing::new(password), request.code).await?
        }
        (None, None, Some(link)) => credentials::by_link(&state, address, &link, request.code).await?,
        _ => return Err(ApiError::invalid("Send either email and password, or link.")),
    };
    open(&state, known, client, request.deliver).await
}

/// Begins the session of somebody who proved who they are, and hands out its secret.
pub(super) async fn open(
    state: &AppState,
    known: Known,
    client: SessionClient,
    deliver: Delivery,
) -> ApiResult<Response> {
    let secret = Secret::generate(SecretKind::Session)?;
    let new = NewSession { digest: secret.digest(), factors: known.factors, client };
    let session = state.store.open_session(known.workspace, known.account, new, &*state.environment).await?;
    let session = session.ok_or_else(refused)?;
    let mut view = view_of(state, &session.actor, Some(&session)).await?;
    if deliver == Delivery::Token {
        view.token = Some(secret.expose().to_owned());
        return Ok(axum::Json(view).into_response());
    }
    Ok(([(header::SET_COOKIE, cookie(state, secret.expose())?)], axum::Json(view)).into_response())
}

/// The cookie of a new session of somebody whom an identity provider vouched for; none when they may not sign in.
pub(super) async fn open_federated(
    state: &AppState,
    workspace: Uuid,
    account: Uuid,
    client: SessionClient,
) -> ApiResult<Option<HeaderValue>> {
    let secret = Secret::generate(SecretKind::Session)?;
    let new = NewSession { digest: secret.digest(), factors: Factors::Two, client };
    let session = state.store.open_session(workspace, account, new, &*state.environment).await?;
    session.map(|_| cookie(state, secret.expose())).transpose()
}

/// The program and address that a session is opened from, for its owner to recognise.
pub(super) fn client_of(headers: &HeaderMap, address: Option<&str>) -> SessionClient {
    let program = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let address = address.map(|address| address.trim_start_matches("address ").to_owned());
    SessionClient::new(program, address)
}

/// The same for an unknown address, a wrong password, a disabled account, and a link that is used up or expired.
pub(super) fn refused() -> ApiError {
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
    headers: HeaderMap,
) -> ApiResult<axum::Json<SessionView>> {
    let session = match presented(&headers, state.secure) {
        Some(Presented { kind: SecretKind::Session, digest, .. }) => {
            state.store.session(&digest, state.environment.now()).await?
        }
        _ => None,
    };
    Ok(axum::Json(view_of(&state, &actor, session.as_ref()).await?))
}

/// Sign out: the session's secret opens nothing any more.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "session", operation_id = "signOut",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn sign_out(State(state): State<AppState>, actor: Actor) -> ApiResult<Response> {
    let Some((session, _)) = actor.session() else {
        return Err(ApiError::forbidden("An access token is not signed out but revoked."));
    };
    state.store.close_session(&actor, session, &*state.environment).await?;
    // What the browser kept of this workspace goes with the session.
    let headers = [
        (header::SET_COOKIE, cookie::expired(&state)?),
        (
            header::HeaderName::from_static("clear-site-data"),
            header::HeaderValue::from_static("\"cache\", \"storage\""),
        ),
    ];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

async fn view_of(state: &AppState, actor: &Actor, session: Option<&Session>) -> ApiResult<SessionView> {
    let workspace = state.store.workspace(actor.workspace).await?;
    Ok(SessionView {
        actor: ActorView { id: actor.id, kind: actor.kind, name: actor.name.clone() },
        workspace: WorkspaceName { id: actor.workspace, name: workspace.name },
        scopes: actor.scopes.as_slice().to_vec(),
        expires_at: session.map(|session| session.expires_at),
        lacks_factor: session.is_some_and(|session| session.lacks_factor),
        token: None,
    })
}
