//! Fixed-width values as doubles and as words to hash.

use polars_arrow::array::{Array, FixedSizeBinaryArray, PrimitiveArray};
use polars_arrow::datatypes::PhysicalType;
use polars_arrow::types::{NativeType, PrimitiveType, days_ms, months_days_ns};
use polars_utils::float16::pf16;

use super::super::hash::fold;
use super::super::lanes::vectorised;

/// Room for a chunk of values.
pub(super) struct Chunk<'a> {
    pub(super) numbers: &'a mut [f64],
    pub(super) words: &'a mut [u64],
}

vectorised! {
    /// Loads the values from `start` on, missing ones with an arbitrary content; false for types without a fixed width.
    pub(super) fn load(array: &dyn Array, start: usize, chunk: &mut Chunk<'_>) -> bool {
        use PrimitiveType as P;
        if let Some(bytes) = array.as_any().downcast_ref::<FixedSizeBinaryArray>() {
            return load_256(bytes, start, chunk);
        }
        let PhysicalType::Primitive(primitive) = array.dtype().to_physical_type() else { return false };
        match primitive {
            P::Int8 => map(array, start, chunk, |v: i8| (f64::from(v), v as u64)),
            P::Int16 => map(array, start, chunk, |v: i16| (f64::from(v), v as u64)),
            P::Int32 => map(array, start, chunk, |v: i32| (f64::from(v), v as u64)),
            P::Int64 => map(array, start, chunk, |v: i64| (v as f64, v as u64)),
            P::Int128 => map(array, start, chunk, |v: i128| (v as f64, narrow(v as u128))),
            P::Int256 | P::MonthDayMillis => false,
            P::UInt8 => map(array, start, chunk, |v: u8| (f64::from(v), u64::from(v))),
            P::UInt16 => map(array, start, chunk, |v: u16| (f64::from(v), u64::from(v))),
            P::UInt32 => map(array, start, chunk, |v: u32| (f64::from(v), u64::from(v))),
            P::UInt64 => map(array, start, chunk, |v: u64| (v as f64, v)),
            P::UInt128 => map(array, start, chunk, |v: u128| (v as f64, narrow(v))),
            P::Float16 => map(array, start, chunk, |v: pf16| float(f64::from(f32::from(v)))),
            P::Float32 => map(array, start, chunk, |v: f32| float(f64::from(v))),
            P::Float64 => map(array, start, chunk, float),
            P::DaysMs => map(array, start, chunk, |v: days_ms| (0.0, (v.0 as u64) << 32 | u64::from(v.1 as u32))),
            P::MonthDayNano => map(array, start, chunk, |v: months_days_ns| {
                (0.0, fold((v.0 as u64) << 32 | u64::from(v.1 as u32), 0x9e37_79b9_7f4a_7c15) ^ v.2 as u64)
            }),
        }
    }
}

/// Decimals of 256 bits, which arrive as 32 bytes each.
fn load_256(array: &FixedSizeBinaryArray, start: usize, chunk: &mut Chunk<'_>) -> bool {
    if array.size() != 32 {
        return false;
    }
    let (integers, _) = array.values().as_chunks::<32>();
    let integers = integers.iter().skip(start);
    for ((integer, number), word) in integers.zip(chunk.numbers.iter_mut()).zip(chunk.words.iter_mut()) {
        let (low, high) = integer.split_at(16);
        let part = |bytes: &[u8]| bytes.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes));
        let (low, high) = (part(low), part(high) as i128);
        *number =
            if high == (low as i128) >> 127 { low as i128 as f64 } else { high as f64 * 2f64.powi(128) + low as f64 };
        *word = narrow(low) ^ narrow((high ^ ((low as i128) >> 127)) as u128).rotate_left(17);
    }
    true
}

/// NaNs hash alike, and so do both zeros.
#[inline]
fn float(v: f64) -> (f64, u64) {
    let v = if v.is_nan() { f64::NAN } else { v + 0.0 };
    (v, v.to_bits())
}

/// The low word, and of the high word whatever a plain 64-bit integer would not have.
fn narrow(v: u128) -> u64 {
    let (low, high) = (v as u64, (v >> 64) as u64);
    let extension = ((low as i64) >> 63) as u64;
    low ^ fold(high ^ extension, 0x9e37_79b9_7f4a_7c15)
}

#[expect(clippy::inline_always, reason = "it takes on the features of the function around it")]
#[inline(always)]
fn map<V: NativeType>(array: &dyn Array, start: usize, chunk: &mut Chunk<'_>, read: impl Fn(V) -> (f64, u64)) -> bool {
    let Some(array) = array.as_any().downcast_ref::<PrimitiveArray<V>>() else { return false };
    let values = &array.values().as_slice()[start..start + chunk.numbers.len()];
    for ((value, number), word) in values.iter().zip(chunk.numbers.iter_mut()).zip(chunk.words.iter_mut()) {
        (*number, *word) = read(*value);
    }
    true
}

/// Whole numbers, none of them missing or negative.
pub(in crate::summary) fn whole_numbers(array: &dyn Array) -> Option<Vec<u64>> {
    let (mut numbers, mut words) = (vec![0.0; array.len()], vec![0; array.len()]);
    let loaded = load(array, 0, &mut Chunk { numbers: &mut numbers, words: &mut words });
    (loaded && array.null_count() == 0 && numbers.iter().all(|n| *n >= 0.0)).then_some(words)
}
