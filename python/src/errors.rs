use conspectus_agent::Error;
use pyo3::prelude::*;

/// The exception of `conspectus.errors` that fits.
pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    let class = if error.is_memory() {
        "OutOfMemoryError"
    } else if error.is_source() {
        "SourceError"
    } else if error.is_argument() {
        "InputError"
    } else if error.is_budget() {
        "BudgetError"
    } else if error.is_policy() {
        "PolicyError"
    } else if error.is_ledger() {
        "LedgerError"
    } else if error.is_server() {
        "ServerError"
    } else {
        "SettingsError"
    };
    match py.import("conspectus.errors").and_then(|errors| errors.getattr(class)?.call1((error.to_string(),))) {
        Ok(exception) => PyErr::from_value(exception),
        Err(broken) => broken,
    }
}

/// An argument of the wrong shape.
pub(crate) fn wrong(py: Python<'_>, argument: &'static str, reason: &str) -> PyErr {
    raise(py, &Error::Argument { argument, reason: reason.to_owned() })
}
