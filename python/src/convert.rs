use std::collections::BTreeMap;

use conspectus_agent::Error;
use conspectus_agent::disclosure::parameters::RawParameter;
use conspectus_agent::session::Manner;
use conspectus_agent::summary::ArrowStream;
use conspectus_metadata::{AssetKind, CaptureId, DatasetRole, Filing, LineageEdge, Mode, Relation, VersionRef};
use polars_arrow::ffi::ArrowArrayStream;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyCapsule, PyFloat, PyInt, PyString};
use serde_json::json;

use crate::errors::{raise, wrong};

/// Project, phase, iteration.
pub(crate) type FilingArgument = (String, Option<String>, Option<String>);
/// Relation, then either the id of a capture, or kind, name and perhaps number.
pub(crate) type EdgeArgument = (String, Option<String>, Option<String>, Option<String>, Option<u32>);

/// Mode, epsilon, delta, bounds, reason, reveal.
pub(crate) type MannerArgument =
    (Option<String>, Option<f64>, Option<f64>, BTreeMap<String, (f64, f64)>, Option<String>, Vec<String>);

pub(crate) fn manner(py: Python<'_>, argument: MannerArgument) -> PyResult<Manner> {
    let (mode, epsilon, delta, bounds, reason, reveal) = argument;
    let mode = mode.map(|word| self::mode(py, &word)).transpose()?;
    Ok(Manner { mode, epsilon, delta, bounds, reason, reveal })
}

pub(crate) fn mode(py: Python<'_>, word: &str) -> PyResult<Mode> {
    word.parse().map_err(|reason: String| wrong(py, "mode", &reason))
}

/// Takes the stream out of what `__arrow_c_stream__` returned.
#[expect(unsafe_code, reason = "the Arrow C stream interface hands over a raw pointer in a capsule")]
pub(crate) fn stream(capsule: &Bound<'_, PyCapsule>) -> PyResult<ArrowStream> {
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<ArrowArrayStream>();
    // SAFETY: the protocol says that a capsule of this name points to such a stream, and the interpreter's lock is held.
    unsafe { ArrowStream::from_raw(pointer.as_ptr()) }.map_err(|e| raise(capsule.py(), &Error::from(e)))
}

pub(crate) fn filing((project, phase, iteration): FilingArgument) -> Filing {
    Filing { project, phase, iteration }
}

pub(crate) fn role(py: Python<'_>, word: &str) -> PyResult<DatasetRole> {
    let reason = "one of origin, cleaned, modeling, training, validation, test, scoring is possible";
    serde_json::from_value(json!(word)).map_err(|_| wrong(py, "kind", reason))
}

pub(crate) fn id(py: Python<'_>, argument: &'static str, text: &str) -> PyResult<CaptureId> {
    text.parse().map(CaptureId).map_err(|_| wrong(py, argument, "this is not the id of a capture"))
}

pub(crate) fn lineage(py: Python<'_>, edges: Vec<EdgeArgument>) -> PyResult<Vec<LineageEdge>> {
    let broken = || wrong(py, "derived_from", "name datasets or models, or pass what conspectus returned for them");
    let edge = |(relation, capture, kind, name, number): EdgeArgument| {
        let relation: Relation = serde_json::from_value(json!(relation)).map_err(|_| broken())?;
        let target = match (capture, kind, name) {
            (Some(capture), _, _) => VersionRef::Capture { id: id(py, "derived_from", &capture)? },
            (None, Some(kind), Some(name)) => {
                let kind: AssetKind = serde_json::from_value(json!(kind)).map_err(|_| broken())?;
                VersionRef::Name { kind, name, number }
            }
            _ => return Err(broken()),
        };
        Ok(LineageEdge { relation, target })
    };
    edges.into_iter().map(edge).collect()
}

/// A plain value, or a pair of type name and shape for everything else.
pub(crate) fn parameter(value: &Bound<'_, PyAny>) -> PyResult<RawParameter> {
    if value.is_none() {
        return Ok(RawParameter::Null);
    }
    if let Ok(value) = value.cast::<PyBool>() {
        return Ok(RawParameter::Boolean(value.is_true()));
    }
    if value.is_instance_of::<PyInt>() {
        let beyond = || RawParameter::Other { type_name: "int".to_owned(), shape: None };
        return Ok(value.extract().map_or_else(|_| beyond(), RawParameter::Integer));
    }
    if value.is_instance_of::<PyFloat>() {
        return value.extract().map(RawParameter::Number);
    }
    if value.is_instance_of::<PyString>() {
        return value.extract().map(RawParameter::Text);
    }
    let (type_name, shape) = value.extract()?;
    Ok(RawParameter::Other { type_name, shape })
}
