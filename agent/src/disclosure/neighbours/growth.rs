//! Cells of two versions that differ by many rows: none may have grown or shrunk by a few.

use conspectus_metadata::{Column, Count, Profile, Rule, Withheld, WithheldFigure};

use super::near::is_same_column;

/// Carries the earlier size of a cell forward where its change would stand for fewer than `min_cell` rows. The rows that
/// are left over are counted with a cell that changed by many.
pub(super) fn settle(fresh: &mut Profile, earlier: &Profile) {
    let (rows, min_cell) = ((earlier.rows, fresh.rows), fresh.policy.min_cell);
    for column in &mut fresh.columns {
        if let Some(before) = earlier.columns.iter().find(|before| is_same_column(before, column)) {
            settle_column(column, before, rows, min_cell);
        }
    }
    settle_missing(fresh, earlier, min_cell);
}

/// Patterns of missing values are told anew only where each changed by none or by many.
fn settle_missing(fresh: &mut Profile, earlier: &Profile, min_cell: u64) {
    let (Some(now), Some(then)) = (&fresh.missing, &earlier.missing) else { return };
    let named = |profile: &Profile, columns: &[u32]| -> Vec<String> {
        columns.iter().filter_map(|at| profile.columns.get(*at as usize)).map(|column| column.name.clone()).collect()
    };
    let grew = now.patterns.iter().any(|pattern| {
        let both = (named(fresh, &pattern.columns), named(fresh, &pattern.mixed));
        let same = |columns: &[u32], mixed: &[u32]| both == (named(earlier, columns), named(earlier, mixed));
        let before = then.patterns.iter().find(|other| same(&other.columns, &other.mixed));
        before.is_some_and(|before| is_few(before.rows.abs_diff(pattern.rows), min_cell))
    });
    if grew {
        fresh.missing = None;
        let gap = Withheld { figure: WithheldFigure::Missing, rule: Rule::Neighbours, coarsened: false };
        fresh.withheld.push(gap);
    }
}

fn settle_column(column: &mut Column, before: &Column, rows: (u64, u64), min_cell: u64) {
    let mut coarse = false;
    let empty = column.lengths.as_mut().and_then(|lengths| lengths.empty.as_mut());
    let before_empty = before.lengths.as_ref().and_then(|lengths| lengths.empty);
    let groups = column.categories.is_some() || column.trues.is_some();
    coarse |= widen(empty, before_empty, min_cell);
    coarse |= widen(column.nulls.as_mut(), before.nulls, min_cell);
    coarse |= widen(column.nan.as_mut(), before.nan, min_cell);
    coarse |= widen(column.infinite.as_mut(), before.infinite, min_cell);
    coarse |= widen(column.trues.as_mut(), before.trues, min_cell);
    coarse |= widen(column.zeros.as_mut(), before.zeros, min_cell);
    coarse |= widen(column.negatives.as_mut(), before.negatives, min_cell);
    coarse |= settle_falses(column, before, rows, min_cell);
    if coarse {
        note(column, if groups { WithheldFigure::Counts } else { WithheldFigure::Nulls }, true);
    }
    settle_histogram(column, before, rows, min_cell);
    settle_categories(column, before, rows, min_cell);
    for field in &mut column.fields {
        // Items of a list have rows of their own.
        let list = before.column_type.family == conspectus_metadata::TypeFamily::List;
        if let Some(before) = before.fields.iter().find(|before| !list && is_same_column(before, field)) {
            settle_column(field, before, rows, min_cell);
        }
    }
}

/// A count that changed by a few becomes a range around what is known already.
fn widen(count: Option<&mut Count>, before: Option<Count>, min_cell: u64) -> bool {
    let (Some(count), Some(Count::Exact(before))) = (count, before) else { return false };
    let Count::Exact(now) = *count else { return false };
    let few = is_few(before.abs_diff(now), min_cell);
    if few {
        let reach = min_cell.saturating_sub(1);
        *count = Count::Range { at_least: before.saturating_sub(reach), at_most: before + reach };
    }
    few
}

/// The rows of a boolean column that are neither null nor true.
fn settle_falses(column: &mut Column, before: &Column, rows: (u64, u64), min_cell: u64) -> bool {
    let falses = |column: &Column, rows: u64| match (column.nulls, column.trues) {
        (Some(Count::Exact(nulls)), Some(Count::Exact(trues))) => rows.checked_sub(nulls + trues),
        _ => None,
    };
    let (Some(then), Some(now)) = (falses(before, rows.0), falses(column, rows.1)) else { return false };
    if !is_few(then.abs_diff(now), min_cell) {
        return false;
    }
    let (Some(Count::Exact(trues)), reach) = (column.trues, min_cell.saturating_sub(1)) else { return false };
    // The sum of both is known: trues plus falses as they were.
    let sum = trues + now;
    column.trues = Some(Count::Range {
        at_least: sum.saturating_sub(then + reach),
        at_most: sum.saturating_sub(then.saturating_sub(reach)),
    });
    true
}

