use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use uuid::Uuid;

use super::extract::{Path, Query};
use super::page::Asked;
use super::{ApiError, ApiResult, AppState, Listing, Page};
use crate::catalog::{Iteration, IterationSummary};
use crate::identity::Actor;

/// Which iterations of a project are asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct IterationListing {
    /// Those of this phase only.
    phase: Option<Uuid>,
    /// `next_cursor` of the page before.
    #[param(pattern = "^[A-Za-z0-9_-]{43}$")]
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A project's iterations, the one last recorded in first.
#[utoipa::path(
    get, path = "/api/v1/projects/{id}/iterations", tag = "iterations", operation_id = "listIterations",
    params(("id" = Uuid, Path), IterationListing), responses((status = 200, body = Page<IterationSummary>))
)]
pub async fn list(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(listing): Query<IterationListing>,
) -> ApiResult<Json<Page<IterationSummary>>> {
    let IterationListing { phase, cursor, limit } = listing;
    let asked = Asked::of(format_args!("iterations of {id} in {phase:?}"), cursor.as_deref(), limit)?;
    let iterations = state.store.iterations(&actor, id, phase, asked.slice()).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(asked.page(iterations, |iteration| (iteration.last_at.millis(), iteration.id), |iteration| iteration)))
}

/// An iteration and what was recorded in it, in the order it was recorded.
#[utoipa::path(
    get, path = "/api/v1/iterations/{id}", tag = "iterations", operation_id = "getIteration",
    params(("id" = Uuid, Path), Listing), responses((status = 200, body = Iteration))
)]
pub async fn read(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(listing): Query<Listing>,
) -> ApiResult<Json<Iteration>> {
    let asked = listing.of(format_args!("entries of {id}"))?;
    let found = state.store.iteration(&actor, id, asked.slice()).await?.ok_or_else(ApiError::not_found)?;
    let (summary, project_name, entries) = found;
    let Page { items, next_cursor } = asked.page(entries, |(key, _)| *key, |(_, entry)| entry);
    Ok(Json(Iteration { summary, project_name, entries: items, next_cursor }))
}
