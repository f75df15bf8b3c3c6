use axum::extract::State;
use conspectus_metadata::{
    Capture, CaptureBatch, CaptureId, FieldError, Outcome, Problem, ProblemCode, Receipt, Receipts,
};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::extract::Json;
use super::{ApiError, ApiResult, AppState};
use crate::identity::Actor;
use crate::ingest;
use crate::store::Arrival;

/// The batch before its captures are read, so that one that is not valid does not refuse the others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    captures: Vec<Value>,
}

/// Send captures. Each is recorded, or refused with its own problem; sending the same again is harmless.
#[utoipa::path(
    post, path = "/api/v1/captures", tag = "captures", operation_id = "sendCaptures", request_body = CaptureBatch,
    responses(
        (status = 200, body = Receipts),
        (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem),
    )
)]
pub async fn send(
    State(state): State<AppState>,
    actor: Actor,
    Json(batch): Json<Unread>,
) -> ApiResult<axum::Json<Receipts>> {
    let ids = ids_of(&batch.captures)?;
    let policy = state.store.workspace(actor.workspace).await?.policy;
    let mut receipts = Vec::with_capacity(ids.len());
    for (id, value) in ids.into_iter().zip(batch.captures) {
        let checked = tokio::task::spawn_blocking({
            let policy = policy.clone();
            move || read(value).and_then(|capture| ingest::check(&capture, &policy).map(|checked| (capture, checked)))
        })
        .await
        .map_err(|_| ApiError::Internal("checking a capture panicked".into()))?;
        receipts.push(match checked {
            Err(problem) => refused(id, problem),
            Ok((capture, checked)) => {
                let arrival = Arrival { sent: &capture, body: &checked.body, captured_at: checked.captured_at };
                match state.store.record(&arrival, &actor, &*state.environment).await? {
                    Ok((outcome, version)) => Receipt { id, outcome, version, problem: None },
                    Err(problem) => refused(id, problem),
                }
            }
        });
    }
    Ok(axum::Json(Receipts { receipts, policy: Some(policy) }))
}

/// Without an id a capture cannot even be answered, so its absence refuses the request.
fn ids_of(captures: &[Value]) -> ApiResult<Vec<CaptureId>> {
    let id_of = |(place, capture): (usize, &Value)| {
        let id = capture.get("id").and_then(Value::as_str).and_then(|text| Uuid::parse_str(text).ok());
        id.map(CaptureId).ok_or_else(|| {
            let problem = Problem::new(ProblemCode::InvalidRequest, "Each capture needs an id, which is a UUID.");
            ApiError::from(problem.with_field(format!("captures[{place}].id"), "is not a UUID"))
        })
    };
    captures.iter().enumerate().map(id_of).collect()
}

fn read(value: Value) -> Result<Capture, Problem> {
    serde_json::from_value(value).map_err(|error| {
        let mut problem = Problem::new(ProblemCode::InvalidCapture, "The capture has not the shape of its kind.");
        problem.errors.push(FieldError { field: "capture".into(), message: error.to_string() });
        problem
    })
}

fn refused(id: CaptureId, problem: Problem) -> Receipt {
    Receipt { id, outcome: Outcome::Problem, version: None, problem: Some(problem) }
}