fn settle_histogram(column: &mut Column, before: &Column, rows: (u64, u64), min_cell: u64) {
    let (Some(now), Some(then)) = (&mut column.histogram, &before.histogram) else { return };
    let parts = common_parts(&now.edges, &then.edges);
    let (then, now_counts) = (then.counts.clone(), now.counts.clone());
    let mut cells: Vec<Cell> =
        parts.into_iter().map(|(old, new)| Cell { before: then[old].iter().sum(), bins: new.collect() }).collect();
    cells.push(Cell { before: rows.0.saturating_sub(then.iter().sum()), bins: Vec::new() });
    match carry(&now_counts, rows.1, &cells, min_cell, &|_| true) {
        Carried::Same => {}
        Carried::Moved(counts) => {
            let moved: u64 = counts.iter().zip(&now_counts).map(|(a, b)| a.abs_diff(*b)).sum();
            now.counts = counts;
            blur_signs(column, moved);
            drop_close_quantiles(column, min_cell);
            note(column, WithheldFigure::Histogram, true);
        }
        Carried::Impossible => {
            let told: u64 = then.iter().sum();
            let kept = may_stay(column, rows, told, min_cell);
            column.histogram = before.histogram.clone().filter(|_| kept);
            if kept {
                column.quantiles.clone_from(&before.quantiles);
                (column.zeros, column.negatives) = (before.zeros, before.negatives);
                note(column, WithheldFigure::Counts, true);
            }
            note(column, WithheldFigure::Histogram, kept);
        }
    }
}

fn settle_categories(column: &mut Column, before: &Column, rows: (u64, u64), min_cell: u64) {
    let (Some(now), Some(then)) = (&mut column.categories, &before.categories) else { return };
    let (now_labels, before_labels) = (now.revealed, then.revealed);
    let mut counts: Vec<u64> = now.items.iter().map(|item| item.rows).collect();
    counts.push(now.other);
    let earlier = |index: usize| {
        let Some(item) = now.items.get(index) else { return then.other };
        let same = |other: &&conspectus_metadata::Category| item.label.is_some() && other.label == item.label;
        let labelled = then.items.iter().find(same);
        labelled.or_else(|| then.items.get(index).filter(|_| item.label.is_none())).map_or(0, |other| other.rows)
    };
    let mut cells: Vec<Cell> =
        (0..counts.len()).map(|index| Cell { before: earlier(index), bins: vec![index] }).collect();
    let told: u64 = then.other + then.items.iter().map(|item| item.rows).sum::<u64>();
    cells.push(Cell { before: rows.0.saturating_sub(told), bins: Vec::new() });
    // Without labels a category is known by its place, so the places must stay.
    let labelled = now.revealed;
    let in_order = |counts: &[u64]| labelled || counts[..counts.len() - 1].is_sorted_by(|a, b| a >= b);
    match carry(&counts, rows.1, &cells, min_cell, &in_order) {
        Carried::Same => {}
        Carried::Moved(mut counts) => {
            now.other = counts.pop().unwrap_or(0);
            for (item, count) in now.items.iter_mut().zip(counts) {
                item.rows = count;
            }
            now.items.sort_by_key(|item| std::cmp::Reverse(item.rows));
            note(column, WithheldFigure::Categories, true);
        }
        Carried::Impossible => {
            let kept = may_stay(column, rows, told, min_cell) && now_labels == before_labels;
            column.categories = before.categories.clone().filter(|_| kept);
            if let (Some(lengths), Some(known)) = (&mut column.lengths, &before.lengths) {
                lengths.empty = known.empty.filter(|_| kept);
            }
            note(column, WithheldFigure::Categories, kept);
        }
    }
}

/// Whether a column's earlier cells, which hold `told` rows, may stand beside the new number of rows: all rows that came
/// are in none of them then, and have to be enough.
fn may_stay(column: &Column, rows: (u64, u64), told: u64, min_cell: u64) -> bool {
    let outside = |rows: u64| rows.checked_sub(told);
    let (Some(then), Some(now)) = (outside(rows.0), outside(rows.1)) else { return false };
    let exact = |count: Option<Count>| match count {
        Some(Count::Exact(exact)) => exact,
        _ => 0,
    };
    let specials = exact(column.nulls) + exact(column.nan) + exact(column.infinite);
    !is_few(then.abs_diff(now), min_cell) && now.checked_sub(specials).is_some_and(|left| !is_few(left, min_cell))
}

/// Bins that lie between the same two points in both versions, and how many rows they held.
struct Cell {
    before: u64,
    /// Empty for the rows that are in no bin.
    bins: Vec<usize>,
}

enum Carried {
    Same,
    Moved(Vec<u64>),
    Impossible,
}

