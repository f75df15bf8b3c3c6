use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use conspectus_metadata::Problem;
use conspectus_proof::export::Format;
use conspectus_proof::to_hex;
use futures_util::stream;
use serde::{Deserialize, Serialize};

use super::extract::Query;
use super::{ApiError, ApiResult, AppState, Listing, Page};
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

/// Which checkpoint the caller holds already.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// The number of events in the checkpoint that the caller kept.
    #[serde(default)]
    since: u64,
}

/// A signed head of the log's Merkle tree (RFC 6962). Who keeps the newest finds out when history does not extend it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Checkpoint)]
pub struct CheckpointView {
    /// How many events there are.
    size: u64,
    /// SHA-256, in hexadecimal.
    root: String,
    /// The signed note, in the form of C2SP's `tlog-checkpoint`.
    note: String,
    /// The key that signed it, as such notes name it.
    key: String,
    /// The proof that it extends the one of `since` events, in hexadecimal; empty when that is nothing, the same, or more
    /// than there is.
    consistency: Vec<String>,
}

/// The newest checkpoint of the log, for whoever wants to keep it.
#[utoipa::path(
    get, path = "/api/v1/audit/checkpoint", tag = "audit", operation_id = "getCheckpoint", params(Since),
    responses((status = 200, body = CheckpointView), (status = 400, body = Problem), (status = 401, body = Problem))
)]
pub async fn checkpoint(
    State(state): State<AppState>,
    actor: Actor,
    Query(Since { since }): Query<Since>,
) -> ApiResult<axum::Json<CheckpointView>> {
    let signed = state.store.checkpoint(actor.workspace, since).await?;
    Ok(axum::Json(CheckpointView {
        size: signed.checkpoint.size,
        root: to_hex(&signed.checkpoint.root),
        note: signed.note,
        key: signed.key.to_string(),
        consistency: signed.consistency.iter().map(|hash| to_hex(hash)).collect(),
    }))
}

/// How the log is to be written.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    #[default]
    Jsonl,
    Csv,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// `jsonl` when absent.
    #[serde(default)]
    #[param(inline)]
    format: ExportFormat,
}

/// The whole log in a file that proves itself to whoever holds it and knows the key, without the server.
#[utoipa::path(
    get, path = "/api/v1/audit/export", tag = "audit", operation_id = "exportAudit", params(ExportQuery),
    responses(
        (status = 200, content((String = "application/jsonl"), (String = "text/csv"))),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub async fn export(
    State(state): State<AppState>,
    actor: Actor,
    Query(ExportQuery { format }): Query<ExportQuery>,
) -> ApiResult<Response> {
    if actor.project.is_some() {
        return Err(ApiError::forbidden("This token reaches one project only, and the log is the workspace's."));
    }
    let (format, media, name) = match format {
        ExportFormat::Jsonl => (Format::JsonLines, "application/jsonl", "attachment; filename=\"audit.jsonl\""),
        ExportFormat::Csv => (Format::Csv, "text/csv; charset=utf-8", "attachment; filename=\"audit.csv\""),
    };
    let export = state.store.export_audit(&actor, format, None, &*state.environment).await?;
    let pieces = stream::try_unfold(export, |mut export| async move {
        let piece = export.piece().await.map_err(|error| {
            // The answer has begun: all that is left is to end it so that nobody takes it for whole.
            tracing::error!(cause = error.to_string(), "an export was cut off");
            std::io::Error::other("cut off")
        })?;
        Ok::<_, std::io::Error>(piece.map(|text| (Bytes::from(text), export)))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
