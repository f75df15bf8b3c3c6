use super::{Distribution, PatternCounts};

/// The summary of a column of numbers.
#[derive(Debug, Clone, Default)]
pub struct NumberSummary {
    /// Values that are neither NaN nor infinite.
    pub finite: u64,
    pub nan: u64,
    pub pos_inf: u64,
    pub neg_inf: u64,
    pub zeros: u64,
    /// Finite values below zero.
    pub negatives: u64,
    /// Every finite value is a whole number (of its unit).
    pub integral: bool,
    distribution: Distribution,
    personal: PatternCounts,
}

impl NumberSummary {
    /// Non-null values: finite, NaN and infinite.
    pub fn count(&self) -> u64 {
        self.finite + self.nan + self.pos_inf + self.neg_inf
    }

    /// Of the finite values.
    pub fn mean(&self) -> Option<f64> {
        None
    }

    /// Of the sample (divisor n − 1), of the finite values.
    pub fn variance(&self) -> Option<f64> {
        None
    }

    /// The two largest absolute values, the larger one first; zero where there are fewer values.
    pub fn largest(&self) -> (f64, f64) {
        (0.0, 0.0)
    }

    /// The sum of the absolute values.
    pub fn total(&self) -> f64 {
        0.0
    }

    /// Of the finite values.
    pub fn distribution(&self) -> &Distribution {
        &self.distribution
    }

    /// How many different values there are: exact up to some thousands, else an estimate. NaN counts as one value.
    pub fn distinct(&self) -> u64 {
        0
    }

    /// Whether [`Self::distinct`] is exact.
    pub fn distinct_is_exact(&self) -> bool {
        true
    }

    /// Frequent finite values with their counts, most frequent first, at most 256. The counts are exact when
    /// [`Self::distinct_is_exact`], else lower bounds.
    pub fn frequent(&self) -> Vec<(f64, u64)> {
        Vec::new()
    }

    /// Values whose digits form a payment card, a phone number and the like.
    pub fn personal(&self) -> &PatternCounts {
        &self.personal
    }
}
