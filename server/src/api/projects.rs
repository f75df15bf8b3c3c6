use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::extract::{Path, Query};
use super::{ApiError, ApiResult, AppState, Listing, Page};
use crate::catalog::{Named, Project, ProjectSummary};
use crate::identity::Actor;

/// The projects you see, the one last recorded in first.
#[utoipa::path(
    get, path = "/api/v1/projects", tag = "projects", operation_id = "listProjects", params(Listing),
    responses((status = 200, body = Page<ProjectSummary>))
)]
pub async fn list(
    State(state): State<AppState>,
    actor: Actor,
    Query(listing): Query<Listing>,
) -> ApiResult<Json<Page<ProjectSummary>>> {
    let asked = listing.of("projects")?;
    let projects = state.store.projects(&actor, asked.slice()).await?;
    Ok(Json(asked.page(projects, |project| (project.updated_at.millis(), project.id), |project| project)))
}

/// A project and its phases.
#[utoipa::path(
    get, path = "/api/v1/projects/{id}", tag = "projects", operation_id = "getProject", params(("id" = Uuid, Path)),
    responses((status = 200, body = Project))
)]
pub async fn read(State(state): State<AppState>, actor: Actor, Path(id): Path<Uuid>) -> ApiResult<Json<Project>> {
    state.store.project(&actor, id).await?.map(Json).ok_or_else(ApiError::not_found)
}

/// A project's phases, in the order they were made.
#[utoipa::path(
    get, path = "/api/v1/projects/{id}/phases", tag = "projects", operation_id = "listPhases",
    params(("id" = Uuid, Path), Listing), responses((status = 200, body = Page<Named>))
)]
pub async fn phases(
    State(state): State<AppState>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(listing): Query<Listing>,
) -> ApiResult<Json<Page<Named>>> {
    let asked = listing.of(format_args!("phases of {id}"))?;
    let phases = state.store.phases(&actor, id, asked.slice()).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(asked.page(phases, |(made, phase)| (*made, phase.id), |(_, phase)| phase)))
}
