//! A sample of a column's different values, to see what they look like.

mod table;

pub(super) use table::Table;

use super::census::{Counted, joined};
use super::personal::{Marks, integer_marks, text_marks};
use super::text::CHUNK;
/// Bytes of a text that is tested only if it stays in the sample.
const BRIEF: usize = 30;

/// The values with the lowest hashes, each with its exact count: a sample of the different values that depends neither
/// on their order nor on how they were split. At level 0 it holds them all; each level has three quarters of the one
/// before, and the level is the lowest at which the sample fits.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    most: usize,
    level: u32,
    limit: u64,
    table: Table<Seen>,
}

/// What is remembered of a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen {
    Brief([u8; BRIEF], u8),
    Number(f64),
    Tested(Marks),
}

impl Default for Seen {
    fn default() -> Self {
        Self::Tested(Marks::default())
    }
}

/// One value of a sample.
pub(super) type Sampled = Counted<Marks>;

/// The highest hash at a level.
fn limit(level: u32) -> u64 {
    (0..level).fold(u64::MAX, |limit, _| limit - limit / 4)
}

impl Sample {
    /// Of at most so many different values.
    pub(super) fn new(most: usize) -> Self {
        Self { most, level: 0, limit: u64::MAX, table: Table::new() }
    }

    /// Values with a higher hash do not belong to it.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// Counts the values that belong to the sample; `remember` is asked for those that are new, by their places.
    #[inline]
    pub(super) fn add_chunk(&mut self, hashes: &[u64], remember: impl Fn(usize) -> Seen) {
        let (mut chosen, mut places, mut unknown) = ([0; CHUNK], [0u16; CHUNK], [0; CHUNK]);
        let mut n = 0;
        for (at, hash) in hashes.iter().enumerate() {
            (chosen[n & (CHUNK - 1)], places[n & (CHUNK - 1)]) = (*hash, at as u16);
            n += usize::from(*hash <= self.limit);
        }
        let others = self.table.count(&chosen[..n], &mut unknown);
        for at in &unknown[..others] {
            let at = usize::from(*at);
            self.add(chosen[at], 1, || remember(usize::from(places[at])));
        }
    }

    /// Counts a value if it belongs to the sample.
    #[inline]
    pub(super) fn add(&mut self, hash: u64, weight: u64, bytes: impl FnOnce() -> Seen) {
        if hash > self.limit || self.table.add(hash, weight) {
            return;
        }
        self.table.insert(hash, weight, bytes());
        while self.table.len() > self.most {
            self.level += 1;
            self.limit = limit(self.level);
            let limit = self.limit;
            self.table.retain(|hash| hash <= limit);
        }
    }

    /// The level, and the sample by ascending hash.
    pub(super) fn finish(self) -> (u32, Vec<Sampled>) {
        let entries = self.table.into_entries().into_iter();
        let sampled = entries.map(|(hash, count, seen)| Counted { hash, count, value: seen.marks() });
        (self.level, sampled.collect())
    }

    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        self.table.heap_bytes()
    }
}

impl Seen {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut brief = [0; BRIEF];
        match brief.get_mut(..bytes.len()) {
            Some(start) => {
                start.copy_from_slice(bytes);
                Self::Brief(brief, bytes.len() as u8)
            }
            None => Self::Tested(text_marks(bytes)),
        }
    }

    fn marks(self) -> Marks {
        match self {
            Self::Brief(bytes, length) => text_marks(&bytes[..usize::from(length)]),
            Self::Number(x) => integer_marks(x),
            Self::Tested(marks) => marks,
        }
    }
}

/// The sample of both sides' values, of at most `most` different ones.
pub(super) fn merge(most: usize, left: (u32, Vec<Sampled>), right: (u32, Vec<Sampled>)) -> (u32, Vec<Sampled>) {
    let (mut level, mut all) = (left.0.max(right.0), joined(left.1, right.1));
    loop {
        all.truncate(all.partition_point(|value| value.hash <= limit(level)));
        if all.len() <= most {
            return (level, all);
        }
        level += 1;
    }
}
