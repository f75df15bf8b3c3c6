mod accumulator;

pub(super) use accumulator::TextAccumulator;

use super::census::Census;
use super::{NumberSummary, PatternCounts};

/// Up to this many different texts are counted one by one.
const COUNTED: usize = 8192;

/// The summary of a column of text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TextSummary {
    /// Characters per non-null value.
    pub lengths: NumberSummary,
    /// Values of length zero.
    pub empty: u64,
    /// Texts too long for a label are counted without being kept.
    census: Census<Option<Box<str>>>,
    personal: PatternCounts,
}

impl TextSummary {
    /// How many different values there are: exact up to 8,192, else an estimate.
    pub fn distinct(&self) -> u64 {
        self.census.distinct()
    }

    /// Whether [`Self::distinct`] is exact.
    pub fn distinct_is_exact(&self) -> bool {
        self.census.is_exact()
    }

    /// Frequent values with their counts, most frequent first, at most 256, none longer than 256 bytes. The counts are
    /// exact when [`Self::distinct_is_exact`], else lower bounds.
    pub fn frequent(&self) -> Vec<(String, u64)> {
        let frequent = self.census.frequent(256).into_iter();
        frequent.filter_map(|counted| Some((counted.value.as_deref()?.to_owned(), counted.count))).collect()
    }

    /// How many values validated as each class of personal data.
    pub fn personal(&self) -> &PatternCounts {
        &self.personal
    }

    /// How many non-null values read as a number.
    pub fn numeric_looking(&self) -> u64 {
        self.personal.numeric()
    }

    /// How many non-null values read as an ISO or common local date.
    pub fn date_looking(&self) -> u64 {
        self.personal.dates()
    }

    /// The summary of both sides' values.
    pub(super) fn merge(self, other: Self) -> Self {
        Self {
            lengths: self.lengths.merge(other.lengths),
            empty: self.empty + other.empty,
            census: self.census.merge(other.census, COUNTED),
            personal: self.personal.merge(other.personal),
        }
    }
}
