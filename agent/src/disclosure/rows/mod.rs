//! The rows as wholes: how many repeat, which columns they miss together, and how columns go together.

mod associations;
mod missing;

use conspectus_metadata::{Column, Count, Policy, Profile, Rule, Semantic, Withheld, WithheldFigure, grid, violations};

use super::cells::few;
use super::gaps::Gaps;
use super::scope::Scope;
use crate::summary::FrameSummary;

/// Estimates are given as a range of so many standard deviations to either side.
const DEVIATIONS: f64 = 3.0;
/// An estimate with an error of less than this share is given as one number.
const SURE: f64 = 0.05;

/// Fills in what may be said about the rows of a table whose columns are published.
pub(super) fn publish(summary: &FrameSummary, scope: &Scope, profile: &mut Profile, gaps: &mut Gaps) {
    profile.duplicate_rows = Some(duplicates(summary, scope, gaps));
    profile.missing = missing::publish(summary, &profile.columns, scope, gaps);
    profile.associations = associations::publish(summary, &profile.columns, scope, gaps);
}

/// Leaves out what no longer fits the columns, some of which may repeat earlier figures or be silent by now.
pub(super) fn keep(profile: &mut Profile, policy: &Policy) {
    for figure in [WithheldFigure::Missing, WithheldFigure::Associations, WithheldFigure::DuplicateRows] {
        let told = match figure {
            _ if !violations::rows_at_fault(profile, policy) => false,
            WithheldFigure::Missing => profile.missing.take().is_some(),
            WithheldFigure::Associations => profile.associations.take().is_some(),
            _ => profile.duplicate_rows.take().is_some(),
        };
        if told {
            let gap = Withheld { figure, rule: Rule::Neighbours, coarsened: false };
            if !profile.withheld.contains(&gap) {
                profile.withheld.push(gap);
            }
        }
    }
}

/// Whether rows may be told apart by this column: neither personal data nor an identifier nor withheld.
fn is_open(column: &Column) -> bool {
    let silent = column.withheld.iter().any(|gap| gap.figure == WithheldFigure::All);
    column.personal.is_none() && column.semantic != Some(Semantic::Identifier) && !silent
}

/// Rows that equal a row before them.
fn duplicates(summary: &FrameSummary, scope: &Scope, gaps: &mut Gaps) -> Count {
    let distinct = summary.row_statistics.sample.distinct(summary.rows);
    let repeated = (summary.rows as f64 - distinct.rows).max(0.0);
    if distinct.error <= 0.0 && scope.is_small(repeated as u64) {
        gaps.coarsen(WithheldFigure::DuplicateRows, Rule::Cells);
        return few(scope);
    }
    // Rounded down, so that it never leaves fewer different rows than there are.
    let number = |x: f64| grid::floor_significant(x.clamp(0.0, summary.rows as f64), 2) as u64;
    let reach = DEVIATIONS * distinct.error;
    if distinct.error > 0.0 && repeated * SURE < distinct.error {
        gaps.coarsen(WithheldFigure::DuplicateRows, Rule::Distinct);
        let most = (grid::ceil_significant(repeated + reach, 2) as u64).max(scope.min_cell).min(summary.rows);
        let least = number(repeated - reach).min(most.saturating_sub(scope.min_cell));
        return Count::Range { at_least: if scope.is_small(least) { 0 } else { least }, at_most: most };
    }
    let published = number(repeated);
    if scope.is_small(published) {
        gaps.coarsen(WithheldFigure::DuplicateRows, Rule::Cells);
        return few(scope);
    }
    if distinct.error > 0.0 || published != repeated as u64 {
        gaps.coarsen(WithheldFigure::DuplicateRows, Rule::Distinct);
    }
    Count::Exact(published)
}
