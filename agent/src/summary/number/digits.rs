//! Whole numbers long enough to be a card's, a phone's or a person's.

use super::super::PatternCounts;
use super::super::partial::fields;
use super::super::personal::may_be_personal;
use super::super::sample::{Sample, Sampled, Seen, merge};
use super::CHUNK;

/// So many different numbers are looked at, at most.
const SAMPLED: usize = 4096;

/// The numbers to look at while a column is being counted: a sample of the different ones, each with its exact count, that
/// depends neither on their order nor on how they were split.
#[derive(Debug, Clone)]
pub(super) struct DigitsAccumulator {
    rows: u64,
    sample: Sample,
}

/// The numbers that were looked at, of so many rows that could have been.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Digits {
    rows: u64,
    level: u32,
    /// By ascending hash.
    sample: Vec<Sampled>,
}

fields!(Digits: rows, level, sample; |digits| digits.level < 200 && digits.sample.is_sorted_by(|a, b| a.hash < b.hash));

impl DigitsAccumulator {
    pub(super) fn new() -> Self {
        Self { rows: 0, sample: Sample::new(SAMPLED) }
    }

    /// Adds at most [`CHUNK`] values with their hashes.
    pub(super) fn add_chunk(&mut self, values: &[f64], hashes: &[u64]) {
        let (limit, mut chosen, mut n) = (self.sample.limit(), [0u16; CHUNK], 0);
        for (at, (&x, &hash)) in values.iter().zip(hashes).enumerate() {
            let long = may_be_personal(x);
            self.rows += u64::from(long);
            chosen[n & (CHUNK - 1)] = at as u16;
            n += usize::from(long && hash <= limit);
        }
        for at in chosen[..n].iter().map(|at| usize::from(*at)) {
            self.sample.add(hashes[at].max(1), 1, || Seen::Number(values[at]));
        }
    }

    /// Adds a value as often as `weight` says.
    pub(super) fn add(&mut self, x: f64, hash: u64, weight: u64) {
        if may_be_personal(x) {
            self.rows += weight;
            self.sample.add(hash.max(1), weight, || Seen::Number(x));
        }
    }

    pub(super) fn finish(self) -> Digits {
        let (level, sample) = self.sample.finish();
        Digits { rows: self.rows, level, sample }
    }
}

impl Digits {
    /// What they show, among `tested` values in all.
    pub(super) fn patterns(&self, tested: u64) -> PatternCounts {
        let mut counts =
            PatternCounts::of(self.sample.iter().map(|value| (value.value, value.count))).scaled(self.rows);
        counts.set_tested(tested);
        counts
    }

    pub(super) fn merge(self, other: Self) -> Self {
        let (level, sample) = merge(SAMPLED, (self.level, self.sample), (other.level, other.sample));
        Self { rows: self.rows.saturating_add(other.rows), level, sample }
    }
}
