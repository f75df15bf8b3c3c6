//! Where a table lies in memory: a table that lies where it lay, and whose memory nobody else may write to, has not
//! changed.

use polars_arrow::datatypes::{ArrowDataType, PhysicalType};

use super::super::SummaryError;
use super::super::hash::fold;
use super::contract::{extent, width};
use super::raw::RawArray;
use super::readable::word_before;
use super::{ArrowStream, ColumnField, Columns, Source, producer};

/// Buffers up to this size are compared by their content.
const SMALL: usize = 4096;
/// How much is looked at of larger ones: lines of the processor's cache, spread over all buffers.
const LINES: usize = 8192;
const LINE: usize = 64;

/// Who may write to a table's memory, as far as its addresses tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// A library that copies before it writes, and has an allocator of its own. What the C library allocated may be an
    /// array that NumPy lent it.
    Own,
    /// Arrow's own pool on Linux (mimalloc), whose addresses nothing else has.
    Pool,
}

impl Memory {
    fn is_proven(self, address: usize, bytes: usize) -> bool {
        match self {
            Self::Own => address.is_multiple_of(LINE) && !may_be_malloced(address, bytes),
            Self::Pool => cfg!(target_os = "linux") && (2 << 40..30 << 40).contains(&address),
        }
    }
}

/// Whether the word before a buffer is what the C library of Linux notes there: the size of the allocation, a multiple
/// of 16, with three flags. Elsewhere nothing is known.
fn may_be_malloced(address: usize, bytes: usize) -> bool {
    let Some(word) = word_before(address) else { return !cfg!(target_os = "linux") };
    let (size, least) = (word & !7, bytes as u64 + 8);
    word & 8 == 0 && size >= least && size <= 4 * least + (64 << 10)
}

/// A table's place in memory. While it is held, the memory is neither freed nor used for anything else, and a library
/// that copies on write leaves it as it is.
pub struct Footprint {
    columns: Columns,
    places: Vec<u64>,
    /// Released when this is dropped.
    _held: Held,
}

