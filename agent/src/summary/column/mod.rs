mod accumulator;
mod bytes;
mod dictionary;
mod fixed;
mod kind;
mod load;
mod nested;
mod partial;

pub(super) use accumulator::{ColumnAccumulator, Scratch};
pub(super) use bytes::Present;
pub(super) use kind::{runs_name, type_name};
pub(super) use load::whole_numbers;
pub(super) use nested::masked;

use conspectus_metadata::TypeFamily;

use super::{NumberSummary, SummaryError, TextSummary};

/// All that is known about one column.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, PartialEq)]
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

impl ColumnSummary {
    /// The summary of both sides' rows.
    pub(super) fn merge(self, other: Self) -> Result<Self, SummaryError> {
        let differs = || SummaryError::Schema(format!("column of type {} and {}", self.arrow_type, other.arrow_type));
        if self.name != other.name || self.arrow_type != other.arrow_type {
            return Err(differs());
        }
        let values = match (self.values, other.values) {
            (Values::Uncounted, Values::Uncounted) => Values::Uncounted,
            (Values::Boolean { trues }, Values::Boolean { trues: more }) => Values::Boolean { trues: trues + more },
            (Values::Number(a), Values::Number(b)) => Values::Number(Box::new(a.merge(*b))),
            (Values::Text(a), Values::Text(b)) => Values::Text(Box::new(a.merge(*b))),
            (Values::Binary(a), Values::Binary(b)) => Values::Binary(Box::new(a.merge(*b))),
            (Values::List { lengths: a, item: x }, Values::List { lengths: b, item: y }) => {
                Values::List { lengths: Box::new(a.merge(*b)), item: Box::new(x.merge(*y)?) }
            }
            (Values::Struct(a), Values::Struct(b)) => Values::Struct(merge_all(a, b)?),
            _ => return Err(SummaryError::Schema(format!("columns of type {}", self.arrow_type))),
        };
        let (rows, nulls) = (self.rows + other.rows, self.nulls + other.nulls);
        Ok(Self { name: self.name, arrow_type: self.arrow_type, family: self.family, rows, nulls, values })
    }
}

/// Merges column by column.
pub(super) fn merge_all(a: Vec<ColumnSummary>, b: Vec<ColumnSummary>) -> Result<Vec<ColumnSummary>, SummaryError> {
    if a.len() != b.len() {
        return Err(SummaryError::Schema(format!("{} and {} columns", a.len(), b.len())));
    }
    a.into_iter().zip(b).map(|(a, b)| a.merge(b)).collect()
}
