use serde_json::{Value, json};

/// An id of a capture that sorts by its number.
pub fn numbered(number: u32) -> String {
    format!("01890000-0000-7000-8000-{number:012x}")
}

/// A capture of an asset in project `Flights`.
pub fn capture(number: u32, name: &str, body: &Value) -> Value {
    json!({
        "id": numbered(number),
        "captured_at": "2026-03-01T08:59:00.000Z",
        "agent": { "name": "conspectus-python", "version": "0.1.0", "runtime": "python 3.11" },
        "filing": { "project": "Flights", "phase": "Modelling", "iteration": "baseline" },
        "name": name,
        "body": body,
    })
}

pub fn document(markdown: &str) -> Value {
    json!({ "kind": "document", "markdown": markdown })
}

pub fn model(technique: &str, auc: f64) -> Value {
    json!({ "kind": "model", "technique": technique, "metrics": { "auc": auc } })
}

/// A dataset with one column, made under the standard policy.
pub fn dataset(rows: u64, column: &str) -> Value {
    json!({
        "kind": "dataset",
        "profile": {
            "policy": { "mode": "standard", "min_rows": 100, "min_cell": 11 },
            "rows": rows,
            "columns": [{ "name": column, "type": { "family": "integer", "arrow": "int64" } }],
        },
    })
}

/// A note, which has no name.
pub fn note(number: u32, text: &str) -> Value {
    let mut note = capture(number, "", &json!({ "kind": "note", "text": text }));
    note.as_object_mut().expect("an object").remove("name");
    note
}
