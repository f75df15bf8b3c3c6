//! Arrow's types: their names, and the summary that fits each.

use conspectus_metadata::TypeFamily;
use polars_arrow::datatypes::{ArrowDataType as T, Field, IntegerType, IntervalUnit, TimeUnit, UnionMode};

use super::super::distribution::Unit;

/// What a type's values are summarised as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Null,
    Uncounted,
    Boolean,
    Number { unit: Unit, digits: bool },
    Text,
    Binary,
    List,
    Struct,
}

pub(super) fn kind(dtype: &T) -> (TypeFamily, Kind) {
    let number = |times, per| Kind::Number { unit: Unit { times, per }, digits: false };
    let decimal = |scale: &usize| (TypeFamily::Decimal, number(1.0, 10f64.powi(*scale as i32)));
    match dtype {
        T::Null => (TypeFamily::Null, Kind::Null),
        T::Boolean => (TypeFamily::Boolean, Kind::Boolean),
        T::Int8
        | T::Int16
        | T::Int32
        | T::Int64
        | T::Int128
        | T::UInt8
        | T::UInt16
        | T::UInt32
        | T::UInt64
        | T::UInt128 => (TypeFamily::Integer, integer()),
        T::Float16 | T::Float32 | T::Float64 => (TypeFamily::Float, integer()),
        T::Decimal(_, scale) | T::Decimal32(_, scale) | T::Decimal64(_, scale) | T::Decimal256(_, scale) => {
            decimal(scale)
        }
        T::Utf8 | T::LargeUtf8 | T::Utf8View => (TypeFamily::Text, Kind::Text),
        T::Date32 => (TypeFamily::Date, number(86_400.0, 1.0)),
        T::Date64 => (TypeFamily::Date, number(1.0, 1e3)),
        T::Time32(unit) | T::Time64(unit) => (TypeFamily::Time, number(1.0, per_second(*unit))),
        T::Timestamp(unit, _) => (TypeFamily::Timestamp, number(1.0, per_second(*unit))),
        T::Duration(unit) => (TypeFamily::Duration, number(1.0, per_second(*unit))),
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => (TypeFamily::Binary, Kind::Binary),
        T::List(_) | T::LargeList(_) | T::FixedSizeList(..) | T::Map(..) => (TypeFamily::List, Kind::List),
        T::Struct(_) => (TypeFamily::Struct, Kind::Struct),
        T::Dictionary(_, values, _) => match kind(values) {
            counted @ (_, Kind::Boolean | Kind::Number { .. } | Kind::Text | Kind::Binary) => counted,
            (family, _) => (family, Kind::Uncounted),
        },
        T::Extension(extension) => kind(&extension.inner),
        T::Interval(_) | T::Union(_) | T::Unknown => (TypeFamily::Other, Kind::Uncounted),
    }
}

/// Whole numbers; pandas keeps them as floats where some are missing.
fn integer() -> Kind {
    Kind::Number { unit: Unit::default(), digits: true }
}

fn per_second(unit: TimeUnit) -> f64 {
    match unit {
        TimeUnit::Second => 1.0,
        TimeUnit::Millisecond => 1e3,
        TimeUnit::Microsecond => 1e6,
        TimeUnit::Nanosecond => 1e9,
    }
}

/// A type in Arrow's words. The names of a struct's fields are not part of it: they stand with the fields.
pub(in crate::summary) fn type_name(dtype: &T) -> String {
    match dtype {
        T::Timestamp(unit, None) => format!("timestamp[{}]", unit_name(*unit)),
        T::Timestamp(unit, Some(zone)) => format!("timestamp[{}, {zone}]", unit_name(*unit)),
        T::Time32(unit) => format!("time32[{}]", unit_name(*unit)),
        T::Time64(unit) => format!("time64[{}]", unit_name(*unit)),
        T::Duration(unit) => format!("duration[{}]", unit_name(*unit)),
        T::Decimal(precision, scale) => format!("decimal128({precision}, {scale})"),
        T::Decimal32(precision, scale) => format!("decimal32({precision}, {scale})"),
        T::Decimal64(precision, scale) => format!("decimal64({precision}, {scale})"),
        T::Decimal256(precision, scale) => format!("decimal256({precision}, {scale})"),
        T::FixedSizeBinary(size) => format!("fixed_size_binary[{size}]"),
        T::List(item) => format!("list<{}>", type_name(item.dtype())),
        T::LargeList(item) => format!("large_list<{}>", type_name(item.dtype())),
        T::FixedSizeList(item, size) => format!("fixed_size_list<{}>[{size}]", type_name(item.dtype())),
        T::Map(entries, _) => map_name(entries.dtype()),
        T::Dictionary(keys, values, _) => format!("dictionary<{}, {}>", key_name(*keys), type_name(values)),
        T::Extension(extension) => type_name(&extension.inner),
        T::Union(union) if union.mode == UnionMode::Dense => "dense_union".to_owned(),
        T::Interval(unit) => interval_name(*unit).to_owned(),
        plain => plain_name(plain).to_owned(),
    }
}

/// The type of runs of equal values.
pub(in crate::summary) fn runs_name(ends: &Field, values: &Field) -> String {
    format!("run_end_encoded<{}, {}>", type_name(ends.dtype()), type_name(values.dtype()))
}

fn plain_name(dtype: &T) -> &'static str {
    match dtype {
        T::Null => "null",
        T::Boolean => "bool",
        T::Int8 => "int8",
        T::Int16 => "int16",
        T::Int32 => "int32",
        T::Int64 => "int64",
        T::Int128 => "int128",
        T::UInt8 => "uint8",
        T::UInt16 => "uint16",
        T::UInt32 => "uint32",
        T::UInt64 => "uint64",
        T::UInt128 => "uint128",
        T::Float16 => "float16",
        T::Float32 => "float32",
        T::Float64 => "float64",
        T::Date32 => "date32",
        T::Date64 => "date64",
        T::Utf8 => "string",
        T::LargeUtf8 => "large_string",
        T::Utf8View => "string_view",
        T::Binary => "binary",
        T::LargeBinary => "large_binary",
        T::BinaryView => "binary_view",
        T::Struct(_) => "struct",
        T::Union(_) => "sparse_union",
        _ => "unknown",
    }
}

fn map_name(entries: &T) -> String {
    match entries.to_storage() {
        T::Struct(fields) if fields.len() == 2 => {
            format!("map<{}, {}>", type_name(fields[0].dtype()), type_name(fields[1].dtype()))
        }
        _ => "map".to_owned(),
    }
}

fn unit_name(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Second => "s",
        TimeUnit::Millisecond => "ms",
        TimeUnit::Microsecond => "us",
        TimeUnit::Nanosecond => "ns",
    }
}

fn interval_name(unit: IntervalUnit) -> &'static str {
    match unit {
        IntervalUnit::YearMonth => "interval[months]",
        IntervalUnit::DayTime => "interval[days, ms]",
        IntervalUnit::MonthDayNano => "interval[months, days, ns]",
        IntervalUnit::MonthDayMillis => "interval[months, days, ms]",
    }
}

fn key_name(keys: IntegerType) -> &'static str {
    match keys {
        IntegerType::Int8 => "int8",
        IntegerType::Int16 => "int16",
        IntegerType::Int32 => "int32",
        IntegerType::Int64 => "int64",
        IntegerType::Int128 => "int128",
        IntegerType::UInt8 => "uint8",
        IntegerType::UInt16 => "uint16",
        IntegerType::UInt32 => "uint32",
        IntegerType::UInt64 => "uint64",
        IntegerType::UInt128 => "uint128",
    }
}
