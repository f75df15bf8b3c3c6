//! Columns of numbers, dates and times.

use conspectus_metadata::grid::{Grid, significant};
use conspectus_metadata::{Column, Count, Distinct, Histogram, Moments, Quantile, Rule, TypeFamily, WithheldFigure};

use super::bins::{Borders, finer};
use super::{Asked, Noise, Spend};
use crate::disclosure::gaps::Gaps;
use crate::disclosure::number::is_temporal;
use crate::summary::{ColumnSummary, Distribution, NumberSummary};

/// Octaves that the search for the range looks at, on both sides of zero.
const OCTAVES: std::ops::RangeInclusive<i32> = -32..=64;
/// How often the range is looked at more closely.
const ZOOMS: usize = 2;
const ZOOM_CELLS: usize = 64;
/// The chance that an empty cell is taken for one with values.
const MISTAKE: f64 = 0.05;
/// The most of a column's ε, in hundredths, that finer borders are worth.
const MOST_FOR_BORDERS: u64 = 35;
/// Noise that leaves the test for them room enough below the number of pages.
const REACH_FOR_BORDERS: i64 = 400;
const QUANTILES: [f64; 7] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
const DIGITS: usize = 3;
/// Different values are counted one by one up to this many.
const COUNTED: i64 = 2048;

/// Fills in what can be told about a column of numbers with noise.
pub(super) fn publish(
    column: &ColumnSummary,
    number: &NumberSummary,
    spend: Spend,
    asked: &Asked,
    target: &mut Column,
    gaps: &mut Gaps,
    noise: &mut Noise,
) {
    let values = number.distribution();
    let third = Spend { delta: spend.delta / 3.0, ..spend };
    let mut left = spend.micros;
    let mut pay = |percent: u64| {
        let part = third.percent(percent);
        left = left.saturating_sub(part.micros);
        part
    };
    target.distinct = count_distinct(number.distinct(), number.distinct_is_exact(), COUNTED, pay(8), noise).estimate;
    if target.distinct.is_none() {
        gaps.withhold(WithheldFigure::Distinct, Rule::Noise);
    }
    // What the test for finer borders needs to pass at all is known before; where that is too much, it is not paid.
    let price = (1..=MOST_FOR_BORDERS).find(|percent| {
        let part = third.percent(*percent);
        part.delta > 0.0 && Noise::reach(part.micros, part.delta) <= REACH_FOR_BORDERS
    });
    let level = price.and_then(|percent| {
        let level = finer(column.family);
        is_kept(values, level, pay(percent), noise).then_some(level)
    });
    let range = match asked.bounds {
        Some((low, high)) if low < high => Some((low, high)),
        _ => {
            let found = search(values, pay(10), noise);
            found.map(|found| (0..ZOOMS).fold(found, |range, _| zoom(values, range, level, pay(7), noise)))
        }
    };
    let cells = Cells { column, number, micros: left.max(1) };
    let Some((low, high)) = range else {
        cells.publish_specials(target, noise);
        gaps.withhold(WithheldFigure::All, Rule::Noise);
        return;
    };
    let bins = cells.lay(low, high, level, noise);
    cells.publish_specials(target, noise);
    publish_shape(bins, (low, high), asked.min_cell, column.family, target, gaps);
}

/// What noise tells of the number of different values.
pub(super) struct Different {
    /// Each of them was counted by itself, and would be with one row more.
    pub(super) all_counted: bool,
    /// Where it is more than noise.
    pub(super) estimate: Option<Distinct>,
}

/// The number of different values with noise, where it is far enough from what can be counted exactly.
pub(super) fn count_distinct(distinct: u64, exact: bool, most: i64, spend: Spend, noise: &mut Noise) -> Different {
    let known = if exact { distinct } else { most.unsigned_abs() + 1 };
    let told = passes(known.min(most.unsigned_abs() + 1), most, spend, noise);
    let estimate = told.filter(|told| *told > Noise::reach(spend.micros, MISTAKE)).map(|told| {
        let estimate = significant(told.max(0) as f64, 2) as u64;
        Distinct { estimate: Some(estimate), all_distinct: false }
    });
    Different { all_counted: told.is_some(), estimate }
}