/// New counts whose cells changed by none or by at least `min_cell`, and that are `fit` to be told.
fn carry(counts: &[u64], rows: u64, cells: &[Cell], min_cell: u64, fit: &dyn Fn(&[u64]) -> bool) -> Carried {
    let outside = rows.saturating_sub(counts.iter().sum());
    let size =
        |cell: &Cell| if cell.bins.is_empty() { outside } else { cell.bins.iter().map(|bin| counts[*bin]).sum() };
    let change = |cell: &Cell| size(cell) as i64 - cell.before as i64;
    let few = |change: i64| is_few(change.unsigned_abs(), min_cell);
    let small: Vec<&Cell> = cells.iter().filter(|cell| few(change(cell))).collect();
    if small.is_empty() {
        return Carried::Same;
    }
    let left_over: i64 = small.iter().map(|cell| change(cell)).sum();
    let mut moved = counts.to_vec();
    for cell in &small {
        if !shift(&mut moved, cell, -change(cell), min_cell) {
            return Carried::Impossible;
        }
    }
    if left_over == 0 {
        return if fit(&moved) { Carried::Moved(moved) } else { Carried::Impossible };
    }
    let mut hosts: Vec<&Cell> = cells.iter().filter(|cell| !cell.bins.is_empty() && !few(change(cell))).collect();
    hosts.sort_by_key(|cell| std::cmp::Reverse((change(cell).unsigned_abs(), size(cell))));
    let fits = |host: &&&Cell| !few(change(host) + left_over);
    let candidates: Vec<&Cell> = hosts.iter().filter(fits).copied().collect();
    for host in candidates {
        let mut shifted = moved.clone();
        if shift(&mut shifted, host, left_over, min_cell) && fit(&shifted) {
            return Carried::Moved(shifted);
        }
    }
    Carried::Impossible
}

/// Adds to the fullest bin of a cell; false where that would leave too few rows in it.
fn shift(counts: &mut [u64], cell: &Cell, by: i64, min_cell: u64) -> bool {
    let Some(bin) = cell.bins.iter().copied().max_by_key(|bin| counts[*bin]) else { return true };
    let Some(count) = counts[bin].checked_add_signed(by) else { return false };
    counts[bin] = count;
    !is_few(count, min_cell)
}

/// For each stretch between neighbouring common edges, the bins of both that lie in it.
fn common_parts(now: &[f64], then: &[f64]) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let (mut parts, mut start) = (Vec::new(), (0, 0));
    for (index, edge) in now.iter().enumerate() {
        if let Some(other) = then.iter().position(|other| other.total_cmp(edge).is_eq()) {
            parts.push((start.0..other + 1, start.1..index + 1));
            start = (other + 1, index + 1);
        }
    }
    parts.push((start.0..then.len() + 1, start.1..now.len() + 1));
    parts
}

/// Zeros and negatives that were counted exactly would contradict bins from which rows were moved.
fn blur_signs(column: &mut Column, moved: u64) {
    let Some(histogram) = &column.histogram else { return };
    let bin = histogram.edges.iter().filter(|edge| **edge <= 0.0).count();
    let below: u64 = histogram.counts[..bin].iter().sum();
    let size = histogram.counts.get(bin).copied().unwrap_or(0);
    if matches!(column.zeros, Some(Count::Exact(_))) {
        column.zeros = Some(Count::Range { at_least: 0, at_most: size + moved });
    }
    if matches!(column.negatives, Some(Count::Exact(negatives)) if negatives > 0) {
        let at_least = below.saturating_sub(moved);
        column.negatives = Some(Count::Range { at_least, at_most: below + size + moved });
    }
}

/// Leaves out inner quantiles that would now tell of a few rows beside an edge.
fn drop_close_quantiles(column: &mut Column, min_cell: u64) {
    let Some(histogram) = &column.histogram else { return };
    let n = histogram.counts.iter().sum::<u64>() as f64;
    let mut below = 0;
    let edges: Vec<(f64, f64)> = histogram
        .edges
        .iter()
        .zip(&histogram.counts)
        .map(|(edge, count)| {
            below += count;
            (*edge, below as f64)
        })
        .collect();
    let last = column.quantiles.len().saturating_sub(1);
    let mut index = 0;
    column.quantiles.retain(|quantile| {
        let outer = index == 0 || index == last;
        index += 1;
        let claimed = quantile.q * n;
        outer || edges.iter().all(|(_, below)| (claimed - below).abs() >= min_cell as f64)
    });
}

const fn is_few(rows: u64, min_cell: u64) -> bool {
    rows > 0 && rows < min_cell
}

fn note(column: &mut Column, figure: WithheldFigure, coarsened: bool) {
    let gap = Withheld { figure, rule: Rule::Neighbours, coarsened };
    if !column.withheld.contains(&gap) {
        column.withheld.push(gap);
    }
}
