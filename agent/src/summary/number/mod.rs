mod accumulator;
mod digits;
mod partial;
mod pieces;
mod sums;
mod tally;
#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these figures are exact")]
mod tests;
mod wide;

pub(super) use accumulator::NumberAccumulator;
pub(super) use sums::{Bins, CHUNK};

use super::census::Census;
use super::distribution::Unit;
use super::{Distribution, PatternCounts};
use digits::Digits;
use sums::Sums;

/// Up to this many different numbers are counted one by one.
const COUNTED: usize = 2048;

/// The summary of a column of numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NumberSummary {
    /// Values that are neither NaN nor infinite.
    pub finite: u64,
    pub nan: u64,
    pub pos_inf: u64,
    pub neg_inf: u64,
    pub zeros: u64,
    /// Finite values below zero.
    pub negatives: u64,
    /// Every finite value is a whole number (of seconds, where the values are times).
    pub integral: bool,
    unit: Unit,
    sums: Sums,
    /// The two largest absolute raw values.
    largest: (f64, f64),
    distribution: Distribution,
    census: Census<f64>,
    digits: Digits,
    /// What the digits show.
    personal: PatternCounts,
}

impl NumberSummary {
    /// Non-null values: finite, NaN and infinite.
    pub fn count(&self) -> u64 {
        self.finite + self.nan + self.pos_inf + self.neg_inf
    }

    /// Of the finite values, without rounding errors.
    pub fn mean(&self) -> Option<f64> {
        self.sums.mean(self.finite).map(|mean| self.unit.published(mean))
    }

    /// Of the sample (divisor n − 1), of the finite values, without rounding errors.
    pub fn variance(&self) -> Option<f64> {
        let variance = self.sums.variance(self.finite)?;
        Some(self.unit.published(self.unit.published(variance)))
    }

    /// Of the finite values: the mean of the cubed deviations from the mean over the cubed deviation, from the middles
    /// of the distribution's cells.
    pub fn skewness(&self) -> Option<f64> {
        let mean = self.sums.mean(self.finite)?;
        let deviation = self.sums.variance(self.finite)?.sqrt();
        self.distribution.skewness(mean, deviation)
    }

    /// The two largest absolute values, the larger one first; zero where there are fewer values.
    pub fn largest(&self) -> (f64, f64) {
        (self.unit.published(self.largest.0), self.unit.published(self.largest.1))
    }

    /// The sum of the absolute values.
    pub fn total(&self) -> f64 {
        self.unit.published(self.sums.total())
    }

    /// Of the finite values.
    pub fn distribution(&self) -> &Distribution {
        &self.distribution
    }

    /// How many different values there are: exact up to 2,048, else an estimate. NaN counts as one value.
    pub fn distinct(&self) -> u64 {
        self.census.distinct()
    }

    /// Whether [`Self::distinct`] is exact.
    pub fn distinct_is_exact(&self) -> bool {
        self.census.is_exact()
    }

    /// Frequent values with their counts, most frequent first, at most 256. The counts are exact when
    /// [`Self::distinct_is_exact`], else lower bounds.
    pub fn frequent(&self) -> Vec<(f64, u64)> {
        let frequent = self.census.frequent(256);
        frequent.into_iter().map(|counted| (self.unit.published(counted.value), counted.count)).collect()
    }

    /// Values whose digits form a payment card, a phone number and the like.
    pub fn personal(&self) -> &PatternCounts {
        &self.personal
    }

    /// The summary of both sides' values.
    pub(super) fn merge(self, other: Self) -> Self {
        let mut sums = self.sums;
        sums.merge(&other.sums);
        let digits = self.digits.merge(other.digits);
        let personal = digits.patterns(self.personal.tested() + other.personal.tested());
        Self {
            finite: self.finite + other.finite,
            nan: self.nan + other.nan,
            pos_inf: self.pos_inf + other.pos_inf,
            neg_inf: self.neg_inf + other.neg_inf,
            zeros: self.zeros + other.zeros,
            negatives: self.negatives + other.negatives,
            integral: self.integral && other.integral,
            unit: self.unit,
            sums,
            largest: two_largest(two_largest(self.largest, other.largest.0), other.largest.1),
            distribution: self.distribution.merge(&other.distribution),
            census: self.census.merge(other.census, COUNTED),
            digits,
            personal,
        }
    }
}

fn two_largest(largest: (f64, f64), x: f64) -> (f64, f64) {
    if x > largest.0 { (x, largest.0) } else { (largest.0, largest.1.max(x)) }
}
