mod accumulator;
mod partial;

pub(super) use accumulator::TextAccumulator;

use super::census::Census;
use super::{NumberSummary, PatternCounts};

/// Up to this many different texts are counted one by one.
const COUNTED: usize = 8192;

/// Which characters a column's texts are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// Only the 128 characters of ASCII.
    Ascii,
    /// Others as well.
    Utf8,
}

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
    /// Some text has other characters than those of ASCII.
    beyond_ascii: bool,
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

    /// A keyed hash and the number of rows of every different text, where each was counted by itself.
    pub fn counted(&self) -> Option<Vec<(u64, u64)>> {
        let all = self.distinct_is_exact().then(|| self.census.frequent(COUNTED))?;
        Some(all.into_iter().map(|counted| (counted.hash, counted.count)).collect())
    }

    /// Every different text and the number of its rows, for as many as are counted one by one; none for the longest.
    pub fn labels(&self) -> Vec<(Option<String>, u64)> {
        let all = self.census.frequent(COUNTED).into_iter();
        all.map(|counted| (counted.value.as_deref().map(str::to_owned), counted.count)).collect()
    }

    /// How many values validated as each class of personal data.
    pub fn personal(&self) -> &PatternCounts {
        &self.personal
    }

    /// Which characters the texts are made of; every value was looked at.
    pub fn encoding(&self) -> TextEncoding {
        if self.beyond_ascii { TextEncoding::Utf8 } else { TextEncoding::Ascii }
    }

    /// How many values were tested for what they look like: [`Self::numeric_looking`], [`Self::date_looking`] and
    /// [`Self::personal`] are shares of these.
    pub fn tested(&self) -> u64 {
        self.personal.tested()
    }

    /// How many of the tested values read as a number.
    pub fn numeric_looking(&self) -> u64 {
        self.personal.numeric()
    }

    /// How many of the tested values read as an ISO or common local date.
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
            beyond_ascii: self.beyond_ascii || other.beyond_ascii,
        }
    }
}
