mod cells;
mod grid;
mod key;
mod pages;
mod partial;
#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these figures are exact")]
mod tests;

use grid::{PAGE_BITS, coarsening};
use key::{bounds, key};

pub(super) use grid::Grid;

/// How raw values become published ones: days or microseconds become seconds, unscaled decimals become numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    pub(super) times: f64,
    pub(super) per: f64,
}

impl Default for Unit {
    fn default() -> Self {
        Self { times: 1.0, per: 1.0 }
    }
}

impl Unit {
    pub(super) fn published(self, raw: f64) -> f64 {
        raw * self.times / self.per
    }

    fn raw(self, published: f64) -> f64 {
        published * self.per / self.times
    }
}

/// Counts of finite numbers on a grid whose edges do not depend on the data.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Distribution {
    unit: Unit,
    /// Every raw value is a whole number.
    whole: bool,
    level: u32,
    cells: Vec<Cell>,
    count: u64,
    range: Option<(f64, f64)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    id: u64,
    /// Values in lower cells.
    below: u64,
}

impl Distribution {
    pub(super) fn new(grid: Grid, range: Option<(f64, f64)>, whole: bool, unit: Unit) -> Self {
        let (level, counts) = grid.into_cells();
        Self::from_counts(level, counts, range, whole, unit)
    }

    fn from_counts(level: u32, counts: Vec<(u64, u64)>, range: Option<(f64, f64)>, whole: bool, unit: Unit) -> Self {
        let mut below = 0;
        let cells = counts.into_iter().map(|(id, count)| {
            below += count;
            Cell { id, below: below - count }
        });
        let cells = cells.collect();
        Self { unit, whole, level, cells, count: below, range }
    }

    /// How many values it holds.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The value below which a share `q` of the values lies; zero when empty. Within half a percent of rank, or half a
    /// percent of the range from the 5th to the 95th percentile.
    pub fn quantile(&self, q: f64) -> f64 {
        let Some((low, high)) = self.range else { return 0.0 };
        let rank = q.clamp(0.0, 1.0) * self.count as f64;
        let at = self.cells.partition_point(|cell| cell.below as f64 <= rank).saturating_sub(1);
        let (first, end) = self.bounds(at);
        if first <= 0.0 && end > 0.0 {
            // Of all that shares a cell with zero, zero is the frequent one.
            return self.unit.published(0.0_f64.clamp(low, high));
        }
        let count = (self.below(at + 1) - self.cells[at].below) as f64;
        let inside = first + (end - first) * ((rank - self.cells[at].below as f64) / count).min(1.0);
        // Rounding must not lead into the next cell.
        let raw = if self.whole { inside.floor().min((end - 1.0).max(first)) } else { inside.min(end.next_down()) };
        self.unit.published(raw.clamp(low, high))
    }

    /// How many values lie below `x`, interpolated within a cell of the grid.
    pub fn rank(&self, x: f64) -> u64 {
        let Some((low, high)) = self.range else { return 0 };
        let raw = self.unit.raw(x);
        if raw.is_nan() || raw <= low {
            return 0;
        }
        if raw > high {
            return self.count;
        }
        let id = key(raw) >> self.level;
        let at = self.cells.partition_point(|cell| cell.id < id);
        let below = self.below(at);
        if self.cells.get(at).is_none_or(|cell| cell.id != id) {
            return below;
        }
        let (first, end) = self.bounds(at);
        let inside = if self.whole { raw.ceil() } else { raw };
        let share = if end > first { ((inside - first) / (end - first)).clamp(0.0, 1.0) } else { 0.0 };
        below + (share * (self.below(at + 1) - below) as f64) as u64
    }

    /// About this raw mean, with this raw deviation.
    pub(super) fn skewness(&self, mean: f64, deviation: f64) -> Option<f64> {
        let (low, high) = self.range?;
        if deviation <= 0.0 || !deviation.is_finite() {
            return None;
        }
        let (mut sum, mut above) = (0.0, self.count);
        for cell in self.cells.iter().rev() {
            let (first, end) = bounds(cell.id, self.level);
            let (first, last) = if self.whole { (first.ceil(), end.ceil() - 1.0) } else { (first, end) };
            let middle = first.max(low) / 2.0 + last.min(high) / 2.0;
            let scaled = (middle - mean) / deviation;
            sum += (above - cell.below) as f64 * (scaled * scaled * scaled);
            above = cell.below;
        }
        Some(sum / self.count as f64).filter(|skewness| skewness.is_finite())
    }

    /// The smallest and the largest value.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.range.map(|(low, high)| (self.unit.published(low), self.unit.published(high)))
    }

    /// The distribution of both sides' values.
    pub(super) fn merge(&self, other: &Self) -> Self {
        let level = self.level.max(other.level);
        let mut counts = joined(self.counts(level), other.counts(level));
        let step = coarsening(counts.iter().map(|(id, _)| id >> PAGE_BITS));
        if step > 0 {
            counts = joined(counts.iter().map(|(id, count)| (id >> step, *count)), std::iter::empty());
        }
        let range = match (self.range, other.range) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (one, None) | (None, one) => one,
        };
        Self::from_counts(level + step, counts, range, self.whole && other.whole, self.unit)
    }

    fn counts(&self, level: u32) -> impl Iterator<Item = (u64, u64)> {
        let step = level - self.level;
        (0..self.cells.len()).map(move |at| (self.cells[at].id >> step, self.below(at + 1) - self.cells[at].below))
    }

    fn below(&self, at: usize) -> u64 {
        self.cells.get(at).map_or(self.count, |cell| cell.below)
    }

    /// Of a cell; where all values are whole, from its first to past its last whole number.
    fn bounds(&self, at: usize) -> (f64, f64) {
        let (first, end) = bounds(self.cells[at].id, self.level);
        if self.whole { (first.ceil(), end.ceil()) } else { (first, end) }
    }
}

/// Adds up two ascending lists of counts.
fn joined(left: impl Iterator<Item = (u64, u64)>, right: impl Iterator<Item = (u64, u64)>) -> Vec<(u64, u64)> {
    let mut all: Vec<(u64, u64)> = left.chain(right).collect();
    all.sort_by_key(|(id, _)| *id);
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    all
}
