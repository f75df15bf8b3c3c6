//! Lists and structs: their parts are columns of their own.

use polars_arrow::array::{Array, FixedSizeListArray, ListArray, MapArray, StructArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, Field};

use super::super::hash::{Hasher, NULL};
use super::super::number::NumberAccumulator;
use super::accumulator::{ColumnAccumulator, Scratch};

/// The field of a list's items.
pub(super) fn item(dtype: &ArrowDataType) -> Option<&Field> {
    match dtype.to_storage() {
        ArrowDataType::List(item)
        | ArrowDataType::LargeList(item)
        | ArrowDataType::Map(item, _)
        | ArrowDataType::FixedSizeList(item, _) => Some(item),
        _ => None,
    }
}

/// The fields of a struct.
pub(super) fn fields(dtype: &ArrowDataType) -> &[Field] {
    match dtype.to_storage() {
        ArrowDataType::Struct(fields) => fields,
        _ => &[],
    }
}

/// A list array's items and where each list begins and ends among them.
fn parts(array: &dyn Array) -> Option<(&dyn Array, Vec<usize>)> {
    let any = array.as_any();
    let places = |offsets: &[i64]| offsets.iter().map(|at| usize::try_from(*at).unwrap_or(0)).collect();
    if let Some(lists) = any.downcast_ref::<ListArray<i64>>() {
        return Some((lists.values().as_ref(), places(lists.offsets().as_slice())));
    }
    let short = |offsets: &[i32]| offsets.iter().map(|at| usize::try_from(*at).unwrap_or(0)).collect();
    if let Some(lists) = any.downcast_ref::<ListArray<i32>>() {
        return Some((lists.values().as_ref(), short(lists.offsets().as_slice())));
    }
    if let Some(maps) = any.downcast_ref::<MapArray>() {
        return Some((maps.field().as_ref(), short(maps.offsets().as_slice())));
    }
    let lists = any.downcast_ref::<FixedSizeListArray>()?;
    let size = lists.values().len().checked_div(lists.len()).unwrap_or(0);
    Some((lists.values().as_ref(), (0..=lists.len()).map(|at| at * size).collect()))
}

pub(super) fn add_lists(
    array: &dyn Array,
    lengths: &mut NumberAccumulator,
    item: &mut ColumnAccumulator,
    hashes: &mut [u64],
    scratch: &mut Scratch,
    keyed: &Hasher,
) {
    hashes.fill(NULL);
    let Some((items, places)) = parts(array) else { return };
    let rows = array.len().min(places.len().saturating_sub(1));
    let mut start = 0;
    while start < rows {
        // A run of lists that are there: their items lie one after another.
        let present = (start..rows).take_while(|at| array.is_valid(*at)).count();
        let run = &places[start..=start + present];
        add_run(items, run, (lengths, item), &mut hashes[start..start + present], scratch, keyed);
        start += present + 1;
    }
}

fn add_run(
    items: &dyn Array,
    places: &[usize],
    (lengths, item): (&mut NumberAccumulator, &mut ColumnAccumulator),
    hashes: &mut [u64],
    scratch: &mut Scratch,
    keyed: &Hasher,
) {
    let first = places[0].min(items.len());
    let end = places[places.len() - 1].clamp(first, items.len());
    let mut item_hashes = vec![0; end - first];
    if end > first {
        item.add(items.sliced(first, end - first).as_ref(), &mut item_hashes, scratch);
    }
    for (pair, hash) in places.windows(2).zip(hashes) {
        let list = item_hashes.get(pair[0].saturating_sub(first)..pair[1].saturating_sub(first)).unwrap_or_default();
        lengths.add(list.len() as f64, keyed.number(list.len() as u64), 1);
        *hash = list.iter().fold(list.len() as u64, |so_far, hash| keyed.chain(so_far, *hash));
    }
}

pub(super) fn add_structs(
    array: &dyn Array,
    fields: &mut [ColumnAccumulator],
    hashes: &mut [u64],
    scratch: &mut Scratch,
    keyed: &Hasher,
) {
    let Some(structs) = array.as_any().downcast_ref::<StructArray>() else { return };
    hashes.fill(fields.len() as u64);
    let mut field_hashes = vec![0; array.len()];
    for (field, values) in fields.iter_mut().zip(structs.values()) {
        let values = masked(values.as_ref(), array.validity());
        field.add(values.as_ref(), &mut field_hashes, scratch);
        for (hash, field) in hashes.iter_mut().zip(&field_hashes) {
            *hash = keyed.chain(*hash, *field);
        }
    }
    for (_, hash) in hashes.iter_mut().enumerate().filter(|(at, _)| array.is_null(*at)) {
        *hash = NULL;
    }
}

/// The values with those of missing rows missing.
pub(in crate::summary) fn masked(values: &dyn Array, parent: Option<&Bitmap>) -> Box<dyn Array> {
    let Some(parent) = parent.filter(|parent| parent.unset_bits() > 0) else { return values.to_boxed() };
    if matches!(values.dtype().to_storage(), ArrowDataType::Null | ArrowDataType::Union(_)) {
        return values.to_boxed();
    }
    let both = values.validity().map_or_else(|| parent.clone(), |own| own & parent);
    values.with_validity(Some(both))
}
