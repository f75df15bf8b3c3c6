//! Single values of a column as words: the bits of a double, or a keyed hash of text.

use polars_arrow::array::{
    Array, BinaryViewArrayGeneric, BooleanArray, DictionaryArray, DictionaryKey, PrimitiveArray, Utf8Array, View,
};
use polars_arrow::datatypes::{ArrowDataType, IntegerType, PhysicalType};
use polars_arrow::offset::Offset;
use polars_arrow::types::{NativeType, PrimitiveType};
use polars_utils::float16::pf16;

use super::super::hash::Hasher;

/// A missing value, and what is not a number.
pub(super) const MISSING: u64 = f64::NAN.to_bits();

type Reader<'a> = Box<dyn Fn(usize) -> u64 + 'a>;

/// What a sampled word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// The bits of a double.
    Numbers,
    /// A keyed hash of a text.
    Hashes,
}

/// What the values of a type become, if they are sampled at all.
pub(super) fn words(dtype: &ArrowDataType) -> Option<Words> {
    use ArrowDataType as T;
    match dtype.to_storage() {
        T::Utf8 | T::LargeUtf8 | T::Utf8View => Some(Words::Hashes),
        T::Dictionary(_, values, _) => words(values),
        T::Interval(_) | T::Decimal256(..) => None,
        other => match other.to_physical_type() {
            PhysicalType::Boolean | PhysicalType::Primitive(_) => Some(Words::Numbers),
            _ => None,
        },
    }
}

/// Reads single values of `array`.
pub(super) fn reader<'a>(array: &'a dyn Array, keyed: &'a Hasher) -> Option<Reader<'a>> {
    use PrimitiveType as P;
    let primitive = match array.dtype().to_physical_type() {
        PhysicalType::Boolean => return booleans(array),
        PhysicalType::Utf8 => return text::<i32>(array, keyed),
        PhysicalType::LargeUtf8 => return text::<i64>(array, keyed),
        PhysicalType::Utf8View => return views(array, keyed),
        PhysicalType::Dictionary(keys) => return dictionary(array, keys, keyed),
        PhysicalType::Primitive(primitive) => primitive,
        _ => return None,
    };
    match primitive {
        P::Int8 => numbers(array, |v: i8| f64::from(v)),
        P::Int16 => numbers(array, |v: i16| f64::from(v)),
        P::Int32 => numbers(array, |v: i32| f64::from(v)),
        P::Int64 => numbers(array, |v: i64| v as f64),
        P::Int128 => numbers(array, |v: i128| v as f64),
        P::UInt8 => numbers(array, |v: u8| f64::from(v)),
        P::UInt16 => numbers(array, |v: u16| f64::from(v)),
        P::UInt32 => numbers(array, |v: u32| f64::from(v)),
        P::UInt64 => numbers(array, |v: u64| v as f64),
        P::UInt128 => numbers(array, |v: u128| v as f64),
        P::Float16 => numbers(array, |v: pf16| f64::from(f32::from(v))),
        P::Float32 => numbers(array, |v: f32| f64::from(v)),
        P::Float64 => numbers(array, |v: f64| v),
        P::Int256 | P::DaysMs | P::MonthDayNano | P::MonthDayMillis => None,
    }
}

fn is_valid(array: &dyn Array, at: usize) -> bool {
    array.validity().is_none_or(|validity| validity.get_bit(at))
}

fn numbers<'a, V: NativeType>(array: &'a dyn Array, read: impl Fn(V) -> f64 + 'a) -> Option<Reader<'a>> {
    let values = array.as_any().downcast_ref::<PrimitiveArray<V>>()?.values().as_slice();
    Some(Box::new(move |at| {
        let number = read(values[at]);
        // Both zeros are one value.
        if number.is_nan() || !is_valid(array, at) { MISSING } else { (number + 0.0).to_bits() }
    }))
}

fn booleans(array: &dyn Array) -> Option<Reader<'_>> {
    let values = array.as_any().downcast_ref::<BooleanArray>()?.values();
    let word = |truth: bool| f64::from(u8::from(truth)).to_bits();
    Some(Box::new(move |at| if is_valid(array, at) { word(values.get_bit(at)) } else { MISSING }))
}

/// The producer's offsets are not trusted.
fn text<'a, O: Offset>(array: &'a dyn Array, keyed: &'a Hasher) -> Option<Reader<'a>> {
    let texts = array.as_any().downcast_ref::<Utf8Array<O>>()?;
    let (offsets, bytes) = (texts.offsets().as_slice(), texts.values().as_slice());
    Some(Box::new(move |at| {
        let text = bytes.get(offsets[at].to_usize()..offsets[at + 1].to_usize()).unwrap_or_default();
        if is_valid(array, at) { keyed.bytes(text) } else { MISSING }
    }))
}

fn views<'a>(array: &'a dyn Array, keyed: &'a Hasher) -> Option<Reader<'a>> {
    let texts = array.as_any().downcast_ref::<BinaryViewArrayGeneric<str>>()?;
    Some(Box::new(move |at| {
        if !is_valid(array, at) {
            return MISSING;
        }
        let view = texts.views()[at];
        let length = view.length as usize;
        if length <= View::MAX_INLINE_SIZE as usize {
            return keyed.bytes(&view.as_u128().to_le_bytes()[4..4 + length]);
        }
        let buffer = texts.data_buffers().get(view.buffer_idx as usize);
        let first = view.offset as usize;
        keyed.bytes(buffer.and_then(|buffer| buffer.get(first..first + length)).unwrap_or_default())
    }))
}

fn dictionary<'a>(array: &'a dyn Array, keys: IntegerType, keyed: &'a Hasher) -> Option<Reader<'a>> {
    match keys {
        IntegerType::Int8 => through::<i8>(array, keyed),
        IntegerType::Int16 => through::<i16>(array, keyed),
        IntegerType::Int32 => through::<i32>(array, keyed),
        IntegerType::Int64 => through::<i64>(array, keyed),
        IntegerType::UInt8 => through::<u8>(array, keyed),
        IntegerType::UInt16 => through::<u16>(array, keyed),
        IntegerType::UInt32 => through::<u32>(array, keyed),
        IntegerType::UInt64 => through::<u64>(array, keyed),
        IntegerType::Int128 | IntegerType::UInt128 => None,
    }
}

fn through<'a, K: DictionaryKey>(array: &'a dyn Array, keyed: &'a Hasher) -> Option<Reader<'a>> {
    let dictionary = array.as_any().downcast_ref::<DictionaryArray<K>>()?;
    let (keys, values) = (dictionary.keys().values().as_slice(), dictionary.values().as_ref());
    let read = reader(values, keyed)?;
    Some(Box::new(move |at| {
        let key: Option<usize> = keys[at].try_into().ok();
        match key.filter(|key| *key < values.len() && is_valid(array, at)) {
            Some(key) => read(key),
            None => MISSING,
        }
    }))
}
