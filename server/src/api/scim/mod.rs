//! SCIM 2.0 (RFC 7643, 7644): a directory tells who its people are, in which groups, and who has left.
//!
//! Each identity provider has a base of its own, `/api/v1/scim/{provider}`. A token with the scope `directory:write`
//! opens it. `{collection}` is Users or Groups, or one of the three that describe the service.

mod answer;
mod description;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use scim_v2::Validate;
use scim_v2::models::errors::ScimType;
use scim_v2::models::others::PatchOp;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use self::answer::{Refused, created, empty, project, resource, several};
use super::AppState;
use super::extract::{Path, Query};
use crate::identity::Actor;
use crate::identity::directory::{DirectoryError, Entry, EntryKind, apply, parse_filter};
use crate::store::{DirectoryEntry, Provider};

/// A group of thousands of members.
pub(super) const LONGEST: usize = 2 * 1024 * 1024;
/// Resources of one answer, unless fewer are asked for.
const MOST: usize = 200;

/// The query of a list. What is not named here is ignored, as the standard asks.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// For example `userName eq "grace@example.org"`.
    filter: Option<String>,
    /// From 1 on; less is 1.
    start_index: Option<i64>,
    /// 200 at most.
    count: Option<i64>,
    /// The only attributes to show, between commas.
    attributes: Option<String>,
    /// Those to leave out.
    excluded_attributes: Option<String>,
}

/// The people or groups of a directory, or what this service is.
#[utoipa::path(
    get, path = "/api/v1/scim/{provider}/{collection}", tag = "scim", operation_id = "listDirectory",
    params(("provider" = Uuid, Path), ("collection" = String, Path), Listing),
    responses((status = 200, content_type = "application/scim+json", body = Object))
)]
pub async fn list(
    State(state): State<AppState>,
    actor: Actor,
    Path((provider, collection)): Path<(Uuid, String)>,
    Query(query): Query<Listing>,
) -> Result<Response, Refused> {
    let provider = known(&state, &actor, provider).await?;
    let base = state.sso.directory(provider.id);
    let Some(kind) = kind_of(&collection) else {
        return description::list(&collection, &base).ok_or_else(|| DirectoryError::not_found().into());
    };
    let filter = query.filter.as_deref().map(parse_filter).transpose()?;
    let found = state.store.directory(&provider, kind, filter.as_ref(), &base).await?;
    let start = usize::try_from(query.start_index.unwrap_or(1)).unwrap_or(1).max(1);
    let count = query.count.map_or(MOST, |count| usize::try_from(count.max(0)).unwrap_or(MOST).min(MOST));
    let total = found.len();
    let chosen = found.into_iter().skip(start - 1).take(count);
    let shown = chosen.map(|each| project(each, query.attributes.as_deref(), query.excluded_attributes.as_deref()));
    Ok(several(&shown.collect::<Vec<_>>(), total, start))
}

/// Tell of a new person or group.
#[utoipa::path(
    post, path = "/api/v1/scim/{provider}/{collection}", tag = "scim", operation_id = "createInDirectory",
    params(("provider" = Uuid, Path), ("collection" = String, Path)),
    request_body(content = Object, content_type = "application/scim+json"),
    responses((status = 201, content_type = "application/scim+json", body = Object))
)]
pub async fn create(
    State(state): State<AppState>,
    actor: Actor,
    Path((provider, collection)): Path<(Uuid, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let provider = known(&state, &actor, provider).await?;
    let described = || description::list(&collection, "").map(|_| DirectoryError::read_only());
    let kind = kind_of(&collection).ok_or_else(|| described().unwrap_or_else(DirectoryError::not_found))?;
    let entry = Entry::read(kind, json(&headers, &body)?)?;
    let id = state.store.add_entry(&actor, &provider, kind, entry, &*state.environment).await??;
    let (_, shown) = found(&state, &provider, kind, id).await?;
    Ok(created(&shown))
}

/// One person or group, or a part of what this service is.
#[utoipa::path(
    get, path = "/api/v1/scim/{provider}/{collection}/{id}", tag = "scim", operation_id = "getFromDirectory",
    params(("provider" = Uuid, Path), ("collection" = String, Path), ("id" = String, Path), Listing),
    responses((status = 200, content_type = "application/scim+json", body = Object))
)]
pub async fn read(
    State(state): State<AppState>,
    actor: Actor,
    Path((provider, collection, id)): Path<(Uuid, String, String)>,
    Query(query): Query<Listing>,
) -> Result<Response, Refused> {
    let provider = known(&state, &actor, provider).await?;
    let Some(kind) = kind_of(&collection) else {
        let base = state.sso.directory(provider.id);
        return description::one(&collection, &id, &base).ok_or_else(|| DirectoryError::not_found().into());
    };
    let (_, shown) = found(&state, &provider, kind, id_of(&id)?).await?;
    let (only, without) = (query.attributes.as_deref(), query.excluded_attributes.as_deref());
    Ok(resource(&project(shown, only, without)))
}

