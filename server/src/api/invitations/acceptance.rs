use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{ApiError, ApiResult, AppState, Json};
use crate::api::account::refuse_password;
use crate::api::extract::Address;
use crate::api::session::{self, Delivery, Known, begin, client_of};
use crate::identity::{Factors, PasswordRules, Role, SecretKind, read_secret};
use crate::moment::Moment;
use crate::store::{Attempt, Invitation};

/// The longest name of a person.
const LONGEST_NAME: usize = 100;

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationLink {
    /// The secret of the link.
    invitation: String,
}

/// What somebody who holds the link is invited to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OpenInvitation {
    workspace: String,
    email: String,
    role: Role,
    by: String,
    expires_at: Moment,
    /// Whether the address has an account: then joining needs neither name nor password.
    has_account: bool,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The secret of the link.
    invitation: String,
    /// For a new account.
    name: Option<String>,
    /// For a new account.
    password: Option<String>,
    #[serde(default)]
    deliver: Delivery,
}

/// See what a link invites to.
#[utoipa::path(
    post, path = "/api/v1/invitations/open", tag = "members", operation_id = "openInvitation",
    request_body = InvitationLink,
    responses(
        (status = 200, body = OpenInvitation),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem),
    )
)]
pub async fn open(
    State(state): State<AppState>,
    Address(address): Address,
    Json(link): Json<InvitationLink>,
) -> ApiResult<axum::Json<OpenInvitation>> {
    let (attempt, invitation) = find(&state, address, &link.invitation).await?;
    state.store.attempt_succeeded(attempt).await?;
    let has_account = state.store.account(&invitation.email).await?.is_some();
    Ok(axum::Json(OpenInvitation {
        workspace: state.store.workspace(invitation.workspace).await?.name,
        email: invitation.email,
        role: invitation.role,
        by: invitation.by,
        expires_at: invitation.expires_at,
        has_account,
    }))
}

/// Join the workspace. Who is new is signed in; who has an account signs in as ever.
#[utoipa::path(
    post, path = "/api/v1/invitations/acceptance", tag = "members", operation_id = "acceptInvitation",
    request_body = Acceptance,
    responses(
        (status = 200, body = session::SessionView), (status = 204),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem),
    )
)]
pub async fn accept(
    State(state): State<AppState>,
    Address(address): Address,
    headers: HeaderMap,
    Json(acceptance): Json<Acceptance>,
) -> ApiResult<Response> {
    let client = client_of(&headers, address.as_deref());
    let (attempt, invitation) = find(&state, address, &acceptance.invitation).await?;
    let known = state.store.account(&invitation.email).await?;
    let created = match (&known, acceptance.name, acceptance.password) {
        (Some(_), None, None) => None,
        (Some(_), ..) => return Err(ApiError::invalid("This address has an account: join without name and password.")),
        (None, Some(name), Some(password)) => Some(create(&state, &invitation, &name, Zeroizing::new(password)).await?),
        (None, ..) => return Err(ApiError::invalid("Send name and password of the new account.")),
    };
    let account = created.or(known.map(|known| known.id)).ok_or_else(ApiError::not_found)?;
    if !state.store.accept_invitation(&invitation, account, &*state.environment).await? {
        return Err(ApiError::not_found());
    }
    state.store.attempt_succeeded(attempt).await?;
    if created.is_none() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let known = Known { workspace: invitation.workspace, account, factors: Factors::One };
    session::open(&state, known, client, acceptance.deliver).await
}

async fn create(state: &AppState, invitation: &Invitation, name: &str, password: Zeroizing<String>) -> ApiResult<Uuid> {
    let length = name.trim().chars().count();
    if !(1..=LONGEST_NAME).contains(&length) || name.chars().any(char::is_control) {
        return Err(ApiError::invalid("A name has 1 to 100 characters."));
    }
    let workspace = state.store.workspace(invitation.workspace).await?.name;
    let personal = vec![name.to_owned(), invitation.email.clone(), workspace];
    let rules = PasswordRules { beside_a_factor: false, personal };
    let hash = state.passwords.hash(password, rules).await.map_err(refuse_password)?;
    let made = state.store.create_account(&invitation.email, name, hash, &*state.environment).await?;
    made.ok_or_else(|| ApiError::new(ProblemCode::Conflict, "This address has an account by now. Open the link again."))
}

/// The invitation behind a link. Guessing links is limited like guessing passwords.
async fn find(state: &AppState, address: Option<String>, link: &str) -> ApiResult<(Attempt, Invitation)> {
    let attempt = begin(state, format!("invitation {link}"), address).await?;
    let found = match read_secret(link) {
        Some((SecretKind::Invitation, digest)) => state.store.invitation(&digest, state.environment.now()).await?,
        _ => None,
    };
    let Some(invitation) = found else {
        state.store.attempt_failed(&*state.environment).await?;
        return Err(ApiError::new(
            ProblemCode::NotFound,
            "This invitation was used, taken back, or has expired. Ask for another.",
        ));
    };
    Ok((attempt, invitation))
}
