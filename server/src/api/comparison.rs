use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::extract::Path;
use super::page::refused;
use super::{ApiError, ApiResult, AppState};
use crate::catalog::comparison::{Comparison, compare};
use crate::identity::Actor;

/// What changed from one version to another of the same kind, of one asset or of two.
#[utoipa::path(
    get, path = "/api/v1/versions/{from}/comparison/{to}", tag = "versions", operation_id = "compareVersions",
    params(("from" = Uuid, Path), ("to" = Uuid, Path)), responses((status = 200, body = Comparison))
)]
pub async fn read(
    State(state): State<AppState>,
    actor: Actor,
    Path((from, to)): Path<(Uuid, Uuid)>,
) -> ApiResult<Json<Comparison>> {
    let (from, before) = state.store.body(&actor, from).await?.ok_or_else(ApiError::not_found)?;
    let (to, after) = state.store.body(&actor, to).await?.ok_or_else(ApiError::not_found)?;
    // Long texts take a while to lay beside each other; other requests go on meanwhile.
    let compared = tokio::task::spawn_blocking(move || compare(&before, &after)).await;
    let changes = compared.map_err(|error| ApiError::Internal(error.to_string()))?;
    let changes = changes.ok_or_else(|| refused("to", "a version of the same kind as `from`"))?;
    Ok(Json(Comparison { from, to, changes }))
}
