//! The rows with the smallest keyed hashes, each with the number of its copies.

use super::cell::Words;

/// The most different rows that are kept.
pub(super) const ROWS: usize = 16_384;
/// The most values that are kept, 8 MiB of them.
const VALUES: usize = 1 << 20;

/// A sample of the different rows of a table, with all their copies.
#[derive(Debug, Clone, PartialEq)]
pub struct RowSample {
    pub(super) columns: Vec<SampledColumn>,
    /// Rows whose hash is larger are not in the sample.
    pub(super) limit: u64,
    /// In the order of their hashes.
    pub(super) rows: Vec<SampledRow>,
    /// The values of the rows, those of one row together.
    pub(super) values: Vec<u64>,
}

/// A column whose values are sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampledColumn {
    /// Its position in the table.
    pub column: usize,
    pub(super) words: Words,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SampledRow {
    pub(super) hash: u64,
    pub(super) copies: u64,
}

/// How many rows are different from all rows before them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DistinctRows {
    /// Exact, or the best estimate.
    pub rows: f64,
    /// One standard deviation of the estimate; zero where it is exact.
    pub error: f64,
}

impl RowSample {
    pub(super) fn new(columns: Vec<SampledColumn>) -> Self {
        Self { columns, limit: u64::MAX, rows: Vec::new(), values: Vec::new() }
    }

    /// How many rows it holds at most.
    pub(super) fn capacity(&self) -> usize {
        VALUES.checked_div(self.columns.len()).map_or(ROWS, |rows| rows.clamp(1, ROWS))
    }

    /// The values of the row at a place.
    pub(super) fn values_at(&self, row: usize) -> &[u64] {
        let width = self.columns.len();
        self.values.get(row * width..(row + 1) * width).unwrap_or_default()
    }

    /// How many rows of the table it stands for, copies included.
    pub fn copies(&self) -> u64 {
        self.rows.iter().fold(0, |sum, row| sum.saturating_add(row.copies))
    }

    /// Whether every row of the table is in it.
    pub const fn is_whole(&self) -> bool {
        self.limit == u64::MAX
    }

    /// How many of the table's `rows` rows are different.
    ///
    /// The hashes tell in two ways: by how densely the smallest ones lie, and by how many copies the rows of the sample
    /// have. The second is far better where few rows repeat, the first where few rows make up most copies.
    pub fn distinct(&self, rows: u64) -> DistinctRows {
        let kept = self.rows.len() as f64;
        if self.is_whole() || self.rows.is_empty() {
            return DistinctRows { rows: kept, error: 0.0 };
        }
        let share = (self.limit as f64 + 1.0) / 2f64.powi(64);
        let dense = DistinctRows { rows: (kept - 1.0) / share, error: (kept - 1.0) / share / kept.sqrt() };
        let surplus = |row: &SampledRow| row.copies.saturating_sub(1) as f64;
        let repeated: f64 = self.rows.iter().map(surplus).sum();
        let spread = self.rows.iter().map(|row| surplus(row).powi(2)).sum::<f64>().sqrt();
        let copied = DistinctRows { rows: rows as f64 - repeated / share, error: spread.max(1.0) / share };
        let agree = (dense.rows - copied.rows).abs() <= 4.0 * (dense.error + copied.error);
        if agree && copied.error < dense.error { copied } else { dense }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let (mine, theirs) = (std::mem::replace(self, Self::new(self.columns.clone())), other);
        self.limit = mine.limit.min(theirs.limit);
        let (mut left, mut right) = (0, 0);
        loop {
            let (a, b) = (mine.rows.get(left), theirs.rows.get(right));
            let (hash, from, at) = match (a, b) {
                (Some(a), Some(b)) if b.hash < a.hash => (b.hash, theirs, right),
                (Some(a), _) => (a.hash, &mine, left),
                (None, Some(b)) => (b.hash, theirs, right),
                (None, None) => break,
            };
            if hash > self.limit {
                break;
            }
            self.values.extend_from_slice(from.values_at(at));
            let mut copies = 0;
            for (row, place) in [(a, &mut left), (b, &mut right)] {
                if let Some(row) = row.filter(|row| row.hash == hash) {
                    copies += row.copies;
                    *place += 1;
                }
            }
            self.rows.push(SampledRow { hash, copies });
        }
        self.cut();
    }

    /// Back to the capacity. The rows are in the order of their hashes.
    pub(super) fn cut(&mut self) {
        let capacity = self.capacity();
        if self.rows.len() > capacity {
            self.rows.truncate(capacity);
            self.values.truncate(capacity * self.columns.len());
            self.limit = self.rows[capacity - 1].hash;
        }
    }
}
