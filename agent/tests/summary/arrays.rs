//! Arrow arrays of every kind. A row's value follows from its type and its seed alone, so that any rows of a table can
//! be made anew, in any order.

use polars_arrow::array::{
    Array, BinaryArray, BinaryViewArray, BooleanArray, DictionaryArray, FixedSizeBinaryArray, FixedSizeListArray,
    ListArray, MapArray, NullArray, PrimitiveArray, StructArray, Utf8Array, Utf8ViewArray,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType as T, Field, IntegerType, IntervalUnit, TimeUnit};
use polars_arrow::offset::{Offset, OffsetsBuffer};
use polars_arrow::types::{NativeType, days_ms, i256, months_days_ns};
use proptest::prelude::*;

/// Types without parts.
fn plain_types() -> Vec<T> {
    use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
    let mut types = vec![T::Null, T::Boolean, T::Int8, T::Int16, T::Int32, T::Int64, T::Int128];
    types.extend([T::UInt8, T::UInt16, T::UInt32, T::UInt64, T::Float32, T::Float64]);
    types.extend([T::Decimal(30, 4), T::Decimal32(7, 2), T::Decimal64(15, 3)]);
    types.extend([T::Date32, T::Date64, T::Time32(Second), T::Time32(Millisecond)]);
    types.extend([T::Time64(Microsecond), T::Time64(Nanosecond)]);
    for unit in [Second, Millisecond, Microsecond, Nanosecond] {
        types.extend([T::Timestamp(unit, None), T::Timestamp(unit, Some("UTC".into())), T::Duration(unit)]);
    }
    types.extend([T::Utf8, T::LargeUtf8, T::Utf8View, T::Binary, T::LargeBinary, T::BinaryView]);
    types.extend([T::FixedSizeBinary(3)]);
    types.push(T::Interval(IntervalUnit::YearMonth));
    types
}

/// Any type, also those that the array library cannot slice.
pub fn any_whole_type() -> impl Strategy<Value = T> {
    let intervals = [IntervalUnit::DayTime, IntervalUnit::MonthDayNano].map(T::Interval);
    let unsliced = prop::sample::select([intervals.to_vec(), vec![T::Decimal256(60, 1)]].concat());
    prop_oneof![1 => unsliced, 9 => any_type()]
}

/// Any type, nested ones included.
pub fn any_type() -> impl Strategy<Value = T> {
    let plain = prop::sample::select(plain_types());
    let coded = prop::sample::select(vec![T::LargeUtf8, T::Utf8View, T::Int64, T::Float64, T::Date32, T::Binary]);
    let keys = prop::sample::select(vec![IntegerType::Int8, IntegerType::UInt16, IntegerType::Int64]);
    let dictionary = (keys, coded).prop_map(|(keys, values)| T::Dictionary(keys, Box::new(values), false));
    let leaf = prop_oneof![4 => plain, 1 => dictionary];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let item = inner.clone().prop_map(|dtype| Box::new(field("item", dtype)));
        let fields = prop::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            item.clone().prop_map(T::List),
            item.clone().prop_map(T::LargeList),
            item.prop_map(|item| T::FixedSizeList(item, 2)),
            fields.prop_map(|parts| T::Struct(
                parts.into_iter().zip(["x", "y", "z"]).map(|(t, n)| field(n, t)).collect()
            )),
            inner.prop_map(|values| {
                let entries = vec![Field::new("key".into(), T::Int32, false), field("value", values)];
                T::Map(Box::new(Field::new("entries".into(), T::Struct(entries), false)), false)
            }),
        ]
    })
}

fn field(name: &'static str, dtype: T) -> Field {
    Field::new(name.into(), dtype, true)
}