/// Whether the summary kept `level` for this table, and for every table that differs by a row.
fn is_kept(values: &Distribution, level: u32, spend: Spend, noise: &mut Noise) -> bool {
    passes(values.pages(level), Distribution::MOST_PAGES as i64, spend, noise).is_some()
}

/// A count with noise, if it tells that the count is below `most` and stays so when one row comes: wrong with a chance of
/// δ only. `count` changes by at most one with a row.
fn passes(count: u64, most: i64, spend: Spend, noise: &mut Noise) -> Option<i64> {
    let told = noise.signed(count, spend.micros);
    (spend.delta > 0.0 && told + Noise::reach(spend.micros, spend.delta) <= most).then_some(told)
}

/// The octaves that hold values, outermost to outermost. Octaves are borders of every summary's cells.
fn search(values: &Distribution, spend: Spend, noise: &mut Noise) -> Option<(f64, f64)> {
    let powers = OCTAVES.map(|exponent| 2_f64.powi(exponent));
    let mut edges: Vec<f64> = powers.clone().rev().map(|power| -power).collect();
    edges.extend(powers);
    // The order of keys is that of raw values; a border lies on the octave next to the published one.
    let borders = Borders::near(values, &edges, Some(52));
    let edges = borders.values(values);
    let occupied = occupied(&borders.count(values), spend, noise)?;
    let first = occupied.0.checked_sub(1).map_or(edges[0] * 2.0, |before| edges[before]);
    let last = edges.get(occupied.1).copied().unwrap_or(edges[edges.len() - 1] * 2.0);
    Some((first, last))
}

/// The first and the last cell that hold more values than noise explains.
fn occupied(counts: &[u64], spend: Spend, noise: &mut Noise) -> Option<(usize, usize)> {
    let threshold = Noise::reach(spend.micros, MISTAKE / counts.len() as f64);
    let told: Vec<bool> = counts.iter().map(|count| noise.signed(*count, spend.micros) > threshold).collect();
    Some((told.iter().position(|some| *some)?, told.iter().rposition(|some| *some)?))
}

/// The range as far as its parts hold values.
fn zoom(
    values: &Distribution,
    (low, high): (f64, f64),
    level: Option<u32>,
    spend: Spend,
    noise: &mut Noise,
) -> (f64, f64) {
    let step = (high - low) / ZOOM_CELLS as f64;
    let edges: Vec<f64> = (1..ZOOM_CELLS).map(|index| low + step * index as f64).collect();
    let borders = Borders::near(values, &edges, level);
    let places = borders.values(values);
    let Some((first, last)) = occupied(&borders.count(values), spend, noise) else { return (low, high) };
    let from = first.checked_sub(1).map_or(low, |before| places[before]).clamp(low, high);
    let to = places.get(last).copied().unwrap_or(high).clamp(low, high);
    if from < to { (from, to) } else { (low, high) }
}

/// The cut of all rows: null, NaN, infinite, and the bins of the others. A row is in one cell.
struct Cells<'a> {
    column: &'a ColumnSummary,
    number: &'a NumberSummary,
    micros: u64,
}

struct NoisyBins {
    edges: Vec<f64>,
    counts: Vec<u64>,
}

impl Cells<'_> {
    fn publish_specials(&self, target: &mut Column, noise: &mut Noise) {
        target.nulls = Some(Count::Exact(noise.add(self.column.nulls, self.micros)));
        if self.column.family == TypeFamily::Float {
            target.nan = Some(Count::Exact(noise.add(self.number.nan, self.micros)));
            target.infinite = Some(Count::Exact(noise.add(self.number.pos_inf + self.number.neg_inf, self.micros)));
        }
    }

    fn lay(&self, low: f64, high: f64, level: Option<u32>, noise: &mut Noise) -> NoisyBins {
        let values = self.number.distribution();
        let edges = Grid::for_edges(self.column.family, low, high).edges(low, high);
        let borders = Borders::near(values, &edges, level);
        let counts: Vec<u64> = borders.count(values).iter().map(|count| noise.add(*count, self.micros)).collect();
        let edges = if level.is_some() { edges } else { self.readable(&borders.values(values)) };
        let mut bins = NoisyBins { edges, counts };
        bins.join_equal_edges();
        bins
    }
}

