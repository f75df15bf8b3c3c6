use super::{NumberSummary, PatternCounts};

/// The summary of a column of text.
#[derive(Debug, Clone, Default)]
pub struct TextSummary {
    /// Characters per non-null value.
    pub lengths: NumberSummary,
    /// Values of length zero.
    pub empty: u64,
    personal: PatternCounts,
}

impl TextSummary {
    /// How many different values there are: exact up to some thousands, else an estimate.
    pub fn distinct(&self) -> u64 {
        0
    }

    /// Whether [`Self::distinct`] is exact.
    pub fn distinct_is_exact(&self) -> bool {
        true
    }

    /// Frequent values with their counts, most frequent first, at most 256, none longer than 256 bytes. The counts are
    /// exact when [`Self::distinct_is_exact`], else lower bounds.
    pub fn frequent(&self) -> Vec<(String, u64)> {
        Vec::new()
    }

    /// How many values validated as each class of personal data.
    pub fn personal(&self) -> &PatternCounts {
        &self.personal
    }

    /// How many non-null values read as a number.
    pub fn numeric_looking(&self) -> u64 {
        0
    }

    /// How many non-null values read as an ISO or common local date.
    pub fn date_looking(&self) -> u64 {
        0
    }
}
