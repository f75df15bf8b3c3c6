//! A producer behind the C stream interface: its batches and its errors.

use polars_arrow::bitmap::Bitmap;

use super::super::SummaryError;
use super::super::column::masked;
use super::contract;
use super::import::import;
use super::raw::{self, RawArray, RawStream};
use super::{Batch, ColumnData, Columns};

/// `ENOMEM`, by which producers say what was wrong.
const OUT_OF_MEMORY: i32 = 12;

/// The next batch as it comes, if there is one.
#[expect(unsafe_code, reason = "batches come through the C interface")]
pub(super) fn next(stream: *mut RawStream) -> Result<Option<RawArray>, SummaryError> {
    let mut array = RawArray::empty();
    // SAFETY: the stream is owned and laid out as the interface says.
    let status = unsafe {
        let get_next = (*stream).get_next.ok_or_else(|| malformed("the stream has no get_next"))?;
        get_next(stream, &raw mut array)
    };
    if status != 0 {
        return Err(if status == OUT_OF_MEMORY { SummaryError::Memory } else { failure(stream) });
    }
    Ok(array.release.is_some().then_some(array))
}

/// The next batch with its columns read, if there is one.
pub(super) fn batch(stream: *mut RawStream, columns: &Columns) -> Result<Option<Batch>, SummaryError> {
    let Some(mut array) = next(stream)? else { return Ok(None) };
    let rows = contract::extent(&array).map_err(malformed)? - usize::try_from(array.offset).unwrap_or(0);
    if !columns.table {
        let column = columns.fields.first().map(|field| import(array, field, 0, rows)).transpose()?;
        return Ok(Some(Batch { rows, columns: column.into_iter().collect() }));
    }
    let offset = usize::try_from(array.offset).unwrap_or(0);
    // A producer of a table without columns may leave its buffers out.
    if array.n_buffers > 0 {
        contract::check_validity(&mut array).map_err(malformed)?;
    }
    let validity = array.validity().filter(|_| array.null_count > 0);
    let validity = validity.map(|(bits, offset, rows)| Bitmap::from_u8_slice(bits, offset + rows).sliced(offset, rows));
    let mut data = Vec::with_capacity(columns.fields.len());
    for (at, field) in columns.fields.iter().enumerate() {
        let child = array.take_child(at).ok_or_else(|| field.broken("the batch does not have it"))?;
        data.push(match import(child, field, offset, rows)? {
            ColumnData::Array(values) => ColumnData::Array(masked(values.as_ref(), validity.as_ref())),
            opaque @ ColumnData::Opaque { .. } => opaque,
        });
    }
    Ok(Some(Batch { rows, columns: data }))
}

#[expect(unsafe_code, reason = "the message comes through the C interface")]
pub(super) fn failure(stream: *mut RawStream) -> SummaryError {
    // SAFETY: the stream is owned and laid out as the interface says; the message lives until the next call.
    let message = unsafe {
        match (*stream).get_last_error {
            Some(get_last_error) => raw::text(get_last_error(stream)),
            None => String::new(),
        }
    };
    SummaryError::Producer(if message.is_empty() { "no reason given".to_owned() } else { message })
}

pub(super) fn malformed(what: &str) -> SummaryError {
    SummaryError::Malformed(what.to_owned())
}
