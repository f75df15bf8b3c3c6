//! What the Arrow C data interface promises of an array, checked before anything relies on it.
//!
//! The importer believes offsets, views and counts of nulls; here they are looked at first. How long a buffer is cannot
//! be known, only whether there is memory where it is said to be.

use polars_arrow::datatypes::{ArrowDataType, IntegerType, PhysicalType, PrimitiveType};

use super::raw::RawArray;
use super::readable::is_readable;

/// More rows than any machine's memory holds in one batch.
const MOST_ROWS: usize = 1 << 40;
/// Views that are looked at together.
const PART: usize = 4096;
/// A value up to this length lies inside its view.
const INLINE: u32 = 12;

/// What is wrong.
type Breach = &'static str;

/// Checks an array of this type with all its parts, and counts its nulls anew.
pub(super) fn check(array: &mut RawArray, dtype: &ArrowDataType) -> Result<(), Breach> {
    let rows = extent(array)?;
    let physical = dtype.to_physical_type();
    check_counts(array, dtype, physical)?;
    if !matches!(physical, PhysicalType::Null | PhysicalType::Union) {
        check_validity(array)?;
    }
    match physical {
        PhysicalType::Null => Ok(()),
        PhysicalType::Boolean => buffer(array, 1, rows.div_ceil(8)).map(|_| ()),
        PhysicalType::Primitive(kind) => sized(array, rows, width(kind)).map(|_| ()),
        PhysicalType::FixedSizeBinary => match dtype.to_storage() {
            ArrowDataType::FixedSizeBinary(size) => sized(array, rows, *size).map(|_| ()),
            _ => Err("a type contradicts itself"),
        },
        PhysicalType::Utf8 | PhysicalType::Binary => texts::<4>(array, rows),
        PhysicalType::LargeUtf8 | PhysicalType::LargeBinary => texts::<8>(array, rows),
        PhysicalType::Utf8View | PhysicalType::BinaryView => views(array, rows),
        PhysicalType::List | PhysicalType::Map => lists::<4>(array, rows, dtype),
        PhysicalType::LargeList => lists::<8>(array, rows, dtype),
        PhysicalType::FixedSizeList | PhysicalType::Struct => parts(array, dtype),
        PhysicalType::Dictionary(keys) => dictionary(array, rows, keys, dtype),
        PhysicalType::Union => Err("unions are not read"),
    }
}

/// Rows with those before the offset.
pub(super) fn extent(array: &RawArray) -> Result<usize, Breach> {
    let (length, offset) = (usize::try_from(array.length), usize::try_from(array.offset));
    let (Ok(length), Ok(offset)) = (length, offset) else { return Err("it has a negative length or offset") };
    let rows = length.checked_add(offset).filter(|rows| *rows <= MOST_ROWS);
    rows.ok_or("it says to be longer than memory")
}

/// Whether the bits that tell what is missing are where they are said to be; counts the nulls.
pub(super) fn check_validity(array: &mut RawArray) -> Result<(), Breach> {
    let rows = extent(array)?;
    if array.n_buffers < 1 || array.buffers.is_null() {
        return Err("it lacks its buffers");
    }
    match array.buffer(0) {
        Some(address) if !is_readable(address, rows.div_ceil(8)) => Err("its buffers are longer than memory"),
        _ => {
            array.recount_nulls();
            Ok(())
        }
    }
}

fn check_counts(array: &RawArray, dtype: &ArrowDataType, physical: PhysicalType) -> Result<(), Breach> {
    let (least, most) = match physical {
        PhysicalType::Null => (0, i64::MAX),
        PhysicalType::FixedSizeList | PhysicalType::Struct => (1, 1),
        PhysicalType::Utf8 | PhysicalType::Binary | PhysicalType::LargeUtf8 | PhysicalType::LargeBinary => (3, 3),
        PhysicalType::Utf8View | PhysicalType::BinaryView => (2, 1 << 24),
        _ => (2, 2),
    };
    let children = match dtype.to_storage() {
        ArrowDataType::Struct(fields) => fields.len(),
        ArrowDataType::List(_)
        | ArrowDataType::LargeList(_)
        | ArrowDataType::FixedSizeList(..)
        | ArrowDataType::Map(..) => 1,
        _ => 0,
    };
    if !(least..=most).contains(&array.n_buffers) || usize::try_from(array.n_children) != Ok(children) {
        return Err("it has another number of buffers or parts than its type");
    }
    Ok(())
}

