use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::violations::is_reason;
use conspectus_metadata::{Mode, Policy, Problem, ProblemCode};
use serde::{Deserialize, Serialize};

use super::extract::Json;
use super::session::recently_proved;
use super::{ApiError, ApiResult, AppState};
use crate::identity::Actor;
use crate::store::{PolicyChange, SealedWorkspace, StalePolicy};

/// The disclosure policy that captures must keep, and why it is so.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WorkspacePolicy {
    policy: Policy,
    /// Counts the changes; the number in the ETag.
    number: u32,
    /// Why it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// What the workspace shall demand from now on.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicy {
    policy: Policy,
    /// One to 500 characters; needed where exact figures are allowed. It stands in the audit log.
    #[serde(default)]
    reason: Option<String>,
}

/// The disclosure policy of the caller's workspace.
#[utoipa::path(
    get, path = "/api/v1/workspace/policy", tag = "workspace", operation_id = "getPolicy",
    responses((status = 200, body = WorkspacePolicy, headers(("ETag" = String, description = "The policy's number in quotes."))))
)]
pub async fn show(State(state): State<AppState>, actor: Actor) -> ApiResult<Response> {
    Ok(answer(state.store.workspace(actor.workspace).await?))
}

/// Change the disclosure policy. `If-Match` names the policy it replaces: a stale one is refused. Captures that were
/// recorded stay as they are.
#[utoipa::path(
    put, path = "/api/v1/workspace/policy", tag = "workspace", operation_id = "changePolicy",
    params(("If-Match" = String, Header, description = "The number of the policy in force in quotes: its ETag.", pattern = "^\"[0-9]+\"$")),
    request_body = NewPolicy,
    responses(
        (status = 200, body = WorkspacePolicy, headers(("ETag" = String, description = "The policy's number in quotes."))),
        (status = 400, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem),
    )
)]
pub async fn change(
    State(state): State<AppState>,
    actor: Actor,
    headers: HeaderMap,
    Json(new): Json<NewPolicy>,
) -> ApiResult<Response> {
    if actor.project.is_some() {
        return Err(ApiError::forbidden("This token reaches one project only, and the policy is the workspace's."));
    }
    let expected = Some(matched_number(&headers)?);
    let NewPolicy { policy, reason } = new;
    check(&policy, reason.as_deref()).map_err(|(field, message)| refused(field, message))?;
    recently_proved(&state, &actor).await?;
    let change = PolicyChange { policy, reason, expected };
    match state.store.set_policy(&actor, change, &*state.environment).await? {
        Ok(body) => Ok(answer(body)),
        Err(StalePolicy { number }) => {
            let detail =
                format!("The policy was changed meanwhile and is number {number} now. Look at it, and send again.");
            Err(ApiError::new(ProblemCode::Stale, detail))
        }
    }
}

/// Whether a workspace can demand that; else the field at fault.
pub(crate) fn check(policy: &Policy, reason: Option<&str>) -> Result<(), (&'static str, &'static str)> {
    policy.check().map_err(|message| ("policy", message))?;
    match reason {
        Some(reason) if !is_reason(reason) => Err(("reason", "is a line of 1 to 500 characters")),
        None if policy.mode == Mode::Exact => Err(("reason", "is needed where exact figures are allowed")),
        _ => Ok(()),
    }
}

fn refused(field: &str, message: &str) -> ApiError {
    Problem::new(ProblemCode::InvalidRequest, format!("{field}: {message}.")).with_field(field, message).into()
}

fn answer(body: SealedWorkspace) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{}\"", body.policy_number));
    let body = WorkspacePolicy { policy: body.policy, number: body.policy_number, reason: body.policy_reason };
    let mut response = axum::Json(body).into_response();
    if let Ok(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// `*` would overwrite what its writer has not seen, and is refused.
pub(super) fn matched_number(headers: &HeaderMap) -> ApiResult<u32> {
    let missing = || ApiError::new(ProblemCode::PreconditionRequired, "Send the ETag of what is in force as If-Match.");
    let tag = headers.get(header::IF_MATCH).ok_or_else(missing)?;
    let number = tag.to_str().ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    number.ok_or_else(|| refused("If-Match", "one number in quotes, such as \"3\""))
}