struct Held(#[expect(dead_code, reason = "held for their release")] Vec<RawArray>);

// SAFETY: the interface lets any thread release an array; nothing else is done with these.
#[expect(unsafe_code, reason = "pointers of the C interface may move between threads")]
unsafe impl Send for Held {}
// SAFETY: a shared reference gives no access.
#[expect(unsafe_code, reason = "pointers of the C interface may move between threads")]
unsafe impl Sync for Held {}

impl Footprint {
    /// Takes hold of a table; `None` where somebody may change its memory unseen.
    pub fn of(mut stream: ArrowStream, memory: Memory) -> Result<Option<Self>, SummaryError> {
        let columns = stream.columns()?;
        let Source::Producer(producer) = &mut stream.0 else { return Ok(None) };
        let lines = (LINES / (2 * columns.fields.len().max(1))).clamp(8, 512);
        let (mut walk, mut held) = (Walk { places: Vec::new(), memory, lines }, Vec::new());
        while let Some(mut batch) = producer::next(std::ptr::from_mut(producer.as_mut()).cast())? {
            let known = walk.batch(&mut batch, &columns);
            held.push(batch);
            if known.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(Self { columns, places: walk.places, _held: Held(held) }))
    }

    /// Whether both are the same memory with the same columns.
    pub fn is_same(&self, other: &Self) -> bool {
        self.columns == other.columns && self.places == other.places
    }
}

struct Walk {
    places: Vec<u64>,
    memory: Memory,
    lines: usize,
}

impl Walk {
    fn batch(&mut self, batch: &mut RawArray, columns: &Columns) -> Option<()> {
        let field = |field: &ColumnField| match field {
            ColumnField::Array(field) => Some(field.dtype().clone()),
            ColumnField::Runs { .. } | ColumnField::Opaque { .. } => None,
        };
        if !columns.table {
            return self.array(batch, &field(columns.fields.first()?)?);
        }
        let rows = extent(batch).ok()?;
        self.places.extend([batch.length as u64, batch.offset as u64]);
        self.buffer(batch, 0, rows.div_ceil(8))?;
        columns.fields.iter().enumerate().try_for_each(|(at, column)| self.array(batch.child_mut(at)?, &field(column)?))
    }

    fn array(&mut self, array: &mut RawArray, dtype: &ArrowDataType) -> Option<()> {
        let rows = extent(array).ok()?;
        self.places.extend([array.length as u64, array.offset as u64]);
        let physical = dtype.to_physical_type();
        if physical != PhysicalType::Null {
            self.buffer(array, 0, rows.div_ceil(8))?;
        }
        match physical {
            PhysicalType::Boolean => self.buffer(array, 1, rows.div_ceil(8))?,
            PhysicalType::Primitive(kind) => self.buffer(array, 1, rows * width(kind))?,
            PhysicalType::Utf8 | PhysicalType::Binary => self.texts::<4>(array, rows)?,
            PhysicalType::LargeUtf8 | PhysicalType::LargeBinary => self.texts::<8>(array, rows)?,
            PhysicalType::Utf8View | PhysicalType::BinaryView => self.views(array, rows)?,
            PhysicalType::List | PhysicalType::Map => self.buffer(array, 1, 4 * (rows + 1))?,
            PhysicalType::LargeList => self.buffer(array, 1, 8 * (rows + 1))?,
            PhysicalType::Null | PhysicalType::Struct | PhysicalType::FixedSizeList => {}
            PhysicalType::Dictionary(_) | PhysicalType::FixedSizeBinary | PhysicalType::Union => return None,
        }
        match dtype.to_storage() {
            ArrowDataType::Struct(fields) => {
                fields.iter().enumerate().try_for_each(|(at, field)| self.array(array.child_mut(at)?, field.dtype()))
            }
            ArrowDataType::List(item)
            | ArrowDataType::LargeList(item)
            | ArrowDataType::FixedSizeList(item, _)
            | ArrowDataType::Map(item, _) => self.array(array.child_mut(0)?, item.dtype()),
            _ => Some(()),
        }
    }

    fn texts<const WIDTH: usize>(&mut self, array: &RawArray, rows: usize) -> Option<()> {
        self.buffer(array, 1, WIDTH * (rows + 1))?;
        let last = array.word::<WIDTH>(1, rows);
        self.buffer(array, 2, usize::try_from(last).ok()?)
    }

    fn views(&mut self, array: &RawArray, rows: usize) -> Option<()> {
        self.buffer(array, 1, 16 * rows)?;
        let count = usize::try_from(array.n_buffers).ok()?.saturating_sub(3);
        let lengths: Vec<i64> = array.words::<8>(count + 2, count).collect();
        let mut lengths = lengths.iter().enumerate();
        lengths.try_for_each(|(at, length)| self.buffer(array, at + 2, usize::try_from(*length).ok()?))
    }

    /// Notes where a buffer is and what stands at some places of it.
    fn buffer(&mut self, array: &RawArray, at: usize, bytes: usize) -> Option<()> {
        let Some(address) = array.buffer(at).filter(|_| bytes > 0) else {
            self.places.push(0);
            return Some(());
        };
        if bytes > SMALL && !self.memory.is_proven(address, bytes) {
            return None;
        }
        let content = array.bytes(at, bytes);
        let step = if bytes <= SMALL { LINE } else { (bytes / self.lines).next_multiple_of(LINE) };
        let lines = (0..bytes).step_by(step).map(|start| &content[start..bytes.min(start + LINE)]);
        let last = &content[bytes.saturating_sub(LINE)..];
        let seen = lines.chain([last]).flat_map(|line| line.chunks(8)).fold(bytes as u64, |seen, word| {
            let mut padded = [0; 8];
            padded[..word.len()].copy_from_slice(word);
            fold(seen ^ 0x9e37_79b9_7f4a_7c15, u64::from_le_bytes(padded) ^ 0xd6e8_feb8_6659_fd93)
        });
        self.places.extend([address as u64, seen]);
        Some(())
    }
}

impl std::fmt::Debug for Footprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Footprint").finish_non_exhaustive()
    }
}
