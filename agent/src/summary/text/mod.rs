mod accumulator;
mod cells;
mod contenders;
mod each;
mod lengths;
mod many;
mod partial;
mod rows;
#[cfg(test)]
mod tests;
mod vocabulary;

pub(super) use accumulator::{CHUNK, TextAccumulator};
pub(super) use lengths::Lengths;

use super::{NumberSummary, PatternCounts};
use vocabulary::Vocabulary;

/// Up to this many different texts are counted one by one.
const COUNTED: usize = 8192;
/// So many different texts are looked at, at most, where there are more.
const SAMPLED: usize = 16_384;
/// Longer texts are not kept: no label is longer than 64 characters.
const LABEL_BYTES: usize = 256;

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
    vocabulary: Vocabulary,
    /// What the vocabulary shows.
    personal: PatternCounts,
    /// Some text has other characters than those of ASCII.
    beyond_ascii: bool,
}

impl TextSummary {
    fn new(lengths: NumberSummary, empty: u64, vocabulary: Vocabulary, beyond_ascii: bool) -> Self {
        let personal = vocabulary.patterns();
        Self { lengths, empty, vocabulary, personal, beyond_ascii }
    }

    /// How many different values there are: exact up to 16,384, else an estimate.
    pub fn distinct(&self) -> u64 {
        self.vocabulary.distinct()
    }

    /// Whether every text was counted by itself: up to 8,192 different ones.
    pub fn distinct_is_exact(&self) -> bool {
        self.vocabulary.words().is_some()
    }

    /// Frequent values with their counts, most frequent first, at most 256, none longer than 256 bytes. Up to 8,192
    /// different values every one is a candidate; beyond, those that make up at least one of 256 values, and their
    /// counts may be off by a few parts in 65,536 of all values.
    pub fn frequent(&self) -> Vec<(String, u64)> {
        let frequent = self.vocabulary.frequent(256).into_iter();
        frequent.map(|(text, count)| (text.to_owned(), count)).collect()
    }

    /// A keyed hash and the number of rows of every different text, where each was counted by itself.
    pub fn counted(&self) -> Option<Vec<(u64, u64)>> {
        let words = self.vocabulary.words()?.iter();
        Some(words.map(|word| (word.hash, word.count)).collect())
    }

    /// Every different text and the number of its rows, for as many as are counted one by one; none for the longest.
    pub fn labels(&self) -> Vec<(Option<String>, u64)> {
        match self.vocabulary.words() {
            Some(words) => {
                words.iter().map(|word| (word.value.text.as_deref().map(str::to_owned), word.count)).collect()
            }
            None => self.frequent().into_iter().map(|(text, count)| (Some(text), count)).collect(),
        }
    }

    /// How many values validated as each class of personal data.
    pub fn personal(&self) -> &PatternCounts {
        &self.personal
    }

    /// Which characters the texts are made of; every value was looked at.
    pub fn encoding(&self) -> TextEncoding {
        if self.beyond_ascii { TextEncoding::Utf8 } else { TextEncoding::Ascii }
    }

    /// How many values were tested for what they look like, or are spoken for by a sample of them:
    /// [`Self::numeric_looking`], [`Self::date_looking`] and [`Self::personal`] are parts of these.
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
        Self::new(
            self.lengths.merge(other.lengths),
            self.empty + other.empty,
            self.vocabulary.merge(other.vocabulary),
            self.beyond_ascii || other.beyond_ascii,
        )
    }
}

/// Bytes that begin a character.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn label(text: &[u8]) -> Option<Box<str>> {
    (text.len() <= LABEL_BYTES).then(|| label_of(text))
}

fn label_of(text: &[u8]) -> Box<str> {
    String::from_utf8_lossy(text).into()
}
