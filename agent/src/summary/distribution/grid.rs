//! The distribution while it is being counted.

use super::key::key;

/// Neighbouring cells that are kept together.
pub(super) const PAGE_BITS: u32 = 6;
const CELLS: usize = 1 << PAGE_BITS;
/// The grid turns coarser when values fall into more pages than this: 256 KiB of counts.
pub(super) const MAX_PAGES: usize = 512;
const SLOTS: usize = 4 * MAX_PAGES;
const VACANT: u16 = u16::MAX;

/// Counts of values by cell. A cell holds the doubles that share all but their lowest `level` bits, so edges never
/// depend on the data; only the level does, and it is the finest at which all values fit into [`MAX_PAGES`] pages:
/// neither order nor batches matter.
#[derive(Debug, Clone)]
pub(in crate::summary) struct Grid {
    level: u32,
    slots: Box<[u16; SLOTS]>,
    ids: Vec<u64>,
    pages: Vec<[u64; CELLS]>,
}

impl Default for Grid {
    fn default() -> Self {
        Self { level: 0, slots: Box::new([VACANT; SLOTS]), ids: Vec::new(), pages: Vec::new() }
    }
}

#[inline]
fn slot(id: u64) -> usize {
    (id.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 53) as usize & (SLOTS - 1)
}

impl Grid {
    /// Adds finite values.
    pub(in crate::summary) fn add_chunk(&mut self, values: &[f64]) {
        for &x in values {
            self.add(x, 1);
        }
    }

    /// Adds a finite value as often as `weight` says.
    #[inline]
    pub(in crate::summary) fn add(&mut self, x: f64, weight: u64) {
        let key = key(x);
        let page = self.page(key);
        let cell = (key >> self.level) as usize & (CELLS - 1);
        self.pages[page][cell] += weight;
    }

    #[inline]
    fn page(&mut self, key: u64) -> usize {
        let id = key >> (self.level + PAGE_BITS);
        let mut at = slot(id);
        loop {
            let page = usize::from(self.slots[at]);
            if self.ids.get(page) == Some(&id) {
                return page;
            }
            if self.slots[at] == VACANT {
                return self.new_page(key);
            }
            at = (at + 1) & (SLOTS - 1);
        }
    }

    #[cold]
    fn new_page(&mut self, key: u64) -> usize {
        let id = key >> (self.level + PAGE_BITS);
        if self.ids.len() == MAX_PAGES {
            let step = coarsening(self.ids.iter().copied().chain([id]));
            self.coarsen(step);
            return self.page(key);
        }
        self.place(id);
        self.ids.push(id);
        self.pages.push([0; CELLS]);
        self.ids.len() - 1
    }

    /// Points a free slot at the page that comes next.
    fn place(&mut self, id: u64) {
        let mut at = slot(id);
        while self.slots[at] != VACANT {
            at = (at + 1) & (SLOTS - 1);
        }
        self.slots[at] = self.ids.len() as u16;
    }

    fn coarsen(&mut self, step: u32) {
        let old = std::mem::take(self);
        self.level = old.level + step;
        for (id, page) in old.ids.into_iter().zip(old.pages) {
            for (cell, count) in page.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                let key = (id << PAGE_BITS | cell as u64) << old.level;
                let page = self.page(key);
                self.pages[page][(key >> self.level) as usize & (CELLS - 1)] += count;
            }
        }
    }

    /// The level, and the cells with a count in ascending order.
    pub(super) fn into_cells(self) -> (u32, Vec<(u64, u64)>) {
        let mut order: Vec<usize> = (0..self.ids.len()).collect();
        order.sort_unstable_by_key(|page| self.ids[*page]);
        let cells = order.into_iter().flat_map(|page| {
            let first = self.ids[page] << PAGE_BITS;
            let counts = self.pages[page].iter().enumerate().filter(|(_, count)| **count > 0);
            counts.map(move |(cell, count)| (first | cell as u64, *count))
        });
        (self.level, cells.collect())
    }
}

/// By how many levels pages have to be joined until at most [`MAX_PAGES`] are left.
pub(super) fn coarsening(pages: impl Iterator<Item = u64>) -> u32 {
    let mut ids: Vec<u64> = pages.collect();
    ids.sort_unstable();
    ids.dedup();
    let mut step = 0;
    while ids.len() > MAX_PAGES {
        step += 1;
        for id in &mut ids {
            *id >>= 1;
        }
        ids.dedup();
    }
    step
}