/// The address of a buffer of so many bytes; `None` where none are needed.
fn buffer(array: &RawArray, at: usize, bytes: usize) -> Result<Option<usize>, Breach> {
    match array.buffer(at) {
        _ if bytes == 0 => Ok(None),
        None => Err("it lacks a buffer"),
        Some(address) if is_readable(address, bytes) => Ok(Some(address)),
        Some(_) => Err("its buffers are longer than memory"),
    }
}

fn sized(array: &RawArray, rows: usize, width: usize) -> Result<Option<usize>, Breach> {
    buffer(array, 1, rows.checked_mul(width).ok_or("its buffers are longer than memory")?)
}

/// Offsets that never fall, from `offset` to the end; answers the last.
fn offsets<const WIDTH: usize>(array: &RawArray, rows: usize) -> Result<usize, Breach> {
    if rows == 0 && array.buffer(1).is_none() {
        return Err("it lacks a buffer");
    }
    sized(array, rows + 1, WIDTH)?;
    let mut before = 0;
    let first = rows - usize::try_from(array.length).unwrap_or(0);
    let rises = array.words::<WIDTH>(1, rows + 1).skip(first).all(|word| {
        let rises = before <= word;
        before = word;
        rises
    });
    usize::try_from(before).ok().filter(|_| rises).ok_or("its offsets are out of order")
}

fn texts<const WIDTH: usize>(array: &RawArray, rows: usize) -> Result<(), Breach> {
    let bytes = offsets::<WIDTH>(array, rows)?;
    buffer(array, 2, bytes).map(|_| ())
}

fn lists<const WIDTH: usize>(array: &mut RawArray, rows: usize, dtype: &ArrowDataType) -> Result<(), Breach> {
    let items = offsets::<WIDTH>(array, rows)?;
    parts(array, dtype)?;
    let length = array.child_mut(0).and_then(|child| usize::try_from(child.length).ok());
    if length.is_some_and(|length| items <= length) { Ok(()) } else { Err("its lists reach beyond their items") }
}

/// Every child by the rules of its own type.
fn parts(array: &mut RawArray, dtype: &ArrowDataType) -> Result<(), Breach> {
    let mut part = |at, dtype: &ArrowDataType| {
        let child = array.child_mut(at).filter(|child| child.release.is_some());
        check(child.ok_or("it lacks a part")?, dtype)
    };
    match dtype.to_storage() {
        ArrowDataType::Struct(fields) => fields.iter().enumerate().try_for_each(|(at, field)| part(at, field.dtype())),
        ArrowDataType::List(item)
        | ArrowDataType::LargeList(item)
        | ArrowDataType::FixedSizeList(item, _)
        | ArrowDataType::Map(item, _) => part(0, item.dtype()),
        _ => Ok(()),
    }
}

