use conspectus_metadata::{
    ColumnType, Count, Dataset, DatasetRole, Fingerprint, Granularity, PersonalClass, Policy, Semantic, Source,
    Withheld, WithheldFigure,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Change, Shift};

mod column;
mod pairs;
mod rows;
#[cfg(test)]
mod tests;

/// What changed from one table to another, from the published figures of both.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DatasetChanges {
    pub rows: Change<u64>,
    /// How many columns each has, fields of structs not counted.
    pub columns: Change<u64>,
    /// Whether the contents are the same, where both have a fingerprint made with the same key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_content: Option<bool>,
    /// True when either repeats the figures of the version before it, because fewer rows than a published cell had
    /// changed: the tables may differ a little where nothing shows.
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
    /// What is said of rows as wholes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub across: Option<RowChanges>,
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
    /// Share of the rows that are not a number, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nan_share: Option<CountChange>,
    /// Share of the rows that are zero, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zero_share: Option<CountChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distinct: Option<Change<u64>>,
    /// Of text, binary and lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_length: Option<Change<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<Change<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_deviation: Option<Change<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skewness: Option<Change<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granularity: Option<Change<Granularity>>,
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

/// How what is said of rows as wholes differs, as far as both sides tell it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RowChanges {
    /// Rows that equal another row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<Change<Count>>,
    /// Sets of columns that are missing together more or less often, by at least a hundredth of the rows.
    pub missing: Vec<MissingChange>,
    /// Pairs of columns whose association moved by at least a tenth, most first.
    pub associations: Vec<AssociationChange>,
}

/// The share of the rows that miss exactly these columns; with no column, of complete rows.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MissingChange {
    pub columns: Vec<String>,
    pub from: f64,
    pub to: f64,
}

/// How two columns go together before and after.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AssociationChange {
    pub measure: AssociationMeasure,
    pub first: String,
    pub second: String,
    pub from: f64,
    pub to: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AssociationMeasure {
    Pearson,
    CramersV,
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

/// What changed from one table to another.
pub fn compare(from: &Dataset, to: &Dataset) -> DatasetChanges {
    let (before, after) = (&from.profile, &to.profile);
    let mut pairs = pairs::Pairs::of(&before.columns, &after.columns);
    let both = pairs.both.len();
    let mut changed: Vec<ColumnChange> = std::mem::take(&mut pairs.both)
        .into_iter()
        .filter_map(|pair| column::compare(pair, (before.rows, after.rows)))
        .collect();
    changed.sort_by(|left, right| right.importance.total_cmp(&left.importance));
    DatasetChanges {
        rows: Change { from: before.rows, to: after.rows },
        columns: Change { from: before.columns.len() as u64, to: after.columns.len() as u64 },
        same_content: same_content(before.fingerprint.as_ref(), after.fingerprint.as_ref()),
        repeats_previous: before.repeats_previous || after.repeats_previous,
        added: pairs.added,
        removed: pairs.removed,
        renamed: pairs.renamed,
        retyped: pairs.retyped,
        reordered: pairs.reordered,
        unchanged: (both - changed.len()) as u64,
        changed,
        across: rows::compare(before, after),
        role: Change::between(&from.role, &to.role),
        source: Change::between(&from.source, &to.source),
        policy: Change::between(&before.policy, &after.policy),
        gaps: gaps(&before.withheld, &after.withheld),
    }
}

/// Keyed fingerprints that differ may only have different keys; plain ones that differ say that the contents do.
fn same_content(from: Option<&Fingerprint>, to: Option<&Fingerprint>) -> Option<bool> {
    let (from, to) = (from?, to?);
    match (from == to, from.keyed || to.keyed) {
        (true, _) => Some(true),
        (false, false) => Some(false),
        (false, true) => None,
    }
}

/// The gaps that are not the same on both sides, by figure.
fn gaps(from: &[Withheld], to: &[Withheld]) -> Vec<GapChange> {
    let of = |withheld: &[Withheld], figure: WithheldFigure| {
        withheld.iter().filter(|gap| gap.figure == figure).cloned().collect::<Vec<_>>()
    };
    let mut figures: Vec<WithheldFigure> = Vec::new();
    for gap in from.iter().chain(to) {
        if !figures.contains(&gap.figure) {
            figures.push(gap.figure);
        }
    }
    figures
        .into_iter()
        .filter_map(|figure| {
            let (before, after) = (of(from, figure), of(to, figure));
            let change = GapChange { figure, from: before.first().cloned(), to: after.first().cloned() };
            (before != after).then_some(change)
        })
        .collect()
}
