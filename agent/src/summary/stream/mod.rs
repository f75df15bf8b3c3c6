mod contract;
mod footprint;
#[cfg(test)]
mod hostile;
mod import;
mod producer;
mod quiet;
mod raw;
mod readable;
mod runs;
mod schema;
#[cfg(test)]
mod tests;

use polars_arrow::array::{Array, StructArray};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi::ArrowArrayStream;

use super::SummaryError;
use super::column::masked;
use producer::malformed;

pub use footprint::{Footprint, Memory};
pub use quiet::hush;
pub(super) use quiet::quietly;

/// A table read batch by batch through the Arrow C stream interface, without a copy.
///
/// The producer is trusted to keep to the interface where it cannot be checked (that a buffer is as long as it says, as
/// long as there is memory behind it); everything else that is wrong is a [`SummaryError`].
#[derive(Debug)]
pub struct ArrowStream(Source);

#[derive(Debug)]
enum Source {
    /// A producer behind the C interface.
    Producer(Box<ArrowArrayStream>),
    /// Arrays of Rust, each a batch.
    Arrays { field: Field, batches: std::vec::IntoIter<Box<dyn Array>> },
}

/// How a column arrives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ColumnField {
    /// Read as an array of this field.
    Array(Field),
    /// Runs of equal values, read as a dictionary.
    Runs { ends: Field, values: Field },
    /// Of a type that is only counted.
    Opaque { name: String, arrow_type: String, has_validity: bool },
}

impl ColumnField {
    fn name(&self) -> &str {
        match self {
            Self::Array(field) => &field.name,
            Self::Runs { values, .. } => &values.name,
            Self::Opaque { name, .. } => name,
        }
    }

    fn broken(&self, reason: &str) -> SummaryError {
        SummaryError::Column { name: self.name().to_owned(), reason: reason.to_owned() }
    }
}

/// One column of one batch.
pub(super) enum ColumnData {
    Array(Box<dyn Array>),
    Opaque { nulls: u64 },
}

/// The columns of a stream.
#[derive(PartialEq)]
pub struct Columns {
    /// False where the stream carries one column instead of a table.
    table: bool,
    pub(super) fields: Vec<ColumnField>,
}

/// Some rows of every column.
pub struct Batch {
    pub(super) rows: usize,
    pub(super) columns: Vec<ColumnData>,
}

impl Columns {
    /// What tells these columns from those of another stream.
    pub(super) fn difference(&self, other: &Self) -> String {
        let pairs = self.fields.iter().zip(&other.fields);
        let differing = pairs.filter(|(mine, theirs)| mine != theirs).map(|(mine, _)| mine.name()).next();
        match differing {
            Some(name) => format!("the column {name:?} changed its name or type"),
            None => format!("{} columns became {}", self.fields.len(), other.fields.len()),
        }
    }
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
        Ok(Self(Source::Producer(Box::new(raw))))
    }

    /// A stream over arrays already in Rust: each batch is a struct array (or a single column) of `field`'s type.
    pub fn from_arrays(field: Field, batches: Vec<Box<dyn Array>>) -> Self {
        Self(Source::Arrays { field, batches: batches.into_iter() })
    }

    /// Which columns will come.
    pub fn columns(&mut self) -> Result<Columns, SummaryError> {
        match &mut self.0 {
            Source::Producer(producer) => schema::columns(std::ptr::from_mut(producer.as_mut()).cast()),
            Source::Arrays { field, .. } => Ok(match field.dtype() {
                ArrowDataType::Struct(fields) => {
                    Columns { table: true, fields: fields.iter().cloned().map(ColumnField::Array).collect() }
                }
                _ => Columns { table: false, fields: vec![ColumnField::Array(field.clone())] },
            }),
        }
    }

    /// The next batch, if there is one.
    pub fn next(&mut self, columns: &Columns) -> Result<Option<Batch>, SummaryError> {
        match &mut self.0 {
            Source::Producer(producer) => producer::batch(std::ptr::from_mut(producer.as_mut()).cast(), columns),
            Source::Arrays { field, batches } => match batches.next() {
                Some(batch) if batch.dtype() == field.dtype() => Ok(Some(batch_of(batch, columns))),
                Some(_) => Err(malformed("a batch is of another type than its stream")),
                None => Ok(None),
            },
        }
    }
}

/// A batch of Rust's own arrays.
fn batch_of(batch: Box<dyn Array>, columns: &Columns) -> Batch {
    let rows = batch.len();
    let data = match batch.as_any().downcast_ref::<StructArray>() {
        Some(table) if columns.table => {
            table.values().iter().map(|column| masked(column.as_ref(), table.validity())).collect()
        }
        _ => vec![batch],
    };
    Batch { rows, columns: data.into_iter().map(ColumnData::Array).collect() }
}
