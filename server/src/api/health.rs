use axum::extract::State;
use serde::Serialize;

use super::{ApiError, ApiResult, AppState};

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Health {
    status: &'static str,
}

/// Whether the process runs.
#[utoipa::path(get, path = "/healthz", tag = "health", operation_id = "getLiveness", responses((status = 200, body = Health)))]
pub async fn live() -> axum::Json<Health> {
    axum::Json(Health { status: "alive" })
}

/// Whether the database answers and has this binary's schema.
#[utoipa::path(get, path = "/readyz", tag = "health", operation_id = "getReadiness", responses((status = 200, body = Health), (status = 503, body = conspectus_metadata::Problem)))]
pub async fn ready(State(state): State<AppState>) -> ApiResult<axum::Json<Health>> {
    if !state.store.is_ready().await? {
        return Err(ApiError::Unavailable("the schema is not of this version".into()));
    }
    Ok(axum::Json(Health { status: "ready" }))
}
