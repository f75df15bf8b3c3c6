use conspectus_metadata::PersonalClass;

use super::super::partial::fields;
use super::{Marks, Pattern};

/// How many values show each kind of personal data.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PatternCounts {
    tested: u64,
    numeric: u64,
    dates: u64,
    /// Looks at a value that showed anything; a value that repeats is looked at once.
    looks: u64,
    tried: [u32; Pattern::COUNT],
    passed: [u32; Pattern::COUNT],
    rows: [u64; Pattern::COUNT],
}

fields!(PatternCounts: tested, numeric, dates, looks, tried, passed, rows);

/// What the values say about one pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The class that the pattern belongs to.
    pub class: PersonalClass,
    /// Values, as often as they occur, that pass the pattern.
    pub rows: u64,
    /// Different values with the pattern's outline.
    pub tried: u32,
    /// How many of them pass it.
    pub passed: u32,
    /// At most which part of ordinary values of that outline pass; 0 where one that passes is personal for sure.
    pub chance: f64,
}

impl PatternCounts {
    /// How many values were looked at: every non-null one, or those that stand for them.
    pub fn tested(&self) -> u64 {
        self.tested
    }

    /// How many of them hold a valid `class`, alone or inside a longer text. A value may count for several classes.
    pub fn matched(&self, class: PersonalClass) -> u64 {
        self.evidence().filter(|evidence| evidence.class == class).map(|evidence| evidence.rows).max().unwrap_or(0)
    }

    /// Every pattern that a value passed, the surer ones first.
    pub fn evidence(&self) -> impl Iterator<Item = Evidence> {
        Pattern::ALL.iter().enumerate().filter(|(at, _)| self.rows[*at] > 0).map(|(at, pattern)| Evidence {
            class: pattern.class(),
            rows: self.rows[at],
            tried: self.tried[at],
            passed: self.passed[at],
            chance: pattern.chance(),
        })
    }

    /// How often a value showed anything: more than there are different values where parts were merged.
    pub fn looks(&self) -> u64 {
        self.looks
    }

    /// How many different values have the outline of a person's name.
    pub fn outlined_as_persons(&self) -> u32 {
        self.tried[Pattern::PersonLikely as usize].saturating_add(self.tried[Pattern::PersonWord as usize])
    }

    pub(in crate::summary) fn numeric(&self) -> u64 {
        self.numeric
    }

    pub(in crate::summary) fn dates(&self) -> u64 {
        self.dates
    }

    pub(in crate::summary) fn set_tested(&mut self, tested: u64) {
        self.tested = tested;
    }

    /// What tested values show, each with how often it occurs.
    pub(in crate::summary) fn of(values: impl Iterator<Item = (Marks, u64)>) -> Self {
        let (mut counts, mut tested) = (Self::default(), 0u64);
        for (marks, count) in values {
            counts.add(marks, count);
            tested = tested.saturating_add(count);
        }
        counts.set_tested(tested);
        counts
    }

    /// Counts one value that occurs `weight` times.
    #[inline]
    pub(in crate::summary) fn add(&mut self, marks: Marks, weight: u64) {
        if !marks.is_empty() {
            self.add_marked(marks, weight);
        }
    }

    fn add_marked(&mut self, marks: Marks, weight: u64) {
        self.looks += 1;
        self.numeric += if marks.is_numeric() { weight } else { 0 };
        self.dates += if marks.is_date() { weight } else { 0 };
        for (at, pattern) in Pattern::ALL.into_iter().enumerate() {
            self.tried[at] = self.tried[at].saturating_add(u32::from(marks.tried(pattern)));
            self.passed[at] = self.passed[at].saturating_add(u32::from(marks.passed(pattern)));
            self.rows[at] += if marks.passed(pattern) { weight } else { 0 };
        }
    }

    /// As many values as were tested stand for `all`. Tests that were made stay as many as they were.
    pub(in crate::summary) fn scaled(mut self, all: u64) -> Self {
        let tested = u128::from(self.tested.max(1));
        let scale = |count: &mut u64| {
            *count = u64::try_from((u128::from(*count) * u128::from(all) + tested / 2) / tested).unwrap_or(u64::MAX);
        };
        self.rows.iter_mut().chain([&mut self.numeric, &mut self.dates, &mut self.tested]).for_each(scale);
        self
    }

    /// Of each sure pattern what the one or the other shows, whichever is more.
    pub(in crate::summary) fn or_more(mut self, other: &Self) -> Self {
        for at in 0..Pattern::COUNT {
            if Pattern::ALL[at].is_sure() && other.rows[at] > self.rows[at] {
                (self.tried[at], self.passed[at], self.rows[at]) = (other.tried[at], other.passed[at], other.rows[at]);
            }
        }
        self
    }

    pub(in crate::summary) fn merge(mut self, other: Self) -> Self {
        self.tested += other.tested;
        self.numeric += other.numeric;
        self.dates += other.dates;
        self.looks += other.looks;
        for at in 0..Pattern::COUNT {
            self.tried[at] = self.tried[at].saturating_add(other.tried[at]);
            self.passed[at] = self.passed[at].saturating_add(other.passed[at]);
            self.rows[at] += other.rows[at];
        }
        self
    }
}
