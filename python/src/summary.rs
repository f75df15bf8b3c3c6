use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use conspectus_agent::Error;
use conspectus_agent::session::threads;
use conspectus_agent::summary::{FrameSummary, Pass, SummaryError, SummaryKey};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};

use crate::errors::{raise, wrong};
use crate::{convert, memory, session};

/// Between two looks at whether the user pressed Ctrl-C.
const PATIENCE: Duration = Duration::from_millis(40);

/// What keys the summaries of one ledger. It is pickled only to reach the workers of the user's own cluster.
#[pyclass(frozen, name = "SummaryKey", module = "conspectus._native")]
pub(crate) struct Key(pub(crate) SummaryKey);

#[pymethods]
impl Key {
    #[new]
    fn new(py: Python<'_>, secret: &[u8]) -> PyResult<Self> {
        let secret = secret.try_into().map_err(|_| wrong(py, "secret", "32 bytes are needed"))?;
        Ok(Self(SummaryKey::new(secret)))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, (Bound<'py, PyBytes>,)) {
        (py.get_type::<Self>().into_any(), (PyBytes::new(py, self.0.secret()),))
    }

    #[expect(clippy::unused_self, reason = "Python's protocol; no byte of the key is shown")]
    fn __repr__(&self) -> &'static str {
        "<SummaryKey>"
    }
}

/// What is known of one table. It cannot leave the process but to the user's own cluster, and only names and number of
/// rows can be looked at.
#[pyclass(frozen, module = "conspectus._native")]
pub(crate) struct Summary(pub(crate) FrameSummary);

#[pymethods]
impl Summary {
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.0.columns.iter().map(|column| column.name.as_str()).collect()
    }

    #[getter]
    fn rows(&self) -> u64 {
        self.0.rows
    }

    /// As one part of a table travels to where the parts are merged.
    fn to_bytes<'py>(&self, py: Python<'py>, key: &Key) -> Bound<'py, PyBytes> {
        let bytes = py.detach(|| self.0.to_bytes(&key.0));
        PyBytes::new(py, &bytes)
    }

    /// The summary of the rows of all parts, which are read one at a time; none where there are no parts.
    #[staticmethod]
    fn merged(py: Python<'_>, parts: &Bound<'_, PyAny>, key: &Key) -> PyResult<Option<Self>> {
        let mut merged: Option<FrameSummary> = None;
        for part in parts.try_iter()? {
            let part = part?;
            let bytes: &[u8] = part.extract()?;
            let earlier = merged.take();
            let together = session::run(py, || {
                let part = FrameSummary::from_bytes(bytes, &key.0)?;
                Ok(match earlier {
                    Some(earlier) => earlier.merge(part)?,
                    None => part,
                })
            })?;
            merged = Some(together);
        }
        Ok(merged.map(Self))
    }
}

/// A table while it arrives, in one or several Arrow streams.
#[pyclass(frozen, module = "conspectus._native")]
pub(crate) struct Summariser(Mutex<Option<Pass>>);

impl From<Pass> for Summariser {
    fn from(pass: Pass) -> Self {
        Self(Mutex::new(Some(pass.watching_memory(memory::is_short))))
    }
}

#[pymethods]
impl Summariser {
    /// For a worker: it has a key and no ledger.
    #[new]
    fn new(py: Python<'_>, key: &Key) -> PyResult<Self> {
        let threads = threads(1).map_err(|error| raise(py, &error))?;
        Ok(Self::from(Pass::new(key.0.clone(), threads)))
    }

    /// Adds every row of a stream, and answers how many rows there are so far. Ctrl-C ends it between two steps of some
    /// milliseconds; `watch` is called with the number of rows meanwhile.
    fn add(&self, py: Python<'_>, stream: &Bound<'_, PyCapsule>, watch: Option<&Bound<'_, PyAny>>) -> PyResult<u64> {
        let stream = convert::stream(stream)?;
        let watch = watch.map(|watch| watch.clone().unbind());
        let mut interrupted = None;
        let done = py.detach(|| {
            memory::hold()?;
            let mut pass = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let pass = pass.as_mut().ok_or(SummaryError::Stopped)?;
            let mut looked = Instant::now();
            let mut look = |rows: u64| {
                if looked.elapsed() >= PATIENCE {
                    interrupted = Python::attach(|py| tell(py, watch.as_ref(), rows)).err();
                    looked = Instant::now();
                }
                interrupted.is_none()
            };
            pass.add(stream, &mut look)?;
            Ok(pass.rows())
        });
        if let Some(exception) = interrupted {
            return Err(exception);
        }
        done.map_err(|error: SummaryError| raise(py, &Error::from(error)))
    }

    /// The summary of all rows; the summariser is used up.
    fn finish(&self, py: Python<'_>) -> PyResult<Summary> {
        session::run(py, || {
            let pass = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            Ok(Summary(pass.ok_or(SummaryError::Stopped)?.finish()?))
        })
    }
}

fn tell(py: Python<'_>, watch: Option<&Py<PyAny>>, rows: u64) -> PyResult<()> {
    py.check_signals()?;
    watch.map_or(Ok(()), |watch| watch.call1(py, (rows,)).map(|_| ()))
}
