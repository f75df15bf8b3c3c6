//! What changed from one version to another, from their published metadata alone.

use conspectus_metadata::{Body, Count};
use serde::Serialize;
use utoipa::ToSchema;

use super::VersionSummary;

mod dataset;
mod document;
mod figure;
mod model;
mod shift;

pub use dataset::{
    CategoryChanges, ColumnBrief, ColumnChange, CountChange, DatasetChanges, GapChange, Interval, Rename, Retyped,
};
pub use document::{DocumentChanges, Hunk, Line, LineChange, Piece};
pub use figure::FigureChanges;
pub use model::{Difference, MetricChange, ModelChanges, ParameterChange};
pub use shift::{Basis, Measure, Shift};

/// Two versions of the same kind of asset, laid beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Comparison {
    pub from: VersionSummary,
    pub to: VersionSummary,
    pub changes: Changes,
}

/// What changed, by kind of asset.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Changes {
    Dataset(Box<DatasetChanges>),
    Model(ModelChanges),
    Document(DocumentChanges),
    Figure(FigureChanges),
}

/// A value before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change<T> {
    pub from: T,
    pub to: T,
}

impl<T: PartialEq + Clone> Change<T> {
    /// The change from one to the other; none when they are equal.
    pub fn between(from: &T, to: &T) -> Option<Self> {
        (from != to).then(|| Self { from: from.clone(), to: to.clone() })
    }
}

/// What changed from one body to another; none when they are of different kinds, or notes.
pub fn compare(from: &Body, to: &Body) -> Option<Changes> {
    match (from, to) {
        (Body::Dataset(from), Body::Dataset(to)) => Some(Changes::Dataset(Box::new(dataset::compare(from, to)))),
        (Body::Model(from), Body::Model(to)) => Some(Changes::Model(model::compare(from, to))),
        (Body::Document(from), Body::Document(to)) => Some(Changes::Document(document::compare(from, to))),
        (Body::Figure(from), Body::Figure(to)) => Some(Changes::Figure(figure::compare(from, to))),
        _ => None,
    }
}

/// The least and the most rows that a published count stands for.
const fn count_bounds(count: Count) -> (u64, u64) {
    match count {
        Count::Exact(rows) => (rows, rows),
        Count::Range { at_least, at_most } => (at_least, at_most),
    }
}
