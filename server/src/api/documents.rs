use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use conspectus_metadata::{Document, Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::extract::{Json, Path};
use super::page::refused;
use super::versions::Tagged;
use super::{ApiError, ApiResult, AppState};
use crate::catalog::Version;
use crate::identity::Actor;
use crate::store::{Destination, Unwritten, Writing, Written};

/// A new document.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDocument {
    /// What it is called in its project.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Its whole text.
    #[schema(max_length = 1_000_000)]
    markdown: String,
    /// Why it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    message: Option<String>,
}

/// The next revision of a document.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRevision {
    /// Its whole text.
    #[schema(max_length = 1_000_000)]
    markdown: String,
    /// Why it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    message: Option<String>,
}

const LONGEST_NAME: usize = 200;
const LONGEST_TEXT: usize = 1_000_000;
const LONGEST_MESSAGE: usize = 1000;
const LONGEST_KEY: usize = 255;

/// Write a document. One of the same name in the project is a conflict.
#[utoipa::path(
    post, path = "/api/v1/projects/{id}/documents", tag = "documents", operation_id = "createDocument",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.", min_length = 1, max_length = 255)),
    request_body = NewDocument,
    responses((status = 201, body = Version, headers(("ETag" = String, description = "The version's number in quotes."))))
)]
pub async fn create(
    State(state): State<AppState>,
    actor: Actor,
    Path(project): Path<Uuid>,
    headers: HeaderMap,
    Json(new): Json<NewDocument>,
) -> ApiResult<(StatusCode, Tagged)> {
    let NewDocument { name, markdown, message } = &new;
    if name.trim() != name || name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control)
    {
        return Err(refused("name", "1 to 200 characters, none a control character, no blank at either end"));
    }
    let document = document(markdown, message.as_ref())?;
    let destination = Destination::New { project, name };
    write(&state, &actor, destination, document, (&headers, &new)).await
}

/// Write the next revision of a document. `If-Match` names the revision it was written from: a stale one is refused.
#[utoipa::path(
    post, path = "/api/v1/assets/{id}/versions", tag = "documents", operation_id = "createRevision",
    params(
        ("id" = Uuid, Path),
        ("If-Match" = String, Header, description = "The number of the newest revision in quotes: its ETag.", pattern = "^\"[0-9]+\"$"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.", min_length = 1, max_length = 255),
    ),
    request_body = NewRevision,
    responses(
        (status = 201, body = Version, headers(("ETag" = String, description = "The version's number in quotes."))),
        (status = 200, body = Version, description = "The text is that of the newest revision: nothing was made."),
    )
)]
pub async fn revise(
    State(state): State<AppState>,
    actor: Actor,
    Path(asset): Path<Uuid>,
    headers: HeaderMap,
    Json(new): Json<NewRevision>,
) -> ApiResult<(StatusCode, Tagged)> {
    let document = document(&new.markdown, new.message.as_ref())?;
    let destination = Destination::After { asset, number: matched_number(&headers)? };
    write(&state, &actor, destination, document, (&headers, &new)).await
}

async fn write(
    state: &AppState,
    actor: &Actor,
    destination: Destination<'_>,
    document: Document,
    (headers, request): (&HeaderMap, &impl Serialize),
) -> ApiResult<(StatusCode, Tagged)> {
    let request = || {
        let sent = serde_json::to_vec(request).map_err(|error| ApiError::Internal(error.to_string()))?;
        Ok::<_, ApiError>([format!("{destination:?} ").into_bytes(), sent].concat())
    };
    let idempotency = match idempotency_key(headers)? {
        Some(key) => Some((key, request()?)),
        None => None,
    };
    let writing = Writing { destination, document, idempotency };
    match state.store.write_document(&writing, actor, &*state.environment).await? {
        Ok(Written::Created(version)) => Ok((StatusCode::CREATED, Tagged(version))),
        Ok(Written::Unchanged(version)) => Ok((StatusCode::OK, Tagged(version))),
        Err(refusal) => Err(refusal.into()),
    }
}

fn document(markdown: &str, message: Option<&String>) -> ApiResult<Document> {
    if markdown.chars().count() > LONGEST_TEXT {
        return Err(ApiError::new(ProblemCode::TooLarge, "A document has at most 1,000,000 characters."));
    }
    if message.is_some_and(|message| message.chars().count() > LONGEST_MESSAGE) {
        return Err(refused("message", "at most 1000 characters"));
    }
    Ok(Document { markdown: markdown.to_owned(), message: message.cloned() })
}

/// The revision that `If-Match` names. `*` would overwrite what its writer has not seen, and is refused.
fn matched_number(headers: &HeaderMap) -> ApiResult<u32> {
    let missing = || {
        let detail = "Send the ETag of the revision that this one was written from as If-Match.";
        ApiError::new(ProblemCode::PreconditionRequired, detail)
    };
    let tag = headers.get(header::IF_MATCH).ok_or_else(missing)?;
    let number = tag.to_str().ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    number.ok_or_else(|| refused("If-Match", "one revision's number in quotes, such as \"3\""))
}

fn idempotency_key(headers: &HeaderMap) -> ApiResult<Option<&str>> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().map(str::trim).filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
    key.map(Some).ok_or_else(|| refused("Idempotency-Key", "1 to 255 visible characters"))
}

impl From<Unwritten> for ApiError {
    fn from(refusal: Unwritten) -> Self {
        match refusal {
            Unwritten::NotFound => Self::not_found(),
            Unwritten::NameTaken => {
                let detail = "The project has a document of this name. Write a new version of that one.";
                Problem::new(ProblemCode::Conflict, detail).with_field("name", "is taken").into()
            }
            Unwritten::NotADocument => Self::invalid("Only documents are written here; everything else is captured."),
            Unwritten::Stale(newest) => {
                Self::new(ProblemCode::Stale, format!("The newest revision is {newest} by now. Merge, and send again."))
            }
            Unwritten::KeyReused => {
                Self::new(ProblemCode::IdempotencyKeyReused, "Use a new Idempotency-Key for another request.")
            }
        }
    }
}
