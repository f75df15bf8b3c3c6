//! Arrow batches -> mergeable column summaries.
//!
//! Nothing in this module implements `Serialize`: what it computes is as sensitive as the data, and leaves only through
//! `disclosure`.
//!
//! A table is cut into blocks of rows; within a block each column is one task. A value becomes a double and a keyed
//! hash; a small table counts values that repeat, and only what it does not hold goes on to exact sums, a grid of
//! counts and registers for distinct values. All of these are sums, maxima or sets, so that neither batches nor
//! threads nor the order of rows change a figure; `docs/performance.md` has the measurements.

mod census;
mod column;
mod distribution;
mod error;
mod frame;
mod hash;
mod key;
mod lanes;
mod number;
mod partial;
mod pass;
mod personal;
mod row_set;
mod rows;
mod sample;
mod stream;
mod summariser;
#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these figures are exact")]
mod tests;
mod text;

pub use column::{ColumnSummary, Values};
pub use distribution::Distribution;
pub use error::SummaryError;
pub use frame::FrameSummary;
pub use key::SummaryKey;
pub use number::NumberSummary;
pub use pass::Pass;
pub use personal::{Evidence, PatternCounts, names_a_person};
pub use row_set::RowSet;
pub use rows::{Association, DistinctRows, MissingRows, RowSample, RowStatistics, SampledColumn};
pub use stream::{ArrowStream, Batch, Columns, Footprint, Memory, hush};
pub use summariser::{Summariser, summarise};
pub use text::{TextEncoding, TextSummary};
