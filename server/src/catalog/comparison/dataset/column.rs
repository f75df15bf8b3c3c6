//! How one column's figures differ, and how much that matters.

use std::collections::BTreeSet;

use conspectus_metadata::{CategorySummary, Column, Count, Quantile};

use super::super::{Change, Shift, count_bounds};
use super::pairs::Pair;
use super::{CategoryChanges, ColumnChange, CountChange, Interval, gaps};

/// Skewness that moved less is the same but for a row or two.
const SKEWED: f64 = 0.05;

/// None when all published figures say the same.
pub fn compare(pair: Pair<'_>, rows: (u64, u64)) -> Option<ColumnChange> {
    let Pair { path, from, to } = pair;
    if from == to && rows.0 == rows.1 {
        return None;
    }
    let share = |of: fn(&Column) -> Option<Count>| share(of(from).zip(of(to))?, rows);
    let moment = |of: fn(&Column) -> Option<f64>| numbers(of(from), of(to));
    let mut change = ColumnChange {
        name: path,
        importance: 0.0,
        shift: Shift::between(from, to, rows),
        null_share: share(|column| column.nulls),
        nan_share: share(|column| column.nan),
        zero_share: share(|column| column.zeros),
        distinct: estimate(from).zip(estimate(to)).and_then(|(from, to)| Change::between(&from, &to)),
        mean_length: moment(|column| column.lengths.as_ref()?.mean),
        mean: moment(|column| Some(column.moments?.mean)),
        standard_deviation: moment(|column| column.moments?.standard_deviation),
        skewness: moment(|column| column.moments?.skewness).filter(|change| (change.to - change.from).abs() >= SKEWED),
        granularity: from.granularity.zip(to.granularity).and_then(|(from, to)| Change::between(&from, &to)),
        median: moment(|column| median(&column.quantiles)),
        range: range(&from.quantiles).zip(range(&to.quantiles)).and_then(|(from, to)| Change::between(&from, &to)),
        categories: from.categories.as_ref().zip(to.categories.as_ref()).and_then(|(from, to)| categories(from, to)),
        semantic: Change::between(&from.semantic, &to.semantic),
        personal: Change::between(&from.personal, &to.personal),
        gaps: gaps(&from.withheld, &to.withheld),
    };
    change.importance = importance(&change, from.moments.and_then(|moments| moments.standard_deviation));
    (!is_empty(&change)).then_some(change)
}

fn is_empty(change: &ColumnChange) -> bool {
    let figures = [
        change.shift.is_none(),
        change.null_share.is_none() && change.nan_share.is_none() && change.zero_share.is_none(),
        change.distinct.is_none() && change.mean_length.is_none(),
        change.mean.is_none() && change.standard_deviation.is_none() && change.median.is_none(),
        change.range.is_none() && change.categories.is_none(),
        change.skewness.is_none() && change.granularity.is_none(),
        change.semantic.is_none() && change.personal.is_none(),
        change.gaps.is_empty(),
    ];
    figures.into_iter().all(|absent| absent)
}

fn estimate(column: &Column) -> Option<u64> {
    column.distinct?.estimate
}

fn numbers(from: Option<f64>, to: Option<f64>) -> Option<Change<f64>> {
    let (from, to) = from.zip(to)?;
    Change::between(&from, &to)
}

fn median(quantiles: &[Quantile]) -> Option<f64> {
    quantiles.iter().find(|quantile| (quantile.q - 0.5).abs() < 1e-9).map(|quantile| quantile.value)
}

fn range(quantiles: &[Quantile]) -> Option<Interval> {
    match quantiles {
        [low, .., high] => Some(Interval { low: low.value, high: high.value }),
        _ => None,
    }
}

fn share((from, to): (Count, Count), rows: (u64, u64)) -> Option<CountChange> {
    let interval = |count, rows: u64| {
        let (least, most) = count_bounds(count);
        Interval { low: least as f64 / rows as f64, high: most as f64 / rows as f64 }
    };
    if rows.0 == 0 || rows.1 == 0 {
        return None;
    }
    let change = CountChange { from: interval(from, rows.0), to: interval(to, rows.1), from_count: from, to_count: to };
    // Ranges that overlap may stand for the same share.
    (apart(&change) > 0.0).then_some(change)
}

fn categories(from: &CategorySummary, to: &CategorySummary) -> Option<CategoryChanges> {
    let labels = |summary: &CategorySummary| -> BTreeSet<String> {
        summary.items.iter().filter_map(|item| item.label.clone()).collect()
    };
    if !from.revealed || !to.revealed {
        return None;
    }
    let (before, after) = (labels(from), labels(to));
    let changes = CategoryChanges {
        appeared: after.difference(&before).cloned().collect(),
        disappeared: before.difference(&after).cloned().collect(),
    };
    (!changes.appeared.is_empty() || !changes.disappeared.is_empty()).then_some(changes)
}

/// The strongest of the signs that the column is not what it was. A distribution counts only as far as its shift is
/// certain: neither chance nor the laying over of unlike cells makes a column important.
fn importance(change: &ColumnChange, spread: Option<f64>) -> f64 {
    let shift = change.shift.map_or(0.0, |shift| {
        let apart = shift.ks.map_or(0.0, |distance| distance.certain());
        apart.max(shift.js.certain().sqrt())
    });
    let moved = change.mean.zip(spread).map_or(0.0, |(mean, spread)| ((mean.to - mean.from) / spread).abs());
    let shares = [&change.null_share, &change.nan_share, &change.zero_share];
    let share = shares.into_iter().flatten().map(apart).fold(0.0, f64::max);
    let distinct = change.distinct.map_or(0.0, |distinct| ratio(distinct.from as f64, distinct.to as f64));
    let spread = change.standard_deviation.map_or(0.0, |spread| ratio(spread.from, spread.to));
    let length = change.mean_length.map_or(0.0, |length| ratio(length.from, length.to));
    let flag = |present: bool, weight: f64| if present { weight } else { 0.0 };
    let signs = [
        shift,
        // Without a histogram the mean stands for the distribution.
        flag(change.shift.is_none(), (moved / 2.0).tanh()),
        share,
        distinct / 2.0,
        spread / 2.0,
        length / 2.0,
        flag(change.personal.is_some(), 0.8),
        flag(change.semantic.is_some(), 0.4),
        flag(change.categories.is_some(), 0.3),
        flag(change.granularity.is_some(), 0.3),
        change.skewness.map_or(0.0, |change| ((change.to - change.from) / 4.0).tanh().abs()),
        flag(!change.gaps.is_empty(), 0.05),
    ];
    let strongest = signs.into_iter().filter(|sign| sign.is_finite()).fold(0.0, f64::max);
    (strongest.min(1.0) * 1000.0).round() / 1000.0
}

/// How far two shares lie apart at least.
fn apart(change: &CountChange) -> f64 {
    (change.to.low - change.from.high).max(change.from.low - change.to.high).max(0.0)
}

/// 0 for equal figures, 1 for ten times as much or as little.
fn ratio(from: f64, to: f64) -> f64 {
    if from > 0.0 && to > 0.0 { (to / from).log10().abs().min(1.0) } else { 1.0 }
}
