//! What holds for whole rows: repeats, patterns of missing values, columns that go together.

use super::partial::fields;
use super::stream::{ColumnData, ColumnField};

/// What is known of the rows of a table. Neither their order nor blocks nor threads change it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct RowStatistics {
    rows: u64,
}

fields!(RowStatistics: rows);

impl RowStatistics {
    pub(super) fn new(_fields: &[ColumnField]) -> Self {
        Self::default()
    }

    /// Adds the rows from `start` on of a batch's columns, with one keyed 64-bit hash for each of these rows.
    pub(super) fn add_block(&mut self, _row_hashes: &[u64], _columns: &[ColumnData], _start: usize, rows: usize) {
        self.rows += rows as u64;
    }

    /// Adds the rows of another table.
    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
    }
}