/// Another seed, as good as random.
pub fn mix(seed: u64, salt: u64) -> u64 {
    let mut x = seed ^ salt.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn is_there(seed: u64) -> bool {
    !mix(seed, 99).is_multiple_of(9)
}

/// One row for each seed, about one in nine without a value.
pub fn array(dtype: &T, seeds: &[u64]) -> Box<dyn Array> {
    let validity: Bitmap = seeds.iter().map(|seed| is_there(*seed)).collect();
    match dtype {
        T::Null => NullArray::new(T::Null, seeds.len()).boxed(),
        T::List(_) | T::LargeList(_) | T::FixedSizeList(..) | T::Map(..) | T::Struct(_) => {
            nested(dtype, seeds, validity)
        }
        _ => whole(dtype, seeds).with_validity(Some(validity)),
    }
}

/// One value for each seed.
fn whole(dtype: &T, seeds: &[u64]) -> Box<dyn Array> {
    match dtype {
        T::Boolean => seeds.iter().map(|seed| Some(mix(*seed, 1).is_multiple_of(3))).collect::<BooleanArray>().boxed(),
        T::Utf8 => Utf8Array::<i32>::from_slice(texts(seeds)).boxed(),
        T::LargeUtf8 => Utf8Array::<i64>::from_slice(texts(seeds)).boxed(),
        T::Utf8View => Utf8ViewArray::from_slice_values(texts(seeds)).boxed(),
        T::Binary => BinaryArray::<i32>::from_slice(texts(seeds)).boxed(),
        T::LargeBinary => BinaryArray::<i64>::from_slice(texts(seeds)).boxed(),
        T::BinaryView => BinaryViewArray::from_slice_values(texts(seeds)).boxed(),
        T::FixedSizeBinary(size) => {
            let bytes: Vec<u8> =
                seeds.iter().flat_map(|seed| integer(*seed).to_le_bytes().repeat(4)[..*size].to_vec()).collect();
            FixedSizeBinaryArray::new(dtype.clone(), bytes.into(), None).boxed()
        }
        T::Dictionary(keys, values, _) => {
            let values = array(values, &[0, 1, 2, 3, 4, 5, 6]);
            match keys {
                IntegerType::Int8 => dictionary(dtype, seeds, values, |n| n as i8),
                IntegerType::UInt16 => dictionary(dtype, seeds, values, |n| n as u16),
                _ => dictionary(dtype, seeds, values, |n| n as i64),
            }
        }
        _ => fixed_width(dtype, seeds),
    }
}

fn dictionary<K: polars_arrow::array::DictionaryKey>(
    dtype: &T,
    seeds: &[u64],
    values: Box<dyn Array>,
    key: impl Fn(u64) -> K,
) -> Box<dyn Array> {
    let keys = PrimitiveArray::from_vec(seeds.iter().map(|seed| key(mix(*seed, 5) % 7)).collect());
    DictionaryArray::try_new(dtype.clone(), keys, values).unwrap().boxed()
}

fn fixed_width(dtype: &T, seeds: &[u64]) -> Box<dyn Array> {
    match dtype {
        T::Int8 => numbers(dtype, seeds, |seed| integer(seed) as i8),
        T::Int16 => numbers(dtype, seeds, |seed| integer(seed) as i16),
        T::UInt8 => numbers(dtype, seeds, |seed| integer(seed) as u8),
        T::UInt16 => numbers(dtype, seeds, |seed| integer(seed) as u16),
        T::UInt32 => numbers(dtype, seeds, |seed| integer(seed) as u32),
        T::UInt64 => numbers(dtype, seeds, |seed| integer(seed) as u64),
        T::Float32 => numbers(dtype, seeds, |seed| float(seed) as f32),
        T::Float64 => numbers(dtype, seeds, float),
        T::Int128 | T::Decimal(..) => numbers(dtype, seeds, |seed| i128::from(integer(seed)) * 1_000_003),
        T::Decimal256(..) => numbers(dtype, seeds, |seed| i256::from_words(0, i128::from(integer(seed)))),
        T::Int32 | T::Date32 | T::Decimal32(..) | T::Time32(_) | T::Interval(IntervalUnit::YearMonth) => {
            numbers(dtype, seeds, |seed| integer(seed) as i32)
        }
        T::Interval(IntervalUnit::DayTime) => numbers(dtype, seeds, |seed| days_ms::new(integer(seed) as i32, 5)),
        T::Interval(IntervalUnit::MonthDayNano) => {
            numbers(dtype, seeds, |seed| months_days_ns::new(3, integer(seed) as i32, integer(seed)))
        }
        _ => numbers(dtype, seeds, integer),
    }
}

fn numbers<N: NativeType>(dtype: &T, seeds: &[u64], number: impl Fn(u64) -> N) -> Box<dyn Array> {
    let values: Vec<N> = seeds.iter().map(|seed| number(*seed)).collect();
    PrimitiveArray::new(dtype.clone(), values.into(), None).boxed()
}

fn nested(dtype: &T, seeds: &[u64], validity: Bitmap) -> Box<dyn Array> {
    match dtype {
        T::List(item) => {
            let (offsets, items) = items::<i32>(item, seeds);
            ListArray::new(dtype.clone(), offsets, items, Some(validity)).boxed()
        }
        T::LargeList(item) => {
            let (offsets, items) = items::<i64>(item, seeds);
            ListArray::new(dtype.clone(), offsets, items, Some(validity)).boxed()
        }
        T::Map(entries, _) => {
            let (offsets, items) = items::<i32>(entries, seeds);
            MapArray::new(dtype.clone(), offsets, items, Some(validity)).boxed()
        }
        T::FixedSizeList(item, size) => {
            let parts: Vec<u64> = seeds.iter().flat_map(|seed| (0..*size as u64).map(|at| mix(*seed, at))).collect();
            FixedSizeListArray::new(dtype.clone(), seeds.len(), array(item.dtype(), &parts), Some(validity)).boxed()
        }
        T::Struct(fields) => {
            let part = |(at, field): (usize, &Field)| {
                let seeds: Vec<u64> = seeds.iter().map(|seed| mix(*seed, at as u64 + 10)).collect();
                if field.is_nullable { array(field.dtype(), &seeds) } else { whole(field.dtype(), &seeds) }
            };
            let parts = fields.iter().enumerate().map(part).collect();
            let validity = Some(validity).filter(|_| fields[0].is_nullable);
            StructArray::new(dtype.clone(), seeds.len(), parts, validity).boxed()
        }
        other => panic!("{other:?} has no parts"),
    }
}

/// Up to four items a list; lists that are missing have items too, which must not count.
fn items<O: Offset>(item: &Field, seeds: &[u64]) -> (OffsetsBuffer<O>, Box<dyn Array>) {
    let lengths: Vec<u64> = seeds.iter().map(|seed| mix(*seed, 3) % 5).collect();
    let parts: Vec<u64> =
        seeds.iter().zip(&lengths).flat_map(|(seed, length)| (0..*length).map(|at| mix(*seed, at))).collect();
    let mut offsets = vec![O::zero()];
    let mut end = 0;
    for length in lengths {
        end += length as usize;
        offsets.push(O::from_usize(end).unwrap());
    }
    (OffsetsBuffer::try_from(offsets).unwrap(), array(item.dtype(), &parts))
}

/// Small ones, large ones, and ones that look like cards and phones.
fn integer(seed: u64) -> i64 {
    let x = mix(seed, 7);
    match x % 5 {
        0 => (x >> 8) as i64 % 10,
        1 => (x >> 8) as i64 % 2_000 - 1_000,
        2 => 1_700_000_000 + (x >> 8) as i64 % 86_400,
        3 => 4_111_111_111_111_111,
        _ => (x >> 2) as i64 - (1 << 60),
    }
}

fn float(seed: u64) -> f64 {
    let x = mix(seed, 11);
    match x % 12 {
        0 => f64::from_bits(mix(seed, 12)),
        1 => -0.0,
        2 => 0.0,
        3 => [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][(x >> 8) as usize % 3],
        4 => f64::from_bits((x >> 8) % 1_000),
        5 => f64::MAX / ((x >> 8) % 4 + 1) as f64,
        6..=8 => ((x >> 8) % 50) as f64,
        _ => (x >> 11) as f64 / (1_u64 << 50) as f64 - 4.0,
    }
}

fn texts(seeds: &[u64]) -> Vec<String> {
    seeds.iter().map(|seed| text(*seed)).collect()
}

fn text(seed: u64) -> String {
    let x = mix(seed, 13);
    let n = x >> 16;
    match x % 8 {
        0 => String::new(),
        1 => format!("label {}", n % 5),
        2 => format!("{}.{}", n % 1_000, n % 7),
        3 => format!("person{n}@example.org"),
        4 => format!("2024-0{}-1{}", n % 9 + 1, n % 10),
        5 => "größer 🚆 ".repeat((n % 60) as usize),
        6 => format!("{n:x}"),
        _ => format!("an ordinary note about number {}", n % 300),
    }
}
