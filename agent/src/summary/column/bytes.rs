//! Values of variable width as bytes, without trusting the producer's offsets.

use polars_arrow::array::{
    Array, BinaryArray, BinaryViewArrayGeneric, FixedSizeBinaryArray, Utf8Array, View, ViewType,
};
use polars_arrow::datatypes::PhysicalType;
use polars_arrow::offset::Offset;

/// Calls `visit` with every value, `None` for missing ones; false for types that are not made of bytes.
pub(super) fn for_each(array: &dyn Array, visit: &mut impl FnMut(usize, Option<&[u8]>)) -> bool {
    let any = array.as_any();
    match array.dtype().to_physical_type() {
        PhysicalType::Utf8 => any.downcast_ref::<Utf8Array<i32>>().map(|a| {
            by_offsets(array, a.offsets().as_slice(), a.values(), visit);
        }),
        PhysicalType::LargeUtf8 => any.downcast_ref::<Utf8Array<i64>>().map(|a| {
            by_offsets(array, a.offsets().as_slice(), a.values(), visit);
        }),
        PhysicalType::Binary => any.downcast_ref::<BinaryArray<i32>>().map(|a| {
            by_offsets(array, a.offsets().as_slice(), a.values(), visit);
        }),
        PhysicalType::LargeBinary => any.downcast_ref::<BinaryArray<i64>>().map(|a| {
            by_offsets(array, a.offsets().as_slice(), a.values(), visit);
        }),
        PhysicalType::Utf8View => any.downcast_ref::<BinaryViewArrayGeneric<str>>().map(|a| by_views(a, visit)),
        PhysicalType::BinaryView => any.downcast_ref::<BinaryViewArrayGeneric<[u8]>>().map(|a| by_views(a, visit)),
        PhysicalType::FixedSizeBinary => any.downcast_ref::<FixedSizeBinaryArray>().map(|a| by_width(a, visit)),
        _ => None,
    }
    .is_some()
}

fn is_valid(array: &dyn Array, at: usize) -> bool {
    array.validity().is_none_or(|validity| validity.get_bit(at))
}

#[inline]
fn by_offsets<O: Offset>(array: &dyn Array, offsets: &[O], bytes: &[u8], visit: &mut impl FnMut(usize, Option<&[u8]>)) {
    let nullable = array.null_count() > 0;
    for (at, pair) in offsets.windows(2).enumerate().take(array.len()) {
        if nullable && !is_valid(array, at) {
            visit(at, None);
        } else {
            visit(at, Some(bytes.get(pair[0].to_usize()..pair[1].to_usize()).unwrap_or_default()));
        }
    }
}

fn by_views<T: ViewType + ?Sized>(array: &BinaryViewArrayGeneric<T>, visit: &mut impl FnMut(usize, Option<&[u8]>)) {
    let nullable = array.null_count() > 0;
    for (at, view) in array.views().iter().enumerate() {
        let length = view.length as usize;
        if nullable && !is_valid(array, at) {
            visit(at, None);
        } else if length <= View::MAX_INLINE_SIZE as usize {
            visit(at, Some(&view.as_u128().to_le_bytes()[4..4 + length]));
        } else {
            let start = view.offset as usize;
            let buffer = array.data_buffers().get(view.buffer_idx as usize);
            visit(at, Some(buffer.and_then(|buffer| buffer.get(start..start + length)).unwrap_or_default()));
        }
    }
}

fn by_width(array: &FixedSizeBinaryArray, visit: &mut impl FnMut(usize, Option<&[u8]>)) {
    let size = array.size();
    for at in 0..array.len() {
        let bytes = array.values().get(at * size..(at + 1) * size).unwrap_or_default();
        visit(at, is_valid(array, at).then_some(bytes));
    }
}
