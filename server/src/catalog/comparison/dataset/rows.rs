//! How what is said of rows as wholes differs: repeats, columns missing together, columns that go together.

use std::collections::BTreeMap;

use conspectus_metadata::{AssociationMatrix, Profile};

use super::super::{Change, count_bounds};
use super::{AssociationChange, AssociationMeasure, MissingChange, RowChanges};

/// Associations that moved less are the same but for the rows of the sample.
const MOVED: f64 = 0.1;
/// Shares of the rows that moved less are no news.
const SHARE: f64 = 0.01;
/// So many of each, strongest first.
const MOST: usize = 20;

/// None when all that both say is the same.
pub fn compare(from: &Profile, to: &Profile) -> Option<RowChanges> {
    let duplicates = from.duplicate_rows.zip(to.duplicate_rows).and_then(|(before, after)| {
        let ((least, most), (least_after, most_after)) = (count_bounds(before), count_bounds(after));
        // Ranges that overlap may stand for the same number.
        (most < least_after || most_after < least).then_some(Change { from: before, to: after })
    });
    let mut associations = measured(from, to, AssociationMeasure::Pearson);
    associations.extend(measured(from, to, AssociationMeasure::CramersV));
    associations.sort_by(|a, b| (b.to - b.from).abs().total_cmp(&(a.to - a.from).abs()));
    associations.truncate(MOST);
    let changes = RowChanges { duplicates, missing: missing(from, to), associations };
    let same = changes.duplicates.is_none() && changes.missing.is_empty() && changes.associations.is_empty();
    (!same).then_some(changes)
}

/// Pairs of columns that both tables tell of, whose figure moved.
fn measured(from: &Profile, to: &Profile, measure: AssociationMeasure) -> Vec<AssociationChange> {
    let (before, after) = (pairs(from, measure), pairs(to, measure));
    before
        .into_iter()
        .filter_map(|((first, second), from)| {
            let to = *after.get(&(first, second))?;
            let (first, second) = (first.to_owned(), second.to_owned());
            ((from - to).abs() >= MOVED - 1e-9).then_some(AssociationChange { measure, first, second, from, to })
        })
        .collect()
}

/// Each figure by the names of its columns.
fn pairs(profile: &Profile, measure: AssociationMeasure) -> BTreeMap<(&str, &str), f64> {
    let matrix = profile.associations.as_ref().and_then(|all| match measure {
        AssociationMeasure::Pearson => all.pearson.as_ref(),
        AssociationMeasure::CramersV => all.cramers_v.as_ref(),
    });
    let Some(AssociationMatrix { columns, values }) = matrix else { return BTreeMap::new() };
    let names: Vec<&str> = columns.iter().map(|column| name(profile, *column)).collect();
    let pairs =
        names.iter().enumerate().flat_map(|(at, first)| names[at + 1..].iter().map(move |second| (first, second)));
    pairs
        .zip(values)
        .filter_map(|((first, second), value)| value.map(|value| ((*first.min(second), *first.max(second)), value)))
        .collect()
}

fn name(profile: &Profile, column: u32) -> &str {
    profile.columns.get(column as usize).map_or("", |column| column.name.as_str())
}

/// Sets of columns whose share of the rows moved; only what is told in full on both sides.
fn missing(from: &Profile, to: &Profile) -> Vec<MissingChange> {
    let (Some(before), Some(after)) = (shares(from), shares(to)) else { return Vec::new() };
    let share =
        |shares: &BTreeMap<Vec<String>, f64>, columns: &Vec<String>| shares.get(columns).copied().unwrap_or(0.0);
    let mut all: Vec<&Vec<String>> = before.keys().chain(after.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let change = |columns: &Vec<String>| MissingChange {
        columns: columns.clone(),
        from: share(&before, columns),
        to: share(&after, columns),
    };
    let mut changes: Vec<MissingChange> = all.into_iter().map(change).collect();
    changes.retain(|change| (change.from - change.to).abs() >= SHARE);
    changes.sort_by(|a, b| (b.to - b.from).abs().total_cmp(&(a.to - a.from).abs()));
    changes.truncate(MOST);
    changes
}

/// The share of the rows that miss exactly these columns; none where some are left open or no row is counted.
fn shares(profile: &Profile) -> Option<BTreeMap<Vec<String>, f64>> {
    let missing = profile.missing.as_ref().filter(|_| profile.rows > 0)?;
    if missing.patterns.iter().any(|pattern| !pattern.mixed.is_empty()) {
        return None;
    }
    let named = |columns: &[u32]| columns.iter().map(|column| name(profile, *column).to_owned()).collect();
    let patterns = missing.patterns.iter();
    Some(patterns.map(|pattern| (named(&pattern.columns), pattern.rows as f64 / profile.rows as f64)).collect())
}
