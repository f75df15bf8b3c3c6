//! Rule *neighbours*: two versions that differ by fewer than `min_cell` rows must not be told apart by their figures.

use conspectus_metadata::{CategorySummary, Column, Count, Histogram, Profile, Rule, Withheld, WithheldFigure};

use super::column::withhold_all;
use crate::summary::{FrameSummary, RowSet};

/// So many earlier figures are remembered: a notebook that goes back and forth between a sample and the whole table
/// must not show the difference to the version before last either.
const REMEMBERED: usize = 16;

/// The figures published so far for one asset, each with a private sketch of the rows they stand for. It is kept in
/// the ledger and never sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// Oldest first.
    versions: Vec<Published>,
}

#[derive(Debug, Clone, PartialEq)]
struct Published {
    profile: Profile,
    rows: RowSet,
}

impl History {
    /// Remembers figures that were published for the rows of `rows`. Repeated figures are remembered already, with the
    /// rows they were made from.
    pub fn record(&mut self, profile: &Profile, rows: &RowSet) {
        if profile.repeats_previous {
            return;
        }
        self.versions.retain(|version| version.rows != *rows || version.profile.columns != profile.columns);
        self.versions.push(Published { profile: profile.clone(), rows: rows.clone() });
        let surplus = self.versions.len().saturating_sub(REMEMBERED);
        self.versions.drain(..surplus);
    }

    /// For the ledger.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let versions: Vec<(&Profile, Vec<u8>)> =
            self.versions.iter().map(|version| (&version.profile, version.rows.to_bytes())).collect();
        serde_json::to_vec(&versions).unwrap_or_default()
    }

    /// The inverse of [`Self::to_bytes`]; `None` for bytes of another layout.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let versions: Vec<(Profile, Vec<u8>)> = serde_json::from_slice(bytes).ok()?;
        let versions = versions
            .into_iter()
            .map(|(profile, rows)| RowSet::from_bytes(&rows).map(|rows| Published { profile, rows }));
        Some(Self { versions: versions.collect::<Option<_>>()? })
    }
}

/// The fresh profile as it may be published after those of `history`.
pub(super) fn settle(mut fresh: Profile, summary: &FrameSummary, history: &History) -> Profile {
    for earlier in history.versions.iter().rev() {
        let differing = earlier.rows.difference(&summary.row_set);
        let same_columns = has_same_columns(&earlier.profile, &fresh);
        if same_columns && differing < fresh.policy.min_cell {
            if earlier.profile.policy == fresh.policy {
                return repeat(&earlier.profile, fresh, differing);
            }
            if differing > 0 {
                withhold_figures(&mut fresh);
                return fresh;
            }
        } else {
            settle_columns(&mut fresh, &earlier.profile, same_columns);
        }
    }
    fresh
}

fn has_same_columns(earlier: &Profile, fresh: &Profile) -> bool {
    earlier.columns.len() == fresh.columns.len()
        && earlier.columns.iter().zip(&fresh.columns).all(|(a, b)| a.name == b.name && a.column_type == b.column_type)
}

/// The earlier figures under the new fingerprint. Labels that are no longer asked for are left out.
fn repeat(earlier: &Profile, fresh: Profile, differing: u64) -> Profile {
    let mut profile = earlier.clone();
    let changed = differing > 0 || earlier.fingerprint != fresh.fingerprint && differs_in_content(earlier, &fresh);
    for (column, fresh) in profile.columns.iter_mut().zip(&fresh.columns) {
        if differing == 0 && relabelled(column, fresh) {
            *column = fresh.clone();
        } else if let Some(categories) = &mut column.categories
            && !fresh.categories.as_ref().is_some_and(|categories| categories.revealed)
        {
            hide_labels(categories);
            note_labels(&mut column.withheld);
        }
    }
    if changed {
        profile.repeats_previous = true;
        let gap = Withheld { figure: WithheldFigure::All, rule: Rule::Neighbours, coarsened: true };
        if !profile.withheld.contains(&gap) {
            profile.withheld.push(gap);
        }
    }
    profile.fingerprint = fresh.fingerprint;
    profile
}

/// Both fingerprints are of the same sort, and not equal.
fn differs_in_content(earlier: &Profile, fresh: &Profile) -> bool {
    match (&earlier.fingerprint, &fresh.fingerprint) {
        (Some(a), Some(b)) => a.keyed == b.keyed && a.value != b.value,
        _ => false,
    }
}

