use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use uuid::Uuid;

use super::extract::{Path, Query};
use super::page::refused;
use super::{ApiError, ApiResult, AppState};
use crate::catalog::Lineage;
use crate::identity::Actor;

/// How much of the graph is asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Extent {
    /// Steps in each direction, 0 to 50; 10 when absent.
    #[param(minimum = 0, maximum = 50)]
    depth: Option<u32>,
}

const USUAL_DEPTH: u32 = 10;
const MOST_DEPTH: u32 = 50;

/// What a version came from and what came from it: the nearest 500 versions in each direction.
#[utoipa::path(
    get, path = "/api/v1/versions/{id}/lineage", tag = "versions", operation_id = "getLineage",
    params(("id" = Uuid, Path), Extent), responses((status = 200, body = Lineage))
)]
pub async fn read(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(extent): Query<Extent>,
) -> ApiResult<Json<Lineage>> {
    let depth = extent.depth.unwrap_or(USUAL_DEPTH);
    if depth > MOST_DEPTH {
        return Err(refused("depth", "a number from 0 to 50"));
    }
    state.store.lineage(&actor, id, depth).await?.map(Json).ok_or_else(ApiError::not_found)
}
