use axum::extract::State;
use conspectus_metadata::Problem;

use super::extract::Query;
use super::{ApiResult, AppState, Listing, Page};
use crate::identity::Actor;
use crate::store::AuditEvent;

/// The workspace's log of actions, newest first.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", operation_id = "listAuditEvents", params(Listing),
    responses((status = 200, body = Page<AuditEvent>), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn list(
    State(state): State<AppState>,
    actor: Actor,
    Query(listing): Query<Listing>,
) -> ApiResult<axum::Json<Page<AuditEvent>>> {
    let asked = listing.of("audit")?;
    let before = asked.slice().after.map(|(sequence, _)| sequence);
    // An actor bound to one project sees nothing of the workspace's log.
    let events = match actor.project {
        Some(_) => Vec::new(),
        None => state.store.audit_events(actor.workspace, before, asked.slice().limit + 1).await?,
    };
    Ok(axum::Json(asked.page(events, |event| (event.sequence, event.id), |event| event)))
}