/// The same rows, now with labels, or without.
fn relabelled(earlier: &Column, fresh: &Column) -> bool {
    let revealed = |column: &Column| column.categories.as_ref().is_some_and(|categories| categories.revealed);
    revealed(earlier) != revealed(fresh)
}

fn hide_labels(categories: &mut CategorySummary) {
    categories.revealed = false;
    for item in &mut categories.items {
        item.label = None;
    }
}

fn note_labels(withheld: &mut Vec<Withheld>) {
    let gap = Withheld { figure: WithheldFigure::Labels, rule: Rule::Labels, coarsened: false };
    if !withheld.contains(&gap) {
        withheld.push(gap);
    }
}

fn withhold_figures(fresh: &mut Profile) {
    for column in &mut fresh.columns {
        withhold_all(column, Rule::Neighbours);
    }
    fresh.withheld.push(Withheld { figure: WithheldFigure::All, rule: Rule::Neighbours, coarsened: false });
}

/// Rows of tables with other columns cannot be compared, but a column that stayed can: where all its counts changed by
/// only a few rows, it says what it said before, or nothing where the number of rows changed as well.
fn settle_columns(fresh: &mut Profile, earlier: &Profile, same_columns: bool) {
    let min_cell = fresh.policy.min_cell;
    let change_in_rows = fresh.rows.abs_diff(earlier.rows);
    // With the same columns and enough rows that differ, a change in the number of rows explains itself.
    if change_in_rows >= min_cell || same_columns && change_in_rows > 0 || earlier.policy != fresh.policy {
        return;
    }
    for column in &mut fresh.columns {
        let before = earlier.columns.iter().find(|other| {
            other.name == column.name && other.column_type == column.column_type && !column.withheld_name()
        });
        let Some(before) = before.filter(|before| *before != column && is_near(before, column, min_cell)) else {
            continue;
        };
        if change_in_rows > 0 {
            withhold_all(column, Rule::Neighbours);
        } else if !relabelled(before, column) {
            *column = before.clone();
            let gap = Withheld { figure: WithheldFigure::All, rule: Rule::Neighbours, coarsened: true };
            if !column.withheld.contains(&gap) {
                column.withheld.push(gap);
            }
        }
    }
}

/// No count that both published changed by `min_cell` rows or more.
fn is_near(before: &Column, now: &Column, min_cell: u64) -> bool {
    let counts = [
        (before.nulls, now.nulls),
        (before.nan, now.nan),
        (before.infinite, now.infinite),
        (before.zeros, now.zeros),
        (before.negatives, now.negatives),
        (before.trues, now.trues),
    ];
    counts.into_iter().all(|(a, b)| change(a, b) < min_cell)
        && histograms_are_near(before.histogram.as_ref(), now.histogram.as_ref(), min_cell)
        && categories_are_near(before.categories.as_ref(), now.categories.as_ref(), min_cell)
        && before.fields.len() == now.fields.len()
        && before.fields.iter().zip(&now.fields).all(|(a, b)| is_near(a, b, min_cell))
}

fn change(before: Option<Count>, now: Option<Count>) -> u64 {
    match (before, now) {
        (Some(Count::Exact(a)), Some(Count::Exact(b))) => a.abs_diff(b),
        _ => 0,
    }
}

/// Below each edge that both have.
fn histograms_are_near(before: Option<&Histogram>, now: Option<&Histogram>, min_cell: u64) -> bool {
    let (Some(before), Some(now)) = (before, now) else { return true };
    let below = |histogram: &Histogram, edge: f64| -> Option<u64> {
        let at = histogram.edges.iter().position(|other| other.total_cmp(&edge).is_eq())?;
        Some(histogram.counts[..=at].iter().sum())
    };
    before.edges.iter().all(|edge| match (below(before, *edge), below(now, *edge)) {
        (Some(a), Some(b)) => a.abs_diff(b) < min_cell,
        _ => true,
    })
}

fn categories_are_near(before: Option<&CategorySummary>, now: Option<&CategorySummary>, min_cell: u64) -> bool {
    let (Some(before), Some(now)) = (before, now) else { return true };
    before.items.iter().zip(&now.items).all(|(a, b)| a.rows.abs_diff(b.rows) < min_cell)
        && before.other.abs_diff(now.other) < min_cell.max(1) * before.items.len().max(1) as u64
}
