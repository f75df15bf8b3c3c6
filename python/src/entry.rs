use conspectus_agent::ledger;
use pyo3::prelude::*;

/// One capture, as the ledger holds it.
#[pyclass(frozen, get_all, module = "conspectus._native")]
pub(crate) struct Entry {
    id: String,
    kind: String,
    project: String,
    name: Option<String>,
    captured_at: String,
    bytes: u64,
    state: &'static str,
    server: Option<String>,
    settled_at: Option<String>,
    outcome: Option<String>,
    version: Option<u32>,
    version_id: Option<String>,
    asset_id: Option<String>,
    problem: Option<String>,
    problem_json: Option<String>,
}

impl From<ledger::Entry> for Entry {
    fn from(entry: ledger::Entry) -> Self {
        let problem = entry.problem().map(|problem| {
            let fields = problem.errors.iter().map(|e| format!("; {}: {}", e.field, e.message));
            let detail = problem.detail.as_deref().unwrap_or(&problem.title);
            format!("{detail}{}", fields.collect::<String>())
        });
        let word = |outcome| serde_json::to_value(outcome).ok()?.as_str().map(str::to_owned);
        Self {
            id: entry.id.to_string(),
            version: entry.version().map(|v| v.number),
            version_id: entry.version().map(|v| v.id.to_string()),
            asset_id: entry.version().map(|v| v.asset_id.to_string()),
            problem_json: entry.problem().and_then(|problem| serde_json::to_string(problem).ok()),
            problem,
            outcome: entry.receipt.as_ref().and_then(|receipt| word(receipt.outcome)),
            kind: entry.kind,
            project: entry.project,
            name: entry.name,
            captured_at: entry.captured_at,
            bytes: entry.bytes,
            state: entry.state.as_str(),
            server: entry.server,
            settled_at: entry.settled_at,
        }
    }
}

#[pymethods]
impl Entry {
    fn __repr__(&self) -> String {
        let name = self.name.as_ref().map_or_else(String::new, |name| format!(" '{name}'"));
        let version = self.version.map_or_else(String::new, |number| format!(" version {number}"));
        format!("<Entry {}: {}{name}{version}, {} bytes, {}>", self.id, self.kind, self.bytes, self.state)
    }
}
