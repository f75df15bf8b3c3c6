use std::ops::Range;
use std::sync::Mutex;

use polars_arrow::datatypes::{ArrowDataType, Field, IntegerType};
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::column::{ColumnAccumulator, ColumnSummary, Scratch};
use super::frame::Content;
use super::hash::{Hasher, mix};
use super::lanes::vectorised;
use super::rows::RowAccumulator;
use super::stream::{Batch, ColumnData, ColumnField, Columns};
use super::{ArrowStream, FrameSummary, RowSet, SummaryError, SummaryKey};

/// Rows that every column adds before the next ones. Texts reconsider there how they count, so that batches are cut at
/// multiples of it.
const BLOCK: usize = 64 * 1024;
/// Blocks of a table's only column that are added at the same time.
const TOGETHER: usize = 4;
/// Rows that go to the whole-row statistics at a time.
const SAMPLED: usize = 8 * 1024;
/// Fewer values than this are not worth a second thread.
const SMALL: usize = 16 * 1024;

/// Summarises every batch of a stream, in one pass over each column.
pub fn summarise(mut stream: ArrowStream, key: &SummaryKey) -> Result<FrameSummary, SummaryError> {
    let columns = stream.columns()?;
    let mut summariser = Summariser::new(&columns, key);
    while let Some(batch) = stream.next(&columns)? {
        summariser.add(&batch);
    }
    Ok(summariser.finish())
}

/// A table while it is being summarised, batch by batch.
pub struct Summariser {
    rows: u64,
    columns: Vec<Column>,
    /// The only column of a table once more, so that several of its blocks can be added at a time. Which block goes
    /// where depends on its place alone.
    more: Vec<Column>,
    row_keys: [u64; 4],
    row_hashes: Vec<u64>,
    row_set: RowSet,
    row_statistics: RowAccumulator,
    content: Content,
    /// One a thread.
    workspaces: Vec<Workspace>,
    /// Asked before each column of a block; the columns that are left are not added then, and the summary is void.
    is_short: fn() -> bool,
}

struct Column {
    /// Tells the columns of a row apart.
    key: u64,
    accumulator: ColumnAccumulator,
}

/// Rows of a batch that lie in one block.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    rows: usize,
    /// Whether the block ends with them.
    ends: bool,
}

/// One thread's share of a block.
#[derive(Default)]
struct Workspace {
    scratch: Scratch,
    hashes: Vec<u64>,
    /// The sum of the hashes of each row's values, each times its column's key.
    rows: Vec<u64>,
}

impl Summariser {
    /// Batches that are cut at multiples of so many rows are summarised fastest.
    pub(super) const BLOCK: usize = BLOCK;

    /// For the batches of streams with these columns.
    pub fn new(columns: &Columns, key: &SummaryKey) -> Self {
        let fields = &columns.fields;
        let hasher = Hasher::new(key);
        let columns: Vec<Column> = begin_columns(fields, hasher);
        let more = if fields.len() == 1 {
            (1..TOGETHER).flat_map(|_| begin_columns(fields, hasher)).collect()
        } else {
            Vec::new()
        };
        let mut schema = Vec::new();
        for column in &columns {
            column.accumulator.describe(&mut schema);
        }
        let content = Content { schema: key.sign(&schema), sums: [0; 2] };
        let workspaces = rayon::current_num_threads().max(1 + more.len());
        let workspaces = (0..workspaces).map(|_| Workspace::default()).collect();
        let row_keys = key.derive(b"rows").map(|word| word | 1);
        Self {
            rows: 0,
            columns,
            more,
            row_keys,
            row_hashes: Vec::new(),
            row_set: RowSet::default(),
            row_statistics: RowAccumulator::new(fields, hasher, None),
            content,
            workspaces,
            is_short: || false,
        }
    }

    /// Ends early when memory is short.
    pub(super) fn watching_memory(self, is_short: fn() -> bool) -> Self {
        Self { is_short, ..self }
    }

    /// How many rows were added so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds the rows of one batch.
    pub fn add(&mut self, batch: &Batch) {
        self.add_rows(batch, 0..batch.rows);
        self.end_batch(batch);
    }