/// Replace what is known of a person or group.
#[utoipa::path(
    put, path = "/api/v1/scim/{provider}/{collection}/{id}", tag = "scim", operation_id = "replaceInDirectory",
    params(("provider" = Uuid, Path), ("collection" = String, Path), ("id" = String, Path)),
    request_body(content = Object, content_type = "application/scim+json"),
    responses((status = 200, content_type = "application/scim+json", body = Object))
)]
pub async fn replace(
    State(state): State<AppState>,
    actor: Actor,
    Path((provider, collection, id)): Path<(Uuid, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let provider = known(&state, &actor, provider).await?;
    let kind = kind_of(&collection).ok_or_else(DirectoryError::not_found)?;
    let (before, _) = found(&state, &provider, kind, id_of(&id)?).await?;
    let entry = Entry::read(kind, json(&headers, &body)?)?;
    change(&state, &actor, &provider, &before, entry).await
}

/// Change some of what is known of a person or group. `active: false` shuts a person out at once.
#[utoipa::path(
    patch, path = "/api/v1/scim/{provider}/{collection}/{id}", tag = "scim", operation_id = "changeInDirectory",
    params(("provider" = Uuid, Path), ("collection" = String, Path), ("id" = String, Path)),
    request_body(content = Object, content_type = "application/scim+json"),
    responses((status = 200, content_type = "application/scim+json", body = Object))
)]
pub async fn patch(
    State(state): State<AppState>,
    actor: Actor,
    Path((provider, collection, id)): Path<(Uuid, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let provider = known(&state, &actor, provider).await?;
    let kind = kind_of(&collection).ok_or_else(DirectoryError::not_found)?;
    let (before, shown) = found(&state, &provider, kind, id_of(&id)?).await?;
    let unreadable = |error: String| DirectoryError::invalid(ScimType::InvalidSyntax, error);
    let patch: PatchOp =
        serde_json::from_value(json(&headers, &body)?).map_err(|error| unreadable(error.to_string()))?;
    patch.validate().map_err(|error| DirectoryError::invalid(error.scim_type(), error.to_string()))?;
    let entry = Entry::read(kind, apply(&shown, &patch)?)?;
    change(&state, &actor, &provider, &before, entry).await
}

/// Remove a person, who is out at once, or a group.
#[utoipa::path(
    delete, path = "/api/v1/scim/{provider}/{collection}/{id}", tag = "scim", operation_id = "removeFromDirectory",
    params(("provider" = Uuid, Path), ("collection" = String, Path), ("id" = String, Path)),
    responses((status = 204))
)]
pub async fn remove(
    State(state): State<AppState>,
    actor: Actor,
    Path((provider, collection, id)): Path<(Uuid, String, String)>,
) -> Result<Response, Refused> {
    let provider = known(&state, &actor, provider).await?;
    let kind = kind_of(&collection).ok_or_else(DirectoryError::not_found)?;
    let (before, _) = found(&state, &provider, kind, id_of(&id)?).await?;
    state.store.remove_entry(&actor, &provider, &before, &*state.environment).await?;
    Ok(empty(StatusCode::NO_CONTENT))
}

async fn change(
    state: &AppState,
    actor: &Actor,
    provider: &Provider,
    before: &DirectoryEntry,
    entry: Entry,
) -> Result<Response, Refused> {
    if entry != before.entry {
        state.store.change_entry(actor, provider, before, entry, &*state.environment).await??;
    }
    let (_, shown) = found(state, provider, before.kind, before.id).await?;
    Ok(resource(&shown))
}

/// The provider whose directory this is: one of the caller's workspace, seen as a whole.
async fn known(state: &AppState, actor: &Actor, id: Uuid) -> Result<Provider, Refused> {
    if actor.project.is_some() {
        return Err(DirectoryError::not_found().into());
    }
    Ok(state.store.provider(actor.workspace, id).await?.ok_or_else(DirectoryError::not_found)?)
}

async fn found(
    state: &AppState,
    provider: &Provider,
    kind: EntryKind,
    id: Uuid,
) -> Result<(DirectoryEntry, Value), Refused> {
    let base = state.sso.directory(provider.id);
    Ok(state.store.directory_entry(provider, kind, id, &base).await?.ok_or_else(DirectoryError::not_found)?)
}

fn kind_of(collection: &str) -> Option<EntryKind> {
    [EntryKind::User, EntryKind::Group].into_iter().find(|kind| kind.plural() == collection)
}

fn id_of(text: &str) -> Result<Uuid, DirectoryError> {
    Uuid::parse_str(text).map_err(|_| DirectoryError::not_found())
}

fn json(headers: &HeaderMap, body: &[u8]) -> Result<Value, DirectoryError> {
    let told = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let told = told.split(';').next().unwrap_or_default().trim();
    if !["application/scim+json", "application/json"].contains(&told) {
        let detail = "Send the body as application/scim+json.".to_owned();
        return Err(DirectoryError { status: 415, kind: None, detail });
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| DirectoryError::invalid(ScimType::InvalidSyntax, error.to_string()))?;
    if !value.is_object() {
        return Err(DirectoryError::invalid(ScimType::InvalidSyntax, "The body is no object."));
    }
    Ok(value)
}
