//! One column of one batch, from the C structure to an array.

use std::borrow::Cow;

use polars_arrow::array::{Array, new_empty_array};
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::ffi::{ArrowArray, import_array_from_c};

use super::super::SummaryError;
use super::contract;
use super::quiet::quietly;
use super::raw::{RawArray, missing};
use super::runs::runs;
use super::{ColumnData, ColumnField};

/// What is wrong with a column.
type Breach = Cow<'static, str>;

/// Reads rows `offset..offset + rows` of a column.
pub(super) fn import(
    array: RawArray,
    field: &ColumnField,
    offset: usize,
    rows: usize,
) -> Result<ColumnData, SummaryError> {
    read(array, field, offset, rows).map_err(|breach| field.broken(&breach))
}

fn read(mut array: RawArray, field: &ColumnField, offset: usize, rows: usize) -> Result<ColumnData, Breach> {
    let end = contract::extent(&array)?;
    let first = usize::try_from(array.offset).unwrap_or(0);
    if end - first < rows {
        return Err("it is shorter than its batch".into());
    }
    let mut offset = offset;
    let values = match field {
        ColumnField::Opaque { has_validity, .. } => {
            return Ok(ColumnData::Opaque { nulls: if *has_validity { nulls(&mut array, offset, rows)? } else { 0 } });
        }
        ColumnField::Array(field) => {
            if let ArrowDataType::FixedSizeList(_, size) = field.dtype().to_storage() {
                offset += whole_lists(&mut array, *size, end);
            }
            import_array(array, field.dtype())?
        }
        ColumnField::Runs { ends, values } => {
            let parts = (array.take_child(0), array.take_child(1));
            let (Some(run_ends), Some(run_values)) = parts else { return Err("its runs lack their parts".into()) };
            let run_ends = import_array(run_ends, ends.dtype())?;
            let run_values = import_array(run_values, values.dtype())?;
            runs(run_ends.as_ref(), run_values, first, end - first)?
        }
    };
    // Old producers slice the children instead of the parent.
    let start = if values.len() >= offset + rows { offset } else { 0 };
    if values.len() < start + rows {
        return Err("it is shorter than its batch".into());
    }
    Ok(ColumnData::Array(if start == 0 && values.len() == rows { values } else { values.sliced(start, rows) }))
}

/// Widens a part of an array of lists of one size to its beginning, for an importer that takes no parts, and cuts the
/// items to what the lists need. Returns where the part began.
fn whole_lists(array: &mut RawArray, size: usize, end: usize) -> usize {
    let needed = size.checked_mul(end).and_then(|items| i64::try_from(items).ok());
    let Some((items, needed)) = array.child_mut(0).zip(needed).filter(|(items, needed)| items.length >= *needed) else {
        return 0;
    };
    items.length = needed;
    let first = usize::try_from(array.offset).unwrap_or(0);
    (array.length, array.offset, array.null_count) = (end as i64, 0, -1);
    first
}

fn nulls(array: &mut RawArray, offset: usize, rows: usize) -> Result<u64, Breach> {
    contract::check_validity(array)?;
    let nulls = array.validity().map_or(0, |(bits, first, length)| {
        let start = if length >= offset + rows { first + offset } else { first };
        missing(bits, start..start + rows)
    });
    Ok(nulls as u64)
}

#[expect(unsafe_code, reason = "the importer takes the C structure")]
fn import_array(mut array: RawArray, dtype: &ArrowDataType) -> Result<Box<dyn Array>, Breach> {
    // 256-bit integers have the layout of 32 bytes.
    let dtype = match dtype.to_storage() {
        ArrowDataType::Decimal256(..) => ArrowDataType::FixedSizeBinary(32),
        _ => dtype.clone(),
    };
    contract::check(&mut array, &dtype)?;
    // The importer reads the first offset even where there are no rows.
    if array.length == 0 {
        return Ok(new_empty_array(dtype));
    }
    let array = std::mem::ManuallyDrop::new(array);
    // SAFETY: both structures are laid out as the interface says; the importer takes over the release.
    let array = unsafe { std::ptr::from_ref(&*array).cast::<ArrowArray>().read() };
    // SAFETY: the array came with this type, and was found to keep to the interface.
    let import = || unsafe { import_array_from_c(array, dtype) };
    match quietly(import) {
        Some(Ok(array)) => Ok(array),
        // The importer's own words may quote a value.
        Some(Err(_)) | None => Err("it breaks the rules of its type".into()),
    }
}
