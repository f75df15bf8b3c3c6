use std::sync::Mutex;

use polars_arrow::datatypes::{ArrowDataType, Field};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::column::{ColumnAccumulator, ColumnSummary, Scratch, merge_all};
use super::hash::{Hasher, fold};
use super::partial::{Part, Reader, Writer};
use super::stream::{Batch, ColumnData, ColumnField};
use super::{ArrowStream, RowSet, SummaryError, SummaryKey};

/// Rows between two places at which columns reconsider how they count. Batches are cut at multiples of it, so that
/// nothing depends on their sizes.
const BLOCK: usize = 32 * 1024;
/// Fewer values than this are not worth a second thread.
const SMALL: usize = 16 * 1024;

/// All that is known about one table. It does not leave the process.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameSummary {
    pub rows: u64,
    pub columns: Vec<ColumnSummary>,
    /// A keyed digest of the content: names and types of the columns in their order, and the multiset of rows, whatever
    /// their order and their batches.
    pub fingerprint: [u8; 16],
    /// Tells whether two versions differ by only a few rows.
    pub row_set: RowSet,
    content: Content,
}

/// What a fingerprint is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Content {
    /// A keyed digest of the columns' names and types.
    schema: [u8; 32],
    /// Sums of two keyed hashes of each row.
    sums: [u64; 2],
}

impl Content {
    fn fingerprint(&self, rows: u64) -> [u8; 16] {
        let mut message = self.schema.to_vec();
        message.extend([rows, self.sums[0], self.sums[1]].into_iter().flat_map(u64::to_le_bytes));
        let digest = ring::digest::digest(&ring::digest::SHA256, &message);
        digest.as_ref().first_chunk().copied().unwrap_or_default()
    }
}

/// The fingerprint follows from the content.
impl Part for FrameSummary {
    fn write(&self, out: &mut Writer) {
        self.rows.write(out);
        self.columns.write(out);
        self.row_set.write(out);
        out.bytes(&self.content.schema);
        self.content.sums.iter().for_each(|sum| out.word(*sum));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let (rows, columns, row_set) = (Part::read(input)?, Vec::<ColumnSummary>::read(input)?, RowSet::read(input)?);
        let schema = input.bytes(32)?.first_chunk().copied()?;
        let content = Content { schema, sums: [input.word()?, input.word()?] };
        let whole = row_set.holds(rows) && columns.iter().all(|column| column.rows == rows);
        whole.then(|| Self { rows, columns, fingerprint: content.fingerprint(rows), row_set, content })
    }
}

impl FrameSummary {
    /// The summary of both tables' rows together; both were made under the same key.
    pub fn merge(self, other: Self) -> Result<Self, SummaryError> {
        let columns = merge_all(self.columns, other.columns)?;
        if self.content.schema != other.content.schema {
            return Err(SummaryError::Schema("they were made under different keys".to_owned()));
        }
        let (rows, mut row_set) = (self.rows + other.rows, self.row_set);
        row_set.merge(&other.row_set);
        let [a, b] = self.content.sums;
        let sums = [a.wrapping_add(other.content.sums[0]), b.wrapping_add(other.content.sums[1])];
        let content = Content { schema: self.content.schema, sums };
        Ok(Self { rows, columns, fingerprint: content.fingerprint(rows), row_set, content })
    }
}

/// Summarises every batch of a stream, in one pass over each column.
pub fn summarise(mut stream: ArrowStream, key: &SummaryKey) -> Result<FrameSummary, SummaryError> {
    let columns = stream.columns()?;
    let mut frame = Frame::new(&columns.fields, key);
    while let Some(batch) = stream.next(&columns)? {
        frame.add(&batch);
    }
    Ok(frame.finish())
}

/// A table while it is being summarised.
struct Frame {
    rows: u64,
    columns: Vec<Column>,
    row_keys: [u64; 4],
    row_set: RowSet,
    content: Content,
    /// One a thread.
    workspaces: Vec<Workspace>,
}

struct Column {
    /// Tells the columns of a row apart.
    key: u64,
    accumulator: ColumnAccumulator,
}

/// One thread's share of a block.
#[derive(Default)]
struct Workspace {
    scratch: Scratch,
    hashes: Vec<u64>,
    /// Two sums of the hashes of each row's values.
    rows: Vec<[u64; 2]>,
}

