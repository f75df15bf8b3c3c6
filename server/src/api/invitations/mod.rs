//! Asking people to join a workspace, by mail or by a link that the admin copies.

mod acceptance;

use axum::extract::State;
use axum::http::StatusCode;
use conspectus_metadata::Problem;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use acceptance::{__path_accept, __path_open, accept, open};

use super::extract::{Json, Path};
use super::session::recently_proved;
use super::{ApiError, ApiResult, AppState, Page};
use crate::identity::{Actor, Role, Secret, SecretKind};
use crate::integrations::is_mail_address;
use crate::moment::Moment;
use crate::store::Invitation;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewInvitation)]
pub struct InvitationRequest {
    email: String,
    role: Role,
}

/// An invitation that can still be accepted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationView {
    id: Uuid,
    email: String,
    role: Role,
    /// Who invited.
    by: String,
    created_at: Moment,
    expires_at: Moment,
    /// Whether it was sent by mail just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    mailed: Option<bool>,
    /// The link, once, to be handed over by whoever invited: only where no mail could be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id,
            email: invitation.email,
            role: invitation.role,
            by: invitation.by,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
            mailed: None,
            link: None,
        }
    }
}

/// Invite somebody to the workspace. An earlier invitation of the same address ends.
#[utoipa::path(
    post, path = "/api/v1/invitations", tag = "members", operation_id = "invite", request_body = InvitationRequest,
    responses(
        (status = 201, body = InvitationView),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub async fn create(
    State(state): State<AppState>,
    actor: Actor,
    Json(request): Json<InvitationRequest>,
) -> ApiResult<(StatusCode, axum::Json<InvitationView>)> {
    if !is_mail_address(&request.email) {
        return Err(ApiError::invalid("email is not an address that mail can be sent to."));
    }
    if request.role == Role::Operator {
        return Err(ApiError::invalid("A member is admin, analyst or viewer."));
    }
    within_the_workspace(&actor)?;
    recently_proved(&state, &actor).await?;
    let secret = Secret::generate(SecretKind::Invitation)?;
    let made = state.store.invite(&actor, &request.email, request.role, secret.digest(), &*state.environment).await?;
    let (invitation, event) = made;
    let link = format!("{}/join#invitation={}", state.site.origin, secret.expose());
    let mailed = mail(&state, &invitation, &link, event).await?;
    let view =
        InvitationView { mailed: Some(mailed), link: (!mailed).then_some(link), ..InvitationView::from(invitation) };
    Ok((StatusCode::CREATED, axum::Json(view)))
}

/// Whether the invitation went out. A mail server that is down costs the mail, not the invitation.
async fn mail(state: &AppState, invitation: &Invitation, link: &str, event: Uuid) -> ApiResult<bool> {
    let Some(mailer) = &state.site.mailer else { return Ok(false) };
    let workspace = state.store.workspace(invitation.workspace).await?.name;
    let text = format!(
        "{by} invites you to the workspace \"{workspace}\" on Conspectus.\n\n\
         Follow this link to join; it works once, until {until}:\n\n{link}\n\n\
         If you did not expect this, ignore it: nothing happens.\n\nReference: {event}\n",
        by = invitation.by,
        until = invitation.expires_at.timestamp().strftime("%Y-%m-%d %H:%M UTC"),
    );
    match mailer.send(&invitation.email, "You are invited to Conspectus", text).await {
        Ok(()) => Ok(true),
        Err(error) => {
            tracing::warn!(cause = %error, "an invitation could not be sent");
            Ok(false)
        }
    }
}

/// The workspace's invitations that can still be accepted, newest first.
#[utoipa::path(
    get, path = "/api/v1/invitations", tag = "members", operation_id = "listInvitations",
    responses((status = 200, body = Page<InvitationView>), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn list(State(state): State<AppState>, actor: Actor) -> ApiResult<axum::Json<Page<InvitationView>>> {
    within_the_workspace(&actor)?;
    let invitations = state.store.invitations(actor.workspace, state.environment.now()).await?;
    let items = invitations.into_iter().map(InvitationView::from).collect();
    Ok(axum::Json(Page { items, next_cursor: None }))
}

/// Take an invitation back.
#[utoipa::path(
    delete, path = "/api/v1/invitations/{id}", tag = "members", operation_id = "revokeInvitation",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub async fn revoke(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<StatusCode> {
    if actor.project.is_some() || !state.store.revoke_invitation(&actor, id, &*state.environment).await? {
        return Err(ApiError::not_found());
    }
    Ok(StatusCode::NO_CONTENT)
}

fn within_the_workspace(actor: &Actor) -> ApiResult<()> {
    if actor.project.is_some() {
        return Err(ApiError::forbidden("This token reaches one project only, and members belong to the workspace."));
    }
    Ok(())
}
