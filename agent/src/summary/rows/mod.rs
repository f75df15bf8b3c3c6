//! What is known of a table's rows as wholes: how many repeat, which columns are missing together, and a sample of them
//! to see how columns go together.
//!
//! Rows are chosen by their keyed hash, so that neither their order nor their batches matter, and so that partial
//! summaries merge. Nearly all rows cost one comparison.

mod accumulator;
mod association;
mod cell;
mod contingency;
mod missing;
mod partial;
mod patterns;
mod sample;
#[cfg(test)]
mod tests;

pub(super) use accumulator::RowAccumulator;
pub use association::Association;
pub use missing::MissingRows;
pub use sample::{DistinctRows, RowSample, SampledColumn};

/// The rows of one table, seen as wholes. It holds values, so it never leaves the process.
#[derive(Debug, Clone, PartialEq)]
pub struct RowStatistics {
    /// Some rows, with the number of their copies.
    pub sample: RowSample,
    /// Which columns are missing together.
    pub missing: MissingRows,
}

impl RowStatistics {
    /// Adds the rows of another table.
    pub(super) fn merge(&mut self, other: &Self) {
        self.sample.merge(&other.sample);
        self.missing.merge(&other.missing);
    }

    /// Whether a table of so many rows can have these.
    pub(super) fn holds(&self, rows: u64) -> bool {
        self.sample.copies() <= rows && self.missing.incomplete() <= rows
    }
}
