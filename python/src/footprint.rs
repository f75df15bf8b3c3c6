use conspectus_agent::summary::{self, Memory};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::{convert, session};

/// Where a table lies in memory, held so that it stays there.
#[pyclass(frozen, module = "conspectus._native")]
pub(crate) struct Footprint(summary::Footprint);

#[pymethods]
impl Footprint {
    /// None where somebody else may write to the table's memory. `pool` is for tables whose memory only Arrow's own pool
    /// keeps from others.
    #[staticmethod]
    fn of(py: Python<'_>, stream: &Bound<'_, PyCapsule>, pool: bool) -> PyResult<Option<Self>> {
        let stream = convert::stream(stream)?;
        let memory = if pool { Memory::Pool } else { Memory::Own };
        session::run(py, || Ok(summary::Footprint::of(stream, memory)?.map(Self)))
    }

    fn is_same(&self, other: &Self) -> bool {
        self.0.is_same(&other.0)
    }
}
