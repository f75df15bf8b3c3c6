//! The Python binding: it converts, releases the interpreter while the agent works, and maps errors.

mod convert;
mod entry;
mod errors;
mod footprint;
mod memory;
mod session;
mod summary;
mod surroundings;

use pyo3::prelude::*;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<entry::Entry>()?;
    module.add_class::<session::Session>()?;
    module.add_class::<footprint::Footprint>()?;
    module.add_class::<summary::Key>()?;
    module.add_class::<summary::Summariser>()?;
    module.add_class::<summary::Summary>()
}
