use axum::Json;
use axum::extract::State;
use conspectus_metadata::AssetKind;
use serde::Deserialize;
use uuid::Uuid;

use super::extract::{Path, Query};
use super::page::Asked;
use super::{ApiError, ApiResult, AppState, Page};
use crate::catalog::{Asset, AssetSummary};
use crate::identity::Actor;

/// Which assets of a project are asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AssetListing {
    /// Those of this kind only.
    #[param(inline)]
    kind: Option<AssetKind>,
    /// `next_cursor` of the page before.
    #[param(pattern = "^[A-Za-z0-9_-]{43}$")]
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A project's assets by their newest versions, the one last recorded first.
#[utoipa::path(
    get, path = "/api/v1/projects/{id}/assets", tag = "assets", operation_id = "listAssets",
    params(("id" = Uuid, Path), AssetListing), responses((status = 200, body = Page<AssetSummary>))
)]
pub async fn list(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(listing): Query<AssetListing>,
) -> ApiResult<Json<Page<AssetSummary>>> {
    let AssetListing { kind, cursor, limit } = listing;
    let asked = Asked::of(format_args!("assets of {id} of kind {kind:?}"), cursor.as_deref(), limit)?;
    let assets = state.store.assets(&actor, id, kind, asked.slice()).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(asked.page(assets, |(updated, asset)| (*updated, asset.id), |(_, asset)| asset)))
}

/// An asset and where it is filed.
#[utoipa::path(
    get, path = "/api/v1/assets/{id}", tag = "assets", operation_id = "getAsset", params(("id" = Uuid, Path)),
    responses((status = 200, body = Asset))
)]
pub async fn read(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<Json<Asset>> {
    state.store.asset(&actor, id).await?.map(Json).ok_or_else(ApiError::not_found)
}
