use std::cmp::Reverse;

use super::super::PatternCounts;
use super::super::census::{Counted, Registers, joined};
use super::super::personal::Marks;
use super::super::sample::{self, Sampled};
use super::cells::Cells;
use super::contenders::{Contender, LEAST};
use super::{COUNTED, SAMPLED};

/// Which texts a column has.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Vocabulary {
    /// Every text, by ascending hash.
    Whole(Vec<Word>),
    /// More than that.
    Many(Box<Multitude>),
}

/// A text with the number of times it occurs, known by its keyed hash.
pub(super) type Word = Counted<Known>;

/// What is kept of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) marks: Marks,
    /// Unless it is too long for a label.
    pub(super) text: Option<Box<str>>,
}

/// What is known of many texts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Multitude {
    pub(super) registers: Registers,
    pub(super) cells: Cells,
    /// By cell.
    pub(super) contenders: Vec<Contender>,
    pub(super) level: u32,
    /// By ascending hash.
    pub(super) sample: Vec<Sampled>,
    /// What rows spread over the column show.
    pub(super) rows: PatternCounts,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::Whole(Vec::new())
    }
}

impl Vocabulary {
    pub(super) fn distinct(&self) -> u64 {
        match self {
            Self::Whole(words) => words.len() as u64,
            Self::Many(many) if many.level == 0 => many.sample.len() as u64,
            Self::Many(many) => many.registers.estimate(),
        }
    }

    /// Every text with its count, if they are that few.
    pub(super) fn words(&self) -> Option<&[Word]> {
        match self {
            Self::Whole(words) => Some(words),
            Self::Many(_) => None,
        }
    }

    /// At most `limit`, most frequent first; ties in the order of the keyed hash. Long texts are left out.
    pub(super) fn frequent(&self, limit: usize) -> Vec<(&str, u64)> {
        let mut found: Vec<(u64, u64, Option<&str>)> = match self {
            Self::Whole(words) => {
                words.iter().map(|word| (word.count, word.hash, word.value.text.as_deref())).collect()
            }
            Self::Many(many) => {
                many.frequent().map(|(value, count)| (count, value.hash, value.text.as_deref())).collect()
            }
        };
        found.sort_unstable_by_key(|(count, hash, _)| (Reverse(*count), *hash));
        found.truncate(limit);
        found.into_iter().filter_map(|(count, _, text)| Some((text?, count))).collect()
    }

    /// What the values look like, and which personal data they hold.
    pub(super) fn patterns(&self) -> PatternCounts {
        match self {
            Self::Whole(words) => PatternCounts::of(words.iter().map(|word| (word.value.marks, word.count))),
            Self::Many(many) => many.patterns(),
        }
    }

    pub(super) fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => {
                let words = joined(left, right);
                if words.len() <= COUNTED { Self::Whole(words) } else { Self::Many(Box::new(Multitude::of(words))) }
            }
            (Self::Whole(words), Self::Many(many)) | (Self::Many(many), Self::Whole(words)) => {
                Self::Many(Box::new(many.merge(Multitude::of(words))))
            }
            (Self::Many(left), Self::Many(right)) => Self::Many(Box::new(left.merge(*right))),
        }
    }
}

impl Multitude {
    /// The same values as if they had been too many from the start.
    fn of(words: Vec<Word>) -> Self {
        let (mut registers, mut cells) = (Registers::default(), Cells::default());
        for word in &words {
            registers.add(word.hash);
            cells.add(word.hash, word.count);
        }
        let rows = PatternCounts::of(words.iter().map(|word| (word.value.marks, word.count)));
        let values = words.iter().map(|word| Sampled { hash: word.hash, count: word.count, value: word.value.marks });
        let (level, sample) = sample::merge(SAMPLED, (0, values.collect()), (0, Vec::new()));
        let contenders = words.into_iter().map(Contender::of).collect();
        let contenders = Contender::merge(contenders, Vec::new(), &cells);
        Self { registers, cells, contenders, level, sample, rows }
    }

    fn merge(self, other: Self) -> Self {
        let (mut registers, mut cells) = (self.registers, self.cells);
        registers.merge(&other.registers);
        cells.merge(&other.cells);
        let contenders = Contender::merge(self.contenders, other.contenders, &cells);
        let (level, sample) = sample::merge(SAMPLED, (self.level, self.sample), (other.level, other.sample));
        Self { registers, cells, contenders, level, sample, rows: self.rows.merge(other.rows) }
    }

    /// Values frequent enough to be named, with their counts: exact where the sample has them, else what their cells
    /// say, which is off by about the square root of what a cell has on average.
    fn frequent(&self) -> impl Iterator<Item = (&Contender, u64)> {
        self.contenders.iter().filter_map(|contender| {
            let estimate = contender.count(&self.cells)?;
            let sampled = self.sample.binary_search_by_key(&contender.hash, |value| value.hash);
            let count = sampled.map_or(estimate, |at| self.sample[at].count);
            (count >= LEAST).then_some((contender, count))
        })
    }

    /// Frequent values as often as they occur, and the others as the sample has them; or what spread rows show, where
    /// that is more: few different values may hold many rows.
    fn patterns(&self) -> PatternCounts {
        let sampled = || self.sample.iter().map(|value| (value.hash, value.value, value.count));
        if self.level == 0 {
            return PatternCounts::of(sampled().map(|(_, marks, count)| (marks, count)));
        }
        let frequent: Vec<(u64, Marks, u64)> =
            self.frequent().map(|(value, count)| (value.hash, value.marks(), count)).collect();
        let is_frequent = |hash: u64| frequent.iter().any(|value| value.0 == hash);
        let rare =
            PatternCounts::of(sampled().filter(|value| !is_frequent(value.0)).map(|(_, marks, count)| (marks, count)));
        let frequent = PatternCounts::of(frequent.iter().map(|(_, marks, count)| (*marks, *count)));
        let total = self.cells.total();
        let mut all = rare.scaled(total.saturating_sub(frequent.tested())).merge(frequent);
        all.set_tested(total);
        all.or_more(&self.rows)
    }
}
