use super::Distribution;
use super::grid::{MAX_PAGES, PAGE_BITS};
use super::key::{key, value};

impl Distribution {
    /// The most pages of the grid; see [`Self::pages`].
    pub const MOST_PAGES: u64 = MAX_PAGES as u64;

    /// How many of the lowest bits the keys of one cell differ in.
    pub fn level(&self) -> u32 {
        self.level
    }

    /// The smallest key of each cell that holds values, ascending, with their number. Keys are doubles as integers in
    /// the same order, so two tables of one level have the same cells.
    pub fn cells(&self) -> impl Iterator<Item = (u64, u64)> {
        self.counts(self.level).map(|(id, count)| (id << self.level, count))
    }

    /// How many pages the values would take at `level`: a number that one row changes by at most one. The summary has that
    /// level or a finer one exactly when there are no more than [`Self::MOST_PAGES`]; one more stands for all others.
    pub fn pages(&self, level: u32) -> u64 {
        if self.level > level {
            return Self::MOST_PAGES + 1;
        }
        let mut pages: Vec<u64> = self.cells().map(|(key, _)| key >> (level + PAGE_BITS)).collect();
        pages.dedup();
        pages.len() as u64
    }

    /// The key of a published value.
    pub fn key_of(&self, published: f64) -> u64 {
        key(self.unit.raw(published))
    }

    /// The published value of a key.
    pub fn value_of(&self, key: u64) -> f64 {
        self.unit.published(value(key))
    }
}