    /// Adds some rows of a batch. The first ones are added first, and [`Self::end_batch`] follows on the last ones.
    pub(super) fn add_rows(&mut self, batch: &Batch, rows: Range<usize>) {
        let mut parts = self.parts(rows).into_iter().peekable();
        while let Some(part) = parts.next() {
            if self.more.is_empty() {
                self.add_block(&batch.columns, part);
            } else {
                let mut together = vec![part];
                while together.len() < TOGETHER && parts.peek().is_some() {
                    together.extend(parts.next());
                }
                self.add_together(&batch.columns, &together);
            }
        }
    }

    /// Takes from a batch whose rows were added what must not be forgotten with it.
    pub(super) fn end_batch(&mut self, batch: &Batch) {
        for (column, data) in self.columns.iter_mut().zip(&batch.columns) {
            if let ColumnData::Opaque { nulls } = data {
                column.accumulator.add_opaque(batch.rows as u64, *nulls);
            }
        }
        self.row_statistics.end_batch(&batch.columns);
    }

    /// Where these rows are cut.
    fn parts(&self, rows: Range<usize>) -> Vec<Part> {
        let mut to_border = BLOCK - (self.rows % BLOCK as u64) as usize;
        let (mut parts, mut start) = (Vec::new(), rows.start);
        while start < rows.end {
            let taken = to_border.min(rows.end - start);
            parts.push(Part { start, rows: taken, ends: taken == to_border });
            start += taken;
            to_border = BLOCK;
        }
        parts
    }

    /// Adds parts of successive blocks of the only column.
    fn add_together(&mut self, data: &[ColumnData], parts: &[Part]) {
        let Some(data) = data.first() else { return };
        let mut workspaces = std::mem::take(&mut self.workspaces);
        let mut columns: Vec<_> = self.columns.iter_mut().chain(&mut self.more).map(Some).collect();
        let first = (self.rows / BLOCK as u64) as usize;
        let mut tasks = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            tasks.extend(columns[(first + at) % TOGETHER].take().map(|column| (part, column)));
        }
        let add = |((part, column), workspace): ((&Part, &mut Column), &mut Workspace)| {
            workspace.begin(part.rows);
            workspace.add(column, data, *part);
        };
        if let [part] = parts
            && part.rows < SMALL
        {
            tasks.into_iter().zip(&mut workspaces).for_each(add);
        } else {
            tasks.into_par_iter().zip(&mut workspaces).with_max_len(1).for_each(add);
        }
        for (part, workspace) in parts.iter().zip(&workspaces) {
            self.finish_rows(&workspace.rows, std::slice::from_ref(data), part.start);
        }
        self.workspaces = workspaces;
    }

    fn add_block(&mut self, data: &[ColumnData], part: Part) {
        let Part { start, rows, .. } = part;
        let mut workspaces = std::mem::take(&mut self.workspaces);
        // One column after another, for whichever thread is free, those that take long before the others.
        let mut columns: Vec<_> = self.columns.iter_mut().zip(data).collect();
        columns.sort_by_key(|(column, _)| column.accumulator.effort());
        let queue = Mutex::new(columns);
        let is_short = self.is_short;
        let next = || queue.lock().ok().filter(|_| !is_short()).and_then(|mut queue| queue.pop());
        let work = |workspace: &mut Workspace| {
            workspace.begin(rows);
            while let Some((column, data)) = next() {
                workspace.add(column, data, part);
            }
        };
        if rows * data.len() < SMALL {
            workspaces.iter_mut().take(1).for_each(work);
            self.finish_rows(&workspaces[0].rows, data, start);
        } else {
            workspaces.par_iter_mut().with_max_len(1).for_each(work);
            let (first, others) = workspaces.split_at_mut(1);
            for other in others {
                first[0].add_rows(&other.rows);
            }
            self.finish_rows(&first[0].rows, data, start);
        }
        self.workspaces = workspaces;
    }

    /// Adds rows as wholes, by the sums of their values' hashes.
    fn finish_rows(&mut self, rows: &[u64], data: &[ColumnData], start: usize) {
        self.rows += rows.len() as u64;
        self.row_hashes.resize(rows.len(), 0);
        let sums = hash_rows(rows, self.row_keys, &mut self.row_hashes);
        self.content.sums = [0, 1].map(|at| self.content.sums[at].wrapping_add(sums[at]));
        self.row_set.add(&self.row_hashes);
        // In small steps, so that the sample of rows need not grow far beyond its size before it shrinks.
        for (hashes, start) in self.row_hashes.chunks(SAMPLED).zip((start..).step_by(SAMPLED)) {
            self.row_statistics.add_block(hashes, data, start);
        }
    }

    /// The summary of all rows that were added.
    pub fn finish(mut self) -> FrameSummary {
        let finished = |columns: Vec<Column>| -> Vec<ColumnSummary> {
            columns.into_par_iter().map(|column| column.accumulator.finish()).collect()
        };
        let mut columns = finished(std::mem::take(&mut self.columns));
        for part in finished(std::mem::take(&mut self.more)) {
            let merged = columns.pop().map(|column| column.merge(part).expect("parts of one column"));
            columns.extend(merged);
        }
        FrameSummary {
            rows: self.rows,
            columns,
            fingerprint: self.content.fingerprint(self.rows),
            row_set: self.row_set,
            row_statistics: self.row_statistics.finish(),
            content: self.content,
        }
    }
}

