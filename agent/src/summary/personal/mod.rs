//! How many values hold personal data, by validated patterns.

mod digits;
mod identity;
mod network;
mod scan;
mod secret;
#[cfg(test)]
mod tests;

use conspectus_metadata::PersonalClass;

use super::partial::{Part, Reader, Writer, fields};

pub(super) use digits::{integer_marks, may_be_personal};
pub(super) use scan::text_marks;

/// How many values hold each class of personal data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PatternCounts {
    tested: u64,
    numeric: u64,
    dates: u64,
    matched: [u64; 16],
}

fields!(PatternCounts: tested, numeric, dates, matched);

/// What one value matched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::summary) struct Marks(u32);

impl Part for Marks {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Part::read(input).map(Self)
    }
}

impl Marks {
    const NUMERIC: Self = Self(1 << 16);
    const DATE: Self = Self(1 << 17);

    fn set(&mut self, class: PersonalClass) {
        self.0 |= 1 << class as u32;
    }

    fn has(self, class: PersonalClass) -> bool {
        self.0 >> class as u32 & 1 == 1
    }
}

impl PatternCounts {
    /// How many values were looked at: every non-null one.
    pub fn tested(&self) -> u64 {
        self.tested
    }

    /// How many of them hold a valid `class`, alone or inside a longer text. A value may count for several classes.
    pub fn matched(&self, class: PersonalClass) -> u64 {
        self.matched[class as usize]
    }

    pub(super) fn numeric(&self) -> u64 {
        self.numeric
    }

    pub(super) fn dates(&self) -> u64 {
        self.dates
    }

    pub(super) fn set_tested(&mut self, tested: u64) {
        self.tested = tested;
    }

    #[inline]
    pub(super) fn add(&mut self, marks: Marks, weight: u64) {
        if marks.0 == 0 {
            return;
        }
        self.numeric += if marks.0 & Marks::NUMERIC.0 == 0 { 0 } else { weight };
        self.dates += if marks.0 & Marks::DATE.0 == 0 { 0 } else { weight };
        for (class, matched) in self.matched.iter_mut().enumerate() {
            *matched += if marks.0 >> class & 1 == 0 { 0 } else { weight };
        }
    }

    /// As many values as were tested stand for `all`.
    pub(super) fn scaled(mut self, all: u64) -> Self {
        let tested = u128::from(self.tested.max(1));
        let scale = |count: &mut u64| {
            *count = u64::try_from((u128::from(*count) * u128::from(all) + tested / 2) / tested).unwrap_or(u64::MAX);
        };
        self.matched.iter_mut().chain([&mut self.numeric, &mut self.dates, &mut self.tested]).for_each(scale);
        self
    }

    /// Of each class what the one or the other shows, whichever is more.
    pub(super) fn or_more(mut self, other: &Self) -> Self {
        self.matched.iter_mut().zip(other.matched).for_each(|(mine, theirs)| *mine = theirs.max(*mine));
        self
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        self.tested += other.tested;
        self.numeric += other.numeric;
        self.dates += other.dates;
        self.matched.iter_mut().zip(other.matched).for_each(|(mine, theirs)| *mine += theirs);
        self
    }
}