impl Frame {
    fn new(fields: &[ColumnField], key: &SummaryKey) -> Self {
        let hasher = Hasher::new(key);
        let mut schema = Vec::new();
        let mut columns: Vec<Column> = Vec::with_capacity(fields.len());
        let mut names = std::collections::HashMap::<String, u64>::new();
        for field in fields {
            let accumulator = match field {
                ColumnField::Array(field) => ColumnAccumulator::new(field, hasher),
                ColumnField::Runs { ends, values } => {
                    let dtype = ArrowDataType::Dictionary(
                        polars_arrow::datatypes::IntegerType::UInt32,
                        Box::new(values.dtype().clone()),
                        false,
                    );
                    let field = Field::new(values.name.clone(), dtype, true);
                    ColumnAccumulator::new(&field, hasher).with_type(super::column::runs_name(ends, values))
                }
                ColumnField::Opaque { name, arrow_type, .. } => {
                    ColumnAccumulator::opaque(name.clone(), arrow_type.clone(), hasher)
                }
            };
            accumulator.describe(&mut schema);
            let name = accumulator.name();
            let occurrence = names.entry(name.to_owned()).or_insert(0);
            let key = hasher.chain(hasher.bytes(name.as_bytes()), *occurrence);
            *occurrence += 1;
            columns.push(Column { key, accumulator });
        }
        let content = Content { schema: key.sign(&schema), sums: [0; 2] };
        let workspaces = (0..rayon::current_num_threads().max(1)).map(|_| Workspace::default()).collect();
        let row_keys = key.derive(b"rows").map(|word| word | 1);
        Self { rows: 0, columns, row_keys, row_set: RowSet::default(), content, workspaces }
    }

    fn add(&mut self, batch: &Batch) {
        for (column, data) in self.columns.iter_mut().zip(&batch.columns) {
            if let ColumnData::Opaque { nulls } = data {
                column.accumulator.add_opaque(batch.rows as u64, *nulls);
            }
        }
        let mut start = 0;
        while start < batch.rows {
            let to_border = BLOCK - (self.rows % BLOCK as u64) as usize;
            let rows = to_border.min(batch.rows - start);
            self.add_block(&batch.columns, start, rows);
            self.rows += rows as u64;
            start += rows;
            if rows == to_border {
                self.columns.par_iter_mut().for_each(|column| column.accumulator.end_block());
            }
        }
    }

    fn add_block(&mut self, data: &[ColumnData], start: usize, rows: usize) {
        let mut workspaces = std::mem::take(&mut self.workspaces);
        // One column after another, for whichever thread is free.
        let queue = Mutex::new(self.columns.iter_mut().zip(data));
        let work = |workspace: &mut Workspace| {
            workspace.begin(rows);
            while let Some((column, data)) = queue.lock().ok().and_then(|mut queue| queue.next()) {
                workspace.add(column, data, start, rows);
            }
        };
        if rows * data.len() < SMALL {
            workspaces.iter_mut().take(1).for_each(work);
            self.add_rows(&workspaces[0].rows);
        } else {
            workspaces.par_iter_mut().with_max_len(1).for_each(work);
            let (first, others) = workspaces.split_at_mut(1);
            for other in others {
                first[0].add_rows(&other.rows);
            }
            self.add_rows(&first[0].rows);
        }
        self.workspaces = workspaces;
    }

    fn add_rows(&mut self, rows: &[[u64; 2]]) {
        let [a, b, c, d] = self.row_keys;
        let [mut first, mut second] = self.content.sums;
        for [low, high] in rows {
            let hash = fold(fold(low ^ a, b) ^ high, c);
            let other = fold(fold(high ^ c, d) ^ low, a);
            first = first.wrapping_add(hash);
            second = second.wrapping_add(other);
            self.row_set.add(hash, other);
        }
        self.content.sums = [first, second];
    }

    fn finish(mut self) -> FrameSummary {
        let columns = std::mem::take(&mut self.columns);
        let columns = columns.into_iter().map(|column| column.accumulator.finish()).collect();
        FrameSummary {
            rows: self.rows,
            columns,
            fingerprint: self.content.fingerprint(self.rows),
            row_set: self.row_set,
            content: self.content,
        }
    }
}

impl Workspace {
    fn begin(&mut self, rows: usize) {
        self.rows.clear();
        self.rows.resize(rows, [0; 2]);
        self.hashes.resize(rows, 0);
    }

    fn add(&mut self, column: &mut Column, data: &ColumnData, start: usize, rows: usize) {
        let ColumnData::Array(array) = data else { return };
        let part = array.sliced(start, rows);
        column.accumulator.add(part.as_ref(), &mut self.hashes, &mut self.scratch);
        for (row, hash) in self.rows.iter_mut().zip(&self.hashes) {
            let product = u128::from(hash ^ column.key) * u128::from(0x9e37_79b9_7f4a_7c15 ^ column.key | 1);
            row[0] = row[0].wrapping_add(product as u64);
            row[1] = row[1].wrapping_add((product >> 64) as u64);
        }
    }

    fn add_rows(&mut self, rows: &[[u64; 2]]) {
        for (mine, theirs) in self.rows.iter_mut().zip(rows) {
            *mine = [mine[0].wrapping_add(theirs[0]), mine[1].wrapping_add(theirs[1])];
        }
    }
}