impl Cells<'_> {
    /// Borders in few digits: the last ones of a double say nothing.
    fn readable(&self, borders: &[f64]) -> Vec<f64> {
        let temporal = is_temporal(self.column.family);
        borders.iter().map(|border| if temporal { border.round() } else { significant(*border, 9) }).collect()
    }
}

impl NoisyBins {
    /// Borders that met hold nothing between them but noise.
    fn join_equal_edges(&mut self) {
        let mut at = 1;
        while at < self.edges.len() {
            if self.edges[at] > self.edges[at - 1] {
                at += 1;
            } else {
                self.edges.remove(at);
                self.counts.remove(at);
            }
        }
    }
}

/// Histogram, quantiles, mean and deviation, all from the noisy bins.
fn publish_shape(
    bins: NoisyBins,
    (low, high): (f64, f64),
    min_cell: u64,
    family: TypeFamily,
    target: &mut Column,
    gaps: &mut Gaps,
) {
    let NoisyBins { edges, counts } = bins;
    let total: u64 = counts.iter().sum();
    if total < min_cell || edges.is_empty() {
        gaps.withhold(WithheldFigure::All, Rule::Noise);
        return;
    }
    let border = |index: usize| -> (f64, f64) {
        let from = index.checked_sub(1).map_or(low.min(edges[0]), |before| edges[before]);
        let to = edges.get(index).copied().unwrap_or(high.max(edges[edges.len() - 1]));
        (from, to)
    };
    if !is_temporal(family) {
        target.moments = Some(moments(&counts, &border, total));
    }
    target.quantiles = quantiles(&counts, &border, total, family);
    target.histogram = Some(Histogram { edges: edges.clone(), counts });
    gaps.coarsen(WithheldFigure::Histogram, Rule::Noise);
    gaps.withhold(WithheldFigure::Range, Rule::Noise);
}

fn moments(counts: &[u64], border: &dyn Fn(usize) -> (f64, f64), total: u64) -> Moments {
    let middle = |index: usize| {
        let (from, to) = border(index);
        from.midpoint(to)
    };
    let n = total as f64;
    let mean = counts.iter().enumerate().map(|(index, count)| middle(index) * *count as f64).sum::<f64>() / n;
    let squares =
        counts.iter().enumerate().map(|(index, count)| (middle(index) - mean).powi(2) * *count as f64).sum::<f64>();
    let deviation = (squares / (n - 1.0).max(1.0)).sqrt();
    Moments { standard_deviation: Some(significant(deviation, DIGITS)), ..Moments::of_mean(significant(mean, DIGITS)) }
}

fn quantiles(counts: &[u64], border: &dyn Fn(usize) -> (f64, f64), total: u64, family: TypeFamily) -> Vec<Quantile> {
    let value = |q: f64| {
        let rank = q * total as f64;
        let mut below = 0.0;
        for (index, count) in counts.iter().enumerate() {
            let size = *count as f64;
            if below + size >= rank && size > 0.0 {
                let (from, to) = border(index);
                return from + (to - from) * ((rank - below) / size).clamp(0.0, 1.0);
            }
            below += size;
        }
        border(counts.len() - 1).1
    };
    let mut published: Vec<Quantile> = Vec::new();
    for q in QUANTILES {
        let rounded = if is_temporal(family) { value(q).round() } else { significant(value(q), DIGITS) };
        let previous = published.last().map_or(rounded, |last| last.value);
        published.push(Quantile { q, value: rounded.max(previous) });
    }
    published
}
