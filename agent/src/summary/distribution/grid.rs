//! The distribution while it is being counted.

use super::super::lanes::vectorised;
use super::key::key;
use super::pages::Pages;

/// Neighbouring cells that are kept together: a line of the processor's cache.
pub(super) const PAGE_BITS: u32 = 4;
const CELLS: usize = 1 << PAGE_BITS;
/// Values that are placed at a time.
const CHUNK: usize = 1024;
/// The grid turns coarser when values fall into more pages than this.
pub(super) const MAX_PAGES: usize = 1024;

/// Counts of values by cell. A cell holds the doubles that share all but their lowest `level` bits, so edges never
/// depend on the data; only the level does, and it is the finest at which all values fit into [`MAX_PAGES`] pages:
/// neither order nor batches matter.
#[derive(Debug, Clone, Default)]
pub(in crate::summary) struct Grid {
    level: u32,
    pages: Pages,
    counts: Vec<[u32; CELLS]>,
    /// How often values were counted in `counts`, before which they move to `many` when they could overflow.
    counted: u64,
    many: Vec<(u64, u64)>,
}

vectorised! {
    /// The cell of each value.
    fn number(values: &[f64], level: u32, numbers: &mut [u64]) {
        for (x, number) in values.iter().zip(numbers) {
            *number = key(*x) >> (level & 63);
        }
    }
}

#[inline]
fn cell(number: u64) -> usize {
    number as usize & (CELLS - 1)
}

impl Grid {
    /// Adds finite values.
    pub(in crate::summary) fn add_chunk(&mut self, values: &[f64]) {
        self.make_room(values.len() as u64);
        let mut numbers = [0; CHUNK];
        for values in values.chunks(CHUNK) {
            let numbers = &mut numbers[..values.len()];
            let (mut done, mut level) = (0, None);
            while done < values.len() {
                if level.replace(self.level) != Some(self.level) {
                    number(&values[done..], self.level, &mut numbers[done..]);
                }
                let counts = self.counts.as_mut_slice();
                let count = |page: usize, number| counts[page][cell(number)] += 1;
                done += self.pages.visit(&numbers[done..], |number| number >> PAGE_BITS, count);
                if done < values.len() {
                    self.new_page(values[done], &values[done..]);
                }
            }
        }
    }

    /// Adds a finite value as often as `weight` says.
    pub(in crate::summary) fn add(&mut self, x: f64, weight: u64) {
        let Ok(small) = u32::try_from(weight).map_err(|_| ()) else {
            // The pages must know of it, too.
            self.add(x, 1);
            self.many.push((key(x), weight - 1));
            return;
        };
        self.make_room(weight);
        loop {
            let number = key(x) >> self.level;
            if let Some(page) = self.pages.find(number >> PAGE_BITS) {
                self.counts[page][cell(number)] += small;
                return;
            }
            self.new_page(x, &[x]);
        }
    }

    /// Moves counts away that could overflow.
    fn make_room(&mut self, more: u64) {
        self.counted += more;
        if self.counted > u64::from(u32::MAX) {
            let cells = self.cells();
            self.many.extend(cells.into_iter().map(|(cell, count)| (cell << self.level, count)));
            self.counts.fill([0; CELLS]);
            self.counted = more;
        }
    }

    /// Says which values are to come, before the first ones: the grid need not become coarser for them step by step.
    pub(in crate::summary) fn foresee(&mut self, values: &[f64]) {
        if self.counts.is_empty() && values.len() > MAX_PAGES {
            self.level = self.level.max(coarsening(values.iter().map(|x| key(*x) >> PAGE_BITS)));
            self.counts.reserve(MAX_PAGES);
        }
    }

    /// Makes a page for `x`; when there are too many, the grid becomes as coarse as it must.
    #[cold]
    fn new_page(&mut self, x: f64, to_come: &[f64]) {
        let shift = self.level + PAGE_BITS;
        if self.counts.len() < MAX_PAGES {
            self.place(key(x) >> shift);
        } else if self.level == 0 {
            let known = self.pages.ids().iter().copied();
            let step = coarsening(known.chain(to_come.iter().map(|x| key(*x) >> shift)));
            self.coarsen(step);
        } else {
            self.coarsen(1);
        }
    }

    fn place(&mut self, page: u64) -> usize {
        self.pages.find(page).unwrap_or_else(|| {
            self.counts.push([0; CELLS]);
            self.pages.add(page)
        })
    }

    fn coarsen(&mut self, step: u32) {
        let counts = &mut self.counts;
        self.pages.coarsen(step, |page, from, to, is_new| {
            let finer = counts[from];
            if is_new {
                counts[to] = [0; CELLS];
            }
            if step == 1 {
                let half = &mut counts[to][cell(page << (PAGE_BITS - 1))..][..CELLS / 2];
                for (count, [one, other]) in half.iter_mut().zip(finer.as_chunks().0) {
                    *count += one + other;
                }
                return;
            }
            for (at, count) in finer.into_iter().enumerate() {
                counts[to][cell((page << PAGE_BITS | at as u64) >> step)] += count;
            }
        });
        self.counts.truncate(self.pages.ids().len());
        self.level += step;
    }

    /// The cells with a count in ascending order, without those that moved away.
    fn cells(&self) -> Vec<(u64, u64)> {
        let mut order: Vec<(u64, u16)> = self.pages.ids().iter().copied().zip(0..).collect();
        order.sort_unstable();
        let used = self.counts.iter().flatten().filter(|count| **count > 0).count();
        let mut cells = Vec::with_capacity(used);
        for (page, place) in order {
            let counts = self.counts[usize::from(place)].iter().zip(page << PAGE_BITS..);
            cells.extend(counts.filter(|(count, _)| **count > 0).map(|(count, number)| (number, u64::from(*count))));
        }
        cells
    }

    /// The level, and the cells with a count in ascending order.
    pub(super) fn into_cells(self) -> (u32, Vec<(u64, u64)>) {
        let cells = self.cells();
        if self.many.is_empty() {
            return (self.level, cells);
        }
        let mut many: Vec<(u64, u64)> = self.many.iter().map(|(key, count)| (key >> self.level, *count)).collect();
        many.sort_unstable();
        (self.level, super::joined(cells.into_iter(), many.into_iter()))
    }
}

/// By how many levels pages have to be joined until at most [`MAX_PAGES`] are left.
pub(super) fn coarsening(pages: impl Iterator<Item = u64>) -> u32 {
    let mut ids: Vec<u64> = pages.collect();
    ids.sort_unstable();
    // Two neighbours are one page from the level on at which the bits that tell them apart are gone.
    let mut joined_at = [0usize; 65];
    for pair in ids.windows(2) {
        joined_at[(64 - (pair[0] ^ pair[1]).leading_zeros()) as usize] += 1;
    }
    let (mut step, mut pages) = (0, ids.len() - joined_at[0].min(ids.len()));
    while pages > MAX_PAGES {
        step += 1;
        pages -= joined_at[step as usize];
    }
    step
}
