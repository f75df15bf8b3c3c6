use polars_arrow::array::Array;
use polars_arrow::datatypes::Field;
use polars_arrow::ffi::ArrowArrayStream;

use super::SummaryError;

/// A table read batch by batch through the Arrow C stream interface.
#[derive(Debug)]
pub struct ArrowStream {
    raw: Box<ArrowArrayStream>,
}

impl ArrowStream {
    /// Takes over the stream behind `pointer`, which is left released.
    ///
    /// # Safety
    /// `pointer` is null or points to a valid `ArrowArrayStream` that nothing else uses at the same time.
    #[expect(unsafe_code, reason = "the C stream interface is a raw pointer")]
    pub unsafe fn from_raw(pointer: *mut ArrowArrayStream) -> Result<Self, SummaryError> {
        if pointer.is_null() {
            return Err(SummaryError::Released);
        }
        // SAFETY: valid and unshared by the caller's promise; an empty stream stays behind.
        let raw = unsafe { std::ptr::replace(pointer, ArrowArrayStream::empty()) };
        Ok(Self { raw: Box::new(raw) })
    }

    /// A stream over arrays already in Rust: each batch is a struct array (or a single column) of `field`'s type.
    pub fn from_arrays(field: Field, batches: Vec<Box<dyn Array>>) -> Self {
        let raw = polars_arrow::ffi::export_iterator(Box::new(batches.into_iter().map(Ok)), field);
        Self { raw: Box::new(raw) }
    }

    /// The stream's address, for handing it on through the C interface.
    pub fn as_mut_ptr(&mut self) -> *mut ArrowArrayStream {
        &raw mut *self.raw
    }
}
