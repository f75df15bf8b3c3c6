use axum::extract::State;
use conspectus_metadata::{Policy, Problem};
use serde::Serialize;
use uuid::Uuid;

use super::{ApiResult, AppState};
use crate::identity::Actor;

/// The workspace of the caller, and the disclosure policy that captures must keep.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Workspace {
    id: Uuid,
    name: String,
    policy: Policy,
}

/// The caller's workspace.
#[utoipa::path(
    get, path = "/api/v1/workspace", tag = "workspace", operation_id = "getWorkspace",
    responses((status = 200, body = Workspace), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn show(State(state): State<AppState>, actor: Actor) -> ApiResult<axum::Json<Workspace>> {
    let body = state.store.workspace(actor.workspace).await?;
    Ok(axum::Json(Workspace { id: actor.workspace, name: body.name, policy: body.policy }))
}
