use super::super::personal::{Marks, text_marks};
use super::cells::{CELLS, Cells, cell};
use super::label;
use super::vocabulary::Word;

/// A frequent value has at least this part of all occurrences, ...
const FREQUENT: u64 = 256;
/// ... and is watched for from a quarter of that.
const WATCHED: u64 = 4 * FREQUENT;
/// Fewer occurrences are nothing to watch.
pub(super) const LEAST: u64 = 32;
/// So many cells may be watched before those that fell behind are dropped.
const ROOM: usize = 4 * WATCHED as usize;

/// The value that holds most occurrences of a cell, by majority vote.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Contender {
    pub(super) hash: u64,
    pub(super) votes: u64,
    /// Unless it is too long for a label.
    pub(super) text: Option<Box<str>>,
    /// Of texts that are not kept.
    pub(super) marks: Marks,
}

/// The values of the cells that have many occurrences.
#[derive(Debug, Clone)]
pub(super) struct Contenders {
    found: Vec<Contender>,
    /// For each cell the place of its contender, counted from 1.
    places: Box<[u16]>,
    /// Cells with fewer occurrences are not looked at.
    least: u64,
}

impl Default for Contenders {
    fn default() -> Self {
        Self { found: Vec::new(), places: vec![0; CELLS].into_boxed_slice(), least: LEAST }
    }
}

impl Contenders {
    pub(super) fn least(&self) -> u32 {
        u32::try_from(self.least).unwrap_or(u32::MAX)
    }

    /// A vote for a value in a cell with at least [`Self::least`] occurrences.
    #[inline]
    pub(super) fn vote(&mut self, hash: u64, weight: u64, value: impl FnOnce() -> Contender) {
        let place = usize::from(self.places[cell(hash)]);
        match self.found.get_mut(place.wrapping_sub(1)) {
            Some(contender) if contender.hash == hash => contender.votes += weight,
            Some(contender) if contender.votes >= weight => contender.votes -= weight,
            Some(contender) => *contender = Contender { votes: weight - contender.votes, ..value() },
            None => {
                self.found.push(Contender { votes: weight, ..value() });
                self.places[cell(hash)] = self.found.len() as u16;
            }
        }
    }

    pub(super) fn is_crowded(&self) -> bool {
        self.found.len() >= ROOM
    }

    /// Watches only cells that may still turn out frequent.
    pub(super) fn settle(&mut self, cells: &Cells) {
        self.least = self.least.max(cells.total() / WATCHED);
        for contender in &self.found {
            self.places[usize::from(contender.cell())] = 0;
        }
        self.found.retain(|contender| u64::from(cells.of(contender.cell())) >= self.least);
        for (place, contender) in (1..).zip(&self.found) {
            self.places[usize::from(contender.cell())] = place;
        }
    }

    /// By cell.
    pub(super) fn finish(mut self, cells: &Cells) -> Vec<Contender> {
        self.settle(cells);
        self.found.sort_unstable_by_key(Contender::cell);
        self.found
    }

    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        let texts = self.found.iter().filter_map(|contender| contender.text.as_ref());
        let texts: usize = texts.map(|text| text.len()).sum();
        texts + self.found.capacity() * size_of::<Contender>() + size_of_val(&*self.places)
    }
}

impl Contender {
    pub(super) fn cell(&self) -> u16 {
        cell(self.hash) as u16
    }

    pub(super) fn new(hash: u64, bytes: &[u8]) -> Self {
        let text = label(bytes);
        let marks = if text.is_some() { Marks::default() } else { text_marks(bytes) };
        Self { hash, votes: 0, text, marks }
    }

    /// A text too long for a label.
    pub(super) fn tested(hash: u64, marks: Marks) -> Self {
        Self { hash, votes: 0, text: None, marks }
    }

    /// A text that was counted one by one.
    pub(super) fn of(word: Word) -> Self {
        Self { hash: word.hash, votes: word.count, text: word.value.text, marks: word.value.marks }
    }

    pub(super) fn marks(&self) -> Marks {
        self.text.as_ref().map_or(self.marks, |text| text_marks(text.as_bytes()))
    }

    /// How often the value occurs, if that is often enough to be named.
    pub(super) fn count(&self, cells: &Cells) -> Option<u64> {
        let count = cells.estimate(self.cell());
        (count >= (cells.total() / FREQUENT).max(LEAST)).then_some(count)
    }

    /// Of each cell the value with more votes.
    pub(super) fn merge(mut left: Vec<Self>, right: Vec<Self>, cells: &Cells) -> Vec<Self> {
        left.extend(right);
        left.sort_by_key(|contender| (contender.cell(), contender.hash));
        let mut merged: Vec<Self> = Vec::new();
        for contender in left {
            match merged.last_mut().filter(|last| last.cell() == contender.cell()) {
                Some(last) if last.hash == contender.hash => last.votes = last.votes.saturating_add(contender.votes),
                Some(last) if last.votes >= contender.votes => last.votes -= contender.votes,
                Some(last) => *last = Self { votes: contender.votes - last.votes, ..contender },
                None => merged.push(contender),
            }
        }
        let least = LEAST.max(cells.total() / WATCHED);
        merged.retain(|contender| u64::from(cells.of(contender.cell())) >= least);
        merged
    }
}
