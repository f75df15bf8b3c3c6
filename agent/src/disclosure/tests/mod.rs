//! The policy seen from outside: what a reader of the published JSON can and cannot work out.

mod attack;
mod columns;
mod neighbours;
mod privacy;
mod properties;
mod rows;

use conspectus_metadata::{Column, Policy, Profile};
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, StructArray, Utf8Array};
use polars_arrow::datatypes::{ArrowDataType, Field, TimeUnit};
use polars_arrow::offset::OffsetsBuffer;

use super::{DisclosureRequest, History, disclose, frame};
use crate::summary::{ArrowStream, FrameSummary, SummaryKey, summarise};

pub(super) type Columns = Vec<(String, Box<dyn Array>)>;

pub(super) fn summary(columns: Columns) -> FrameSummary {
    let rows = columns.first().map_or(0, |(_, array)| array.len());
    let fields = columns.iter().map(|(name, array)| Field::new(name.as_str().into(), array.dtype().clone(), true));
    let dtype = ArrowDataType::Struct(fields.collect());
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = StructArray::new(dtype.clone(), rows, arrays, None);
    let stream = ArrowStream::from_arrays(Field::new("".into(), dtype, false), vec![batch.boxed()]);
    summarise(stream, &SummaryKey::new([7; 32])).expect("a summary")
}

/// As it is before the last check of all.
pub(super) fn profile(columns: Columns) -> Profile {
    frame::publish(&summary(columns), &Policy::STANDARD, &DisclosureRequest::default())
}

pub(super) fn column(name: &str, array: Box<dyn Array>) -> Column {
    profile(vec![(name.to_owned(), array)]).columns.remove(0)
}

pub(super) fn revealed(name: &str, array: Box<dyn Array>) -> Column {
    let request = DisclosureRequest { reveal: vec![name.to_owned()], ..DisclosureRequest::default() };
    let summary = summary(vec![(name.to_owned(), array)]);
    disclose(&summary, &Policy::STANDARD, &request, &History::default()).columns.remove(0)
}

pub(super) fn floats(values: impl IntoIterator<Item = Option<f64>>) -> Box<dyn Array> {
    PrimitiveArray::<f64>::from_iter(values).boxed()
}

pub(super) fn integers(values: impl IntoIterator<Item = Option<i64>>) -> Box<dyn Array> {
    PrimitiveArray::<i64>::from_iter(values).boxed()
}

pub(super) fn timestamps(seconds: impl IntoIterator<Item = Option<i64>>) -> Box<dyn Array> {
    let zone = Some("UTC".into());
    PrimitiveArray::<i64>::from_iter(seconds).to(ArrowDataType::Timestamp(TimeUnit::Second, zone)).boxed()
}

pub(super) fn dates(days: impl IntoIterator<Item = Option<i32>>) -> Box<dyn Array> {
    PrimitiveArray::<i32>::from_iter(days).to(ArrowDataType::Date32).boxed()
}

pub(super) fn booleans(values: impl IntoIterator<Item = Option<bool>>) -> Box<dyn Array> {
    BooleanArray::from_iter(values).boxed()
}

pub(super) fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = Option<T>>) -> Box<dyn Array> {
    Utf8Array::<i64>::from_iter(values).boxed()
}

pub(super) fn lists(lengths: &[usize], items: Box<dyn Array>) -> Box<dyn Array> {
    let mut end = 0;
    let mut offsets = vec![0_i64];
    for length in lengths {
        end += *length as i64;
        offsets.push(end);
    }
    let dtype = ListArray::<i64>::default_datatype(items.dtype().clone());
    ListArray::new(dtype, OffsetsBuffer::try_from(offsets).expect("ascending"), items, None).boxed()
}

/// Numbers that look random and are the same in every run.
pub(super) fn noise(index: usize) -> f64 {
    let mut x = (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Roughly normal, mean 0 and deviation 1.
pub(super) fn normal(index: usize) -> f64 {
    (0..12).map(|part| noise(index * 12 + part)).sum::<f64>() - 6.0
}
