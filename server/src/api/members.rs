use axum::extract::State;
use axum::http::StatusCode;
use conspectus_metadata::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::extract::{Json, Path};
use super::{ApiError, ApiResult, AppState, Page};
use crate::identity::{Actor, Role};
use crate::moment::Moment;
use crate::store::{Member, MemberChange, MemberRefusal};

/// A person in the workspace.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Member)]
pub struct MemberView {
    /// The account's id.
    id: Uuid,
    name: String,
    email: String,
    role: Role,
    /// Whether security-sensitive entries of the audit log open for them.
    auditor: bool,
    joined_at: Moment,
    /// Since when they are shut out; absent while they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended_at: Option<Moment>,
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        Self {
            id: member.account,
            name: member.name,
            email: member.email,
            role: member.standing.role,
            auditor: member.standing.auditor,
            joined_at: member.joined_at,
            suspended_at: member.standing.suspended_at,
        }
    }
}

/// What shall change about a member; what is absent stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MemberChange)]
pub struct MemberRequest {
    role: Option<Role>,
    auditor: Option<bool>,
    suspended: Option<bool>,
}

/// The workspace's members, in the order they joined.
#[utoipa::path(
    get, path = "/api/v1/members", tag = "members", operation_id = "listMembers",
    responses((status = 200, body = Page<MemberView>), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn list(State(state): State<AppState>, actor: Actor) -> ApiResult<axum::Json<Page<MemberView>>> {
    if actor.project.is_some() {
        return Ok(axum::Json(Page { items: Vec::new(), next_cursor: None }));
    }
    let members = state.store.members(actor.workspace).await?;
    Ok(axum::Json(Page { items: members.into_iter().map(MemberView::from).collect(), next_cursor: None }))
}

/// Change what a member may do, or shut them out and let them in again. Sessions and tokens of the suspended end to work
/// at once.
#[utoipa::path(
    patch, path = "/api/v1/members/{id}", tag = "members", operation_id = "changeMember", request_body = MemberRequest,
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = MemberView), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    )
)]
pub async fn change(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Json(request): Json<MemberRequest>,
) -> ApiResult<axum::Json<MemberView>> {
    let MemberRequest { role, auditor, suspended } = request;
    if role == Some(Role::Operator) {
        return Err(ApiError::invalid("A member of a workspace is admin, analyst or viewer."));
    }
    if actor.project.is_some() {
        return Err(ApiError::not_found());
    }
    let change = MemberChange { role, auditor, suspended };
    state.store.change_member(&actor, id, change, &*state.environment).await?.map_err(refusal)?;
    let members = state.store.members(actor.workspace).await?;
    let changed = members.into_iter().find(|member| member.account == id).ok_or_else(ApiError::not_found)?;
    Ok(axum::Json(changed.into()))
}

/// Take a member out of the workspace. What they recorded stays.
#[utoipa::path(
    delete, path = "/api/v1/members/{id}", tag = "members", operation_id = "removeMember",
    params(("id" = Uuid, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
    )
)]
pub async fn remove(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<StatusCode> {
    if actor.project.is_some() {
        return Err(ApiError::not_found());
    }
    state.store.remove_member(&actor, id, &*state.environment).await?.map_err(refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

fn refusal(refusal: MemberRefusal) -> ApiError {
    match refusal {
        MemberRefusal::Unknown => ApiError::not_found(),
        MemberRefusal::LastAdmin => {
            ApiError::new(ProblemCode::Conflict, "This is the workspace's last admin: make somebody else one first.")
        }
    }
}
