use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conspectus_metadata::Body;
use uuid::Uuid;

use super::extract::{Path, Query};
use super::{ApiError, ApiResult, AppState, Listing, Page};
use crate::catalog::{Version, VersionSummary};
use crate::identity::Actor;
use crate::store::VersionKey;

/// A version with its number as entity tag: what `If-Match` of the next revision names.
#[derive(Debug)]
pub struct Tagged(pub Version);

impl IntoResponse for Tagged {
    fn into_response(self) -> Response {
        let tag = format!("\"{}\"", self.0.summary.number);
        ([(header::ETAG, tag)], Json(self.0)).into_response()
    }
}

/// An asset's versions, newest first.
#[utoipa::path(
    get, path = "/api/v1/assets/{id}/versions", tag = "versions", operation_id = "listVersions",
    params(("id" = Uuid, Path), Listing), responses((status = 200, body = Page<VersionSummary>))
)]
pub async fn list(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(listing): Query<Listing>,
) -> ApiResult<Json<Page<VersionSummary>>> {
    let asked = listing.of(format_args!("versions of {id}"))?;
    let versions = state.store.versions(&actor, id, asked.slice()).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(asked.page(versions, |version| (version.number.into(), version.id), |version| version)))
}

/// A version with its body and the edges that touch it.
#[utoipa::path(
    get, path = "/api/v1/versions/{id}", tag = "versions", operation_id = "getVersion", params(("id" = Uuid, Path)),
    responses((status = 200, body = Version, headers(("ETag" = String, description = "The version's number in quotes."))))
)]
pub async fn read(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<Tagged> {
    let version = state.store.version(&actor, VersionKey::Id(id)).await?;
    version.map(Tagged).ok_or_else(ApiError::not_found)
}

/// A version by its number within the asset.
#[utoipa::path(
    get, path = "/api/v1/assets/{id}/versions/{number}", tag = "versions", operation_id = "getVersionByNumber",
    params(("id" = Uuid, Path), ("number" = u32, Path, minimum = 1)),
    responses((status = 200, body = Version, headers(("ETag" = String, description = "The version's number in quotes."))))
)]
pub async fn read_by_number(
    State(state): State<AppState>,
    actor: Actor,
    Path((asset, number)): Path<(Uuid, u32)>,
) -> ApiResult<Tagged> {
    let version = state.store.version(&actor, VersionKey::Number { asset, number }).await?;
    version.map(Tagged).ok_or_else(ApiError::not_found)
}

/// The picture of a version of a figure. It never changes, so that a browser need not ask twice.
#[utoipa::path(
    get, path = "/api/v1/versions/{id}/figure.png", tag = "versions", operation_id = "getFigure",
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "image/png", body = Vec<u8>), (status = 304, description = "Unchanged."))
)]
pub async fn figure(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let (_, body) = state.store.body(&actor, id).await?.ok_or_else(ApiError::not_found)?;
    let Body::Figure(figure) = body else { return Err(ApiError::not_found()) };
    let tag = format!("\"{id}\"");
    let fixed = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    let png = STANDARD.decode(&figure.png).map_err(|_| ApiError::Internal("a figure is not base64".into()))?;
    Ok((fixed, [(header::CONTENT_TYPE, "image/png")], png).into_response())
}
