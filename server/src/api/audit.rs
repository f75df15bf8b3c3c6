use axum::extract::State;
use conspectus_metadata::Problem;

use super::extract::Query;
use super::{ApiResult, AppState, Listing, Page};
use crate::identity::{Actor, Scope};
use crate::store::AuditEvent;

/// The workspace's log of actions, newest first. What security-sensitive entries say opens for auditors.
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
    let opens = actor.may(Scope::AuditSensitive);
    let events = events.into_iter().map(|event| if opens { event } else { event.without_secrets() }).collect();
    Ok(axum::Json(asked.page(events, |event| (event.sequence, event.id), |event| event)))
}
