//! Rule *cells* around zero: how many values are negative and how many zero, beside a histogram of all.

use conspectus_metadata::Count;

use super::bins::Bins;
use super::cells::few;
use super::scope::Scope;
use crate::summary::NumberSummary;

/// The bin that zero falls in, cut into what is below zero, zero, and above, as far as each part may be told.
#[derive(Debug, Clone)]
pub(super) struct Signs {
    bin: usize,
    /// Published rows in the bins below that bin.
    below: u64,
    /// Published rows of the bin.
    size: u64,
    parts: Parts,
    /// Rows and cells that were added to the negatives, to the zeros.
    in_negatives: Hidden,
    in_zeros: Hidden,
    few: Count,
    few_zeros: bool,
    few_negatives: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Hidden {
    cells: u64,
    largest: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parts {
    All { negative: u64, zero: u64, positive: u64 },
    Zero { zero: u64, other: u64 },
    Negative { negative: u64, other: u64 },
    Unknown,
}

impl Signs {
    pub(super) fn split(bins: &Bins, number: &NumberSummary, scope: &Scope) -> Self {
        let bin = bins.edges.iter().filter(|edge| **edge <= 0.0).count();
        let below: u64 = bins.counts[..bin].iter().sum();
        let size = bins.counts[bin];
        let parts = Parts::choose(number.negatives.checked_sub(below), number.zeros, size, scope);
        Self {
            bin,
            below,
            size,
            parts,
            in_negatives: Hidden::default(),
            in_zeros: Hidden::default(),
            few: few(scope),
            few_zeros: scope.is_small(number.zeros),
            few_negatives: scope.is_small(number.negatives) && below == 0,
        }
    }

    /// Adds the rows of small cells elsewhere to the largest cell here, so that no sum betrays them.
    pub(super) fn absorb(&mut self, bins: &mut Bins, rows: u64, cells: u64, scope: &Scope) {
        if rows == 0 {
            return;
        }
        let hidden = Hidden { cells, largest: scope.largest_small() };
        let other = (0..bins.counts.len()).filter(|index| *index != self.bin).max_by_key(|index| bins.counts[*index]);
        let other = other.filter(|index| bins.counts[*index] > self.parts.largest(self.size));
        let host = other.unwrap_or(self.bin);
        bins.counts[host] += rows;
        if host < self.bin {
            self.below += rows;
            self.in_negatives = hidden;
        } else if host == self.bin {
            self.size += rows;
            match self.parts.enlarge(rows) {
                Host::Negatives => self.in_negatives = hidden,
                Host::Zeros => self.in_zeros = hidden,
                Host::Other => {}
            }
        }
    }

    pub(super) fn zeros(&self) -> Count {
        match self.parts {
            Parts::All { zero, .. } | Parts::Zero { zero, .. } => self.in_zeros.apply(zero),
            _ if self.few_zeros => self.few,
            Parts::Negative { other, .. } => Count::Range { at_least: 0, at_most: other },
            Parts::Unknown => Count::Range { at_least: 0, at_most: self.size },
        }
    }

    pub(super) fn negatives(&self) -> Count {
        match self.parts {
            Parts::All { negative, .. } | Parts::Negative { negative, .. } => {
                self.in_negatives.apply(self.below + negative)
            }
            _ if self.few_negatives => self.few,
            Parts::Zero { other, .. } => self.negatives_from_below(other),
            Parts::Unknown => self.negatives_from_below(self.size),
        }
    }

    fn negatives_from_below(&self, most: u64) -> Count {
        let hidden = self.in_negatives.cells * self.in_negatives.largest;
        Count::Range { at_least: self.below.saturating_sub(hidden), at_most: self.below + most }
    }

    pub(super) fn are_coarse(&self) -> bool {
        [self.zeros(), self.negatives()].iter().any(|count| matches!(count, Count::Range { .. }))
    }
}

impl Hidden {
    const fn apply(self, sum: u64) -> Count {
        if self.cells == 0 {
            return Count::Exact(sum);
        }
        let at_least = sum.saturating_sub(self.cells * self.largest);
        Count::Range { at_least, at_most: sum.saturating_sub(self.cells) }
    }
}

enum Host {
    Negatives,
    Zeros,
    Other,
}

impl Parts {
    /// The finest cut whose parts are each empty or large enough. Sketches may disagree with exact counts by a few
    /// rows; then nothing is told.
    fn choose(negative: Option<u64>, zero: u64, size: u64, scope: &Scope) -> Self {
        let Some(negative) = negative else { return Self::Unknown };
        let Some(positive) = size.checked_sub(negative).and_then(|rest| rest.checked_sub(zero)) else {
            return Self::Unknown;
        };
        let small = |count| scope.is_small(count);
        if !small(negative) && !small(zero) && !small(positive) {
            Self::All { negative, zero, positive }
        } else if !small(zero) && !small(negative + positive) {
            Self::Zero { zero, other: negative + positive }
        } else if !small(negative) && !small(zero + positive) {
            Self::Negative { negative, other: zero + positive }
        } else {
            Self::Unknown
        }
    }

    fn largest(self, size: u64) -> u64 {
        match self {
            Self::All { negative, zero, positive } => negative.max(zero).max(positive),
            Self::Zero { zero, other } => zero.max(other),
            Self::Negative { negative, other } => negative.max(other),
            Self::Unknown => size,
        }
    }

    /// Adds rows to the largest part; where parts are equal, to the one that nobody is told.
    fn enlarge(&mut self, rows: u64) -> Host {
        match self {
            Self::All { negative, zero, positive } => {
                if *positive >= *negative && *positive >= *zero {
                    *positive += rows;
                    Host::Other
                } else if *zero >= *negative {
                    *zero += rows;
                    Host::Zeros
                } else {
                    *negative += rows;
                    Host::Negatives
                }
            }
            Self::Zero { zero, other } if *zero > *other => {
                *zero += rows;
                Host::Zeros
            }
            Self::Negative { negative, other } if *negative > *other => {
                *negative += rows;
                Host::Negatives
            }
            Self::Zero { other, .. } | Self::Negative { other, .. } => {
                *other += rows;
                Host::Other
            }
            Self::Unknown => Host::Other,
        }
    }
}
