//! Which columns are missing together, so that no subset of the rows that can be worked out is a few.
//!
//! The rows are cut in two by whether a column is missing, the parts again, and so on. A part is described by the
//! columns that all of its rows miss and those that all of its rows have; of the others it is open who misses them. So
//! the parts never overlap, and any way of missing the open columns is possible within each. Then all that can be added
//! up exactly is the size of parts, and, for each column, the rows that miss it in all the parts where it is open,
//! because its number of missing values is published too. Both are zero or at least `min_cell`, and so is what is left.

use std::collections::BTreeSet;

use conspectus_metadata::{Column, Count, MissingPattern, MissingPatterns, Rule, WithheldFigure};

use super::super::gaps::Gaps;
use super::super::scope::Scope;
use crate::summary::FrameSummary;

/// The most parts.
const PARTS: usize = 20;

/// Rows that miss these columns, and no other.
type Pattern<'a> = (&'a [u32], u64);

/// `None` where there is nothing to be said beyond the columns' own numbers of missing values.
pub(super) fn publish(
    summary: &FrameSummary,
    columns: &[Column],
    scope: &Scope,
    gaps: &mut Gaps,
) -> Option<MissingPatterns> {
    let mut open = candidates(summary, columns, scope);
    if open.len() < 2 {
        return None;
    }
    let Some(patterns) = summary.row_statistics.missing.patterns() else {
        gaps.withhold(WithheldFigure::Missing, Rule::Cells);
        return None;
    };
    let mut patterns: Vec<Pattern<'_>> = patterns.collect();
    let incomplete: u64 = patterns.iter().map(|(_, rows)| rows).sum();
    patterns.push((&[], summary.rows.saturating_sub(incomplete)));
    retain_counted(&mut open, &patterns, summary);
    while open.len() > 1 {
        let parts = cut(&patterns, &open, scope);
        let telling = telling(&parts, &open, scope);
        if telling.is_empty() {
            if parts.iter().any(|part| !part.open().is_empty()) {
                gaps.coarsen(WithheldFigure::Missing, Rule::Cells);
            }
            return Some(described(&parts, open));
        }
        gaps.coarsen(WithheldFigure::Missing, Rule::Cells);
        open.retain(|column| !telling.contains(column));
    }
    gaps.withhold(WithheldFigure::Missing, Rule::Cells);
    None
}

/// Columns some of whose values are missing, how many is published exactly.
fn candidates(summary: &FrameSummary, columns: &[Column], scope: &Scope) -> BTreeSet<u32> {
    let partly = |column: &Column| {
        let rest = |nulls: u64| summary.rows.saturating_sub(nulls);
        let told = |nulls: u64| nulls >= scope.min_cell && rest(nulls) >= scope.min_cell;
        super::is_open(column) && matches!(column.nulls, Some(Count::Exact(nulls)) if told(nulls))
    };
    (0..).zip(columns).filter(|(_, column)| partly(column)).map(|(at, _)| at).collect()
}

/// A dictionary may hide missing values among its own: such a column cannot take part.
fn retain_counted(open: &mut BTreeSet<u32>, patterns: &[Pattern<'_>], summary: &FrameSummary) {
    let mut counted = vec![0; summary.columns.len()];
    for (columns, rows) in patterns {
        columns.iter().for_each(|column| counted[*column as usize] += rows);
    }
    open.retain(|column| counted[*column as usize] == summary.columns[*column as usize].nulls);
}

/// Some rows, and how they miss the open columns.
struct Part<'a> {
    patterns: Vec<Pattern<'a>>,
    rows: u64,
    /// Beside each column that takes part, the rows that miss it.
    missing: Vec<(u32, u64)>,
}

impl<'a> Part<'a> {
    fn new(patterns: Vec<Pattern<'a>>, open: &BTreeSet<u32>) -> Self {
        let mut counts: Vec<(u32, u64)> = open.iter().map(|column| (*column, 0)).collect();
        for (columns, rows) in &patterns {
            for column in *columns {
                if let Ok(at) = counts.binary_search_by_key(column, |(column, _)| *column) {
                    counts[at].1 += rows;
                }
            }
        }
        let rows = patterns.iter().map(|(_, rows)| rows).sum();
        Self { patterns, rows, missing: counts }
    }

    /// Columns that only some of the rows miss.
    fn open(&self) -> Vec<(u32, u64)> {
        self.missing.iter().filter(|(_, missing)| (1..self.rows).contains(missing)).copied().collect()
    }

    /// The column that cuts it most evenly, with the size of the smaller piece.
    fn best_cut(&self, scope: &Scope) -> Option<(u64, u32)> {
        let smaller = |(column, missing): &(u32, u64)| (*missing.min(&(self.rows - missing)), *column);
        let cuts = self.missing.iter().map(smaller).filter(|(smaller, _)| *smaller >= scope.min_cell);
        cuts.min_by_key(|(smaller, column)| (std::cmp::Reverse(*smaller), *column))
    }
}

/// Cuts where the smaller piece is largest, again and again.
fn cut<'a>(patterns: &[Pattern<'a>], open: &BTreeSet<u32>, scope: &Scope) -> Vec<Part<'a>> {
    let mut parts = vec![Part::new(patterns.to_vec(), open)];
    while parts.len() < PARTS {
        let cuts = parts.iter().enumerate().filter_map(|(at, part)| Some((at, part.best_cut(scope)?)));
        let Some((at, (_, column))) = cuts.max_by_key(|(at, (smaller, _))| (*smaller, std::cmp::Reverse(*at))) else {
            break;
        };
        let whole = parts.swap_remove(at);
        let (with, without) =
            whole.patterns.into_iter().partition(|(columns, _)| columns.binary_search(&column).is_ok());
        parts.push(Part::new(with, open));
        parts.push(Part::new(without, open));
    }
    parts
}

/// Columns of which a few rows could be worked out: from all rows that miss it, take the parts that say so.
fn telling(parts: &[Part<'_>], open: &BTreeSet<u32>, scope: &Scope) -> BTreeSet<u32> {
    let mut left: Vec<(u32, [u64; 3])> = open.iter().map(|column| (*column, [0; 3])).collect();
    for part in parts {
        for (column, missing) in part.open() {
            if let Ok(at) = left.binary_search_by_key(&column, |(column, _)| *column) {
                let [parts, with, without] = left[at].1;
                left[at].1 = [parts + 1, with + missing, without + part.rows - missing];
            }
        }
    }
    // Each part where the column is open has one row of either kind at least.
    let tells = |[parts, with, without]: &[u64; 3]| *parts > 0 && *with.min(without) < scope.min_cell + parts;
    left.into_iter().filter(|(_, sums)| tells(sums)).map(|(column, _)| column).collect()
}

fn described(parts: &[Part<'_>], open: BTreeSet<u32>) -> MissingPatterns {
    let pattern = |part: &Part<'_>| {
        let of = |wanted: &dyn Fn(u64) -> bool| {
            let columns = part.missing.iter().filter(|(_, missing)| wanted(*missing));
            columns.map(|(column, _)| *column).collect()
        };
        let columns = of(&|missing| missing == part.rows);
        MissingPattern { columns, mixed: of(&|missing| missing > 0 && missing < part.rows), rows: part.rows }
    };
    let mut patterns: Vec<MissingPattern> = parts.iter().map(pattern).collect();
    patterns.sort_unstable_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.columns.cmp(&b.columns)));
    MissingPatterns { columns: open.into_iter().collect(), patterns }
}
