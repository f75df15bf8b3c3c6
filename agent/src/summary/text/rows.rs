use super::super::hash::Hasher;
use super::super::personal::{Marks, PatternCounts, text_marks};
use super::super::sample::Table;

/// So many values are looked at before the steps double for the first time, and between two times after that.
const STEPS: u64 = 1024;
/// Different values with a sure mark that are remembered.
const MOST: usize = 4096;

/// Values at places spread over the whole column: they show what few different values hold many rows of.
#[derive(Debug, Clone)]
pub(super) struct RowSample {
    hasher: Hasher,
    /// Values so far.
    position: u64,
    /// The next one to look at, and how many it stands for.
    next: u64,
    step: u64,
    marked: Table<Marks>,
}

impl RowSample {
    pub(super) fn new(hasher: Hasher) -> Self {
        Self { hasher, position: 0, next: 0, step: 1, marked: Table::new() }
    }

    /// Passes by so many values; calls `look` with the place of each that is to be looked at, and how many it stands for.
    #[inline]
    pub(super) fn pass(&mut self, values: u64, mut look: impl FnMut(&mut Self, u64, u64)) {
        let end = self.position + values;
        while self.next < end {
            look(self, self.next - self.position, self.step);
            self.advance();
        }
        self.position = end;
    }

    fn advance(&mut self) {
        let start = (self.next / self.step + 1) * self.step;
        self.step = 1 << (start / STEPS).max(1).ilog2();
        self.next = start + self.hasher.number(start) % self.step;
    }

    /// Passes by a value that occurs so often; returns for how many values it is to be looked at.
    pub(super) fn steps(&mut self, weight: u64) -> u64 {
        let mut steps = 0;
        self.pass(weight, |_, _, step| steps += step);
        steps
    }

    pub(super) fn look(&mut self, hash: u64, weight: u64, bytes: &[u8]) {
        self.add(hash, weight, text_marks(bytes));
    }

    /// Counts a value that was tested.
    pub(super) fn add(&mut self, hash: u64, weight: u64, marks: Marks) {
        let counts = weight > 0 && marks.is_sure() && !self.marked.add(hash, weight);
        if counts && self.marked.len() < MOST {
            self.marked.insert(hash, weight, marks);
        }
    }

    pub(super) fn finish(self) -> PatternCounts {
        let mut counts = PatternCounts::default();
        for (_, count, marks) in self.marked.into_entries() {
            counts.add(marks, count);
        }
        counts.set_tested(self.position);
        counts
    }

    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        self.marked.heap_bytes()
    }
}