fn dictionary(array: &mut RawArray, rows: usize, keys: IntegerType, dtype: &ArrowDataType) -> Result<(), Breach> {
    let width = match keys {
        IntegerType::Int8 | IntegerType::UInt8 => 1,
        IntegerType::Int16 | IntegerType::UInt16 => 2,
        IntegerType::Int32 | IntegerType::UInt32 => 4,
        IntegerType::Int64 | IntegerType::UInt64 => 8,
        IntegerType::Int128 | IntegerType::UInt128 => 16,
    };
    sized(array, rows, width)?;
    let ArrowDataType::Dictionary(_, values, _) = dtype.to_storage() else { return Err("a type contradicts itself") };
    let dictionary = array.dictionary_mut().filter(|dictionary| dictionary.release.is_some());
    let dictionary = dictionary.ok_or("it lacks its dictionary")?;
    check(dictionary, values)?;
    let known = u64::try_from(dictionary.length).unwrap_or(0);
    let first = rows - usize::try_from(array.length).unwrap_or(0);
    let points = |bad: &mut dyn Iterator<Item = (usize, i64)>| {
        bad.skip(first).all(|(at, key)| u64::try_from(key).is_ok_and(|key| key < known) || !array.is_valid_at(at))
    };
    // Unsigned keys of a width that are too large as signed ones are negative, and so are refused as they must be: no
    // dictionary is that long.
    let all = match (width, keys) {
        (1, IntegerType::UInt8) => points(&mut array.words::<1>(1, rows).map(|key| key & 0xff).enumerate()),
        (1, _) => points(&mut array.words::<1>(1, rows).enumerate()),
        (2, IntegerType::UInt16) => points(&mut array.words::<2>(1, rows).map(|key| key & 0xffff).enumerate()),
        (2, _) => points(&mut array.words::<2>(1, rows).enumerate()),
        (4, _) => points(&mut array.words::<4>(1, rows).enumerate()),
        (8, _) => points(&mut array.words::<8>(1, rows).enumerate()),
        _ => true,
    };
    if all { Ok(()) } else { Err("its keys point beyond its dictionary") }
}

/// Each view lies inside one of the buffers whose lengths come last.
fn views(array: &RawArray, rows: usize) -> Result<(), Breach> {
    let address = sized(array, rows, 16)?;
    let count = usize::try_from(array.n_buffers).map_or(0, |n| n.saturating_sub(3));
    let lengths = if count > 0 { buffer(array, count + 2, 8 * count)? } else { None };
    if lengths.is_some_and(|lengths| lengths % 8 != 0) {
        return Err("a buffer is not aligned");
    }
    let lengths: Vec<i64> = if count > 0 { array.words::<8>(count + 2, count).collect() } else { Vec::new() };
    for (at, length) in lengths.iter().enumerate() {
        buffer(array, at + 2, usize::try_from(*length).map_err(|_| "a buffer has a negative length")?)?;
    }
    let first = rows - usize::try_from(array.length).unwrap_or(0);
    let inside = |at: usize, pair: &[[u8; 8]; 2]| {
        let (length, high) = (length_of(pair), u64::from_le_bytes(pair[1]));
        let (buffer, start) = (high as u32, high >> 32);
        let end = start + u64::from(length);
        let known = lengths.get(buffer as usize).is_some_and(|known| end <= *known as u64);
        length <= INLINE || known || !array.is_valid_at(at)
    };
    // Most texts are short, and then the longest of many is all that must be looked at.
    let all_inside = |(part, pairs): (usize, &[[[u8; 8]; 2]])| {
        let longest = pairs.iter().fold(0, |longest, pair| longest.max(length_of(pair)));
        longest <= INLINE || pairs.iter().enumerate().all(|(at, pair)| inside(first + part * PART + at, pair))
    };
    if address.is_none() || array.pairs(1, rows)[first..].chunks(PART).enumerate().all(all_inside) {
        return Ok(());
    }
    Err("its texts reach beyond their buffers")
}

/// How long the text of a view is.
fn length_of([low, _]: &[[u8; 8]; 2]) -> u32 {
    u64::from_le_bytes(*low) as u32
}

pub(super) fn width(kind: PrimitiveType) -> usize {
    match kind {
        PrimitiveType::Int8 | PrimitiveType::UInt8 => 1,
        PrimitiveType::Int16 | PrimitiveType::UInt16 | PrimitiveType::Float16 => 2,
        PrimitiveType::Int32 | PrimitiveType::UInt32 | PrimitiveType::Float32 => 4,
        PrimitiveType::Int64 | PrimitiveType::UInt64 | PrimitiveType::Float64 | PrimitiveType::DaysMs => 8,
        PrimitiveType::MonthDayMillis => 12,
        PrimitiveType::Int128 | PrimitiveType::UInt128 | PrimitiveType::MonthDayNano => 16,
        PrimitiveType::Int256 => 32,
    }
}