fn begin_columns(fields: &[ColumnField], hasher: Hasher) -> Vec<Column> {
    let mut names = std::collections::HashMap::<String, u64>::new();
    let column = |field: &ColumnField| {
        let accumulator = begin(field, hasher);
        let name = accumulator.name();
        let occurrence = names.entry(name.to_owned()).or_insert(0);
        let key = hasher.chain(hasher.bytes(name.as_bytes()), *occurrence);
        *occurrence += 1;
        Column { key, accumulator }
    };
    fields.iter().map(column).collect()
}

fn begin(field: &ColumnField, hasher: Hasher) -> ColumnAccumulator {
    match field {
        ColumnField::Array(field) => ColumnAccumulator::new(field, hasher),
        ColumnField::Runs { ends, values } => {
            let dtype = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(values.dtype().clone()), false);
            let field = Field::new(values.name.clone(), dtype, true);
            ColumnAccumulator::new(&field, hasher).with_type(super::column::runs_name(ends, values))
        }
        ColumnField::Opaque { name, arrow_type, .. } => {
            ColumnAccumulator::opaque(name.clone(), arrow_type.clone(), hasher)
        }
    }
}

impl Workspace {
    fn begin(&mut self, rows: usize) {
        self.rows.clear();
        self.rows.resize(rows, 0);
        self.hashes.resize(rows, 0);
    }

    fn add(&mut self, column: &mut Column, data: &ColumnData, part: Part) {
        let ColumnData::Array(array) = data else { return };
        let values = array.sliced(part.start, part.rows);
        column.accumulator.add(values.as_ref(), &mut self.hashes, &mut self.scratch);
        add_column(&mut self.rows, &self.hashes, column.key | 1);
        if part.ends {
            column.accumulator.end_block();
        }
    }

    fn add_rows(&mut self, rows: &[u64]) {
        for (mine, theirs) in self.rows.iter_mut().zip(rows) {
            *mine = mine.wrapping_add(*theirs);
        }
    }
}

vectorised! {
    fn add_column(rows: &mut [u64], hashes: &[u64], key: u64) {
        for (row, hash) in rows.iter_mut().zip(hashes) {
            *row = row.wrapping_add(hash.wrapping_mul(key));
        }
    }
}

vectorised! {
    /// Writes a keyed hash of each row, and returns the sums of two of them.
    fn hash_rows(rows: &[u64], keys: [u64; 4], hashes: &mut [u64]) -> [u64; 2] {
        let [a, b, c, d] = keys;
        let (mut first, mut second) = (0u64, 0u64);
        for (row, hash) in rows.iter().zip(hashes) {
            *hash = mix(row ^ a, b, d);
            first = first.wrapping_add(*hash);
            second = second.wrapping_add(mix(row ^ c, d, b));
        }
        [first, second]
    }
}
