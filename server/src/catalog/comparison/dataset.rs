use conspectus_metadata::{
    ColumnType, Count, Dataset, DatasetRole, PersonalClass, Policy, Semantic, Source, Withheld, WithheldFigure,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Change;

/// What changed from one table to another, from the published figures of both.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DatasetChanges {
    pub rows: Change<u64>,
    /// How many columns each has, fields of structs not counted.
    pub columns: Change<u64>,
    /// Whether the contents are the same, where both have a fingerprint made with the same key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_content: Option<bool>,
    /// True when one of the two repeats earlier figures because too few rows had changed: no change shows.
    pub repeats_previous: bool,
    pub added: Vec<ColumnBrief>,
    pub removed: Vec<ColumnBrief>,
    /// Columns that only changed their name: all their figures are the same.
    pub renamed: Vec<Rename>,
    pub retyped: Vec<Retyped>,
    /// Whether the columns both have stand in another order.
    pub reordered: bool,
    /// Columns of both whose published figures differ, most important first.
    pub changed: Vec<ColumnChange>,
    /// Columns of both whose published figures are the same.
    pub unchanged: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Change<Option<DatasetRole>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Change<Option<Source>>>,
    /// Present when the two were made under different policies: some differences may come from that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Change<Policy>>,
    /// About the tables as a whole.
    pub gaps: Vec<GapChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ColumnBrief {
    /// Path of the column: `address.city` for a field of a struct, `tags[]` for the items of a list.
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rename {
    pub from: String,
    pub to: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Retyped {
    pub name: String,
    pub from: ColumnType,
    pub to: ColumnType,
}

/// How one column's published figures differ. What is absent did not change or cannot be compared.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ColumnChange {
    /// Path of the column: `address.city` for a field of a struct, `tags[]` for the items of a list.
    pub name: String,
    /// From 0 (hardly) to 1 (another column altogether); lists are in this order.
    pub importance: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<Shift>,
    /// Share of the rows that are null, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub null_share: Option<CountChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distinct: Option<Change<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<Change<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_deviation: Option<Change<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median: Option<Change<f64>>,
    /// The published range: the outermost quantiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Change<Interval>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<CategoryChanges>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub semantic: Option<Change<Option<Semantic>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal: Option<Change<Option<PersonalClass>>>,
    pub gaps: Vec<GapChange>,
}

/// A share of the rows before and after. Where a count is only published as a range, so is the share.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CountChange {
    pub from: Interval,
    pub to: Interval,
    pub from_count: Count,
    pub to_count: Count,
}

/// Both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// How far two distributions lie apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Shift {
    pub basis: Basis,
    /// Population stability index: below 0.1 little, above 0.25 a lot.
    pub psi: Measure,
    /// Jensen-Shannon divergence to base 2, from 0 to 1.
    pub js: Measure,
    /// Kolmogorov-Smirnov distance, from 0 to 1; absent where values have no order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ks: Option<Measure>,
    /// Cells that both distributions publish alike.
    pub common_cells: u64,
}

/// What the two distributions are laid over each other on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    Histogram,
    /// Categories whose labels are revealed in both.
    Labels,
    /// Categories by rank, since their labels are withheld: a swap of two labels does not show.
    Ranks,
    Booleans,
}

/// A figure and how far the true one may lie from it because only cells are published.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Measure {
    pub value: f64,
    /// What laying unlike cells over each other may add or hide.
    pub error: f64,
    /// What two samples of these sizes show by chance when nothing changed.
    pub noise: f64,
}

/// Which revealed categories came and went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryChanges {
    /// Published only in the later version; in the earlier one absent, or too rare to publish.
    pub appeared: Vec<String>,
    /// Published only in the earlier version; in the later one absent, or too rare to publish.
    pub disappeared: Vec<String>,
}

/// A gap that opened or closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GapChange {
    pub figure: WithheldFigure,
    /// Absent when the figure was published in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Withheld>,
    /// Absent when the figure is published in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Withheld>,
}

pub fn compare(from: &Dataset, to: &Dataset) -> DatasetChanges {
    DatasetChanges {
        rows: Change { from: from.profile.rows, to: to.profile.rows },
        columns: Change { from: from.profile.columns.len() as u64, to: to.profile.columns.len() as u64 },
        same_content: None,
        repeats_previous: false,
        added: vec![],
        removed: vec![],
        renamed: vec![],
        retyped: vec![],
        reordered: false,
        changed: vec![],
        unchanged: 0,
        role: None,
        source: None,
        policy: None,
        gaps: vec![],
    }
}
