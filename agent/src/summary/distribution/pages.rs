//! Where the counts of a page are.

/// A tree has at most this many blocks' places in its trunk, and so many pages' places in all of its blocks.
const TRUNK: u64 = 1 << 12;
const LEAVES: usize = 1 << 15;
const SLOTS: usize = 4096;

/// The pages of a grid, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    ids: Vec<u64>,
    directory: Directory,
}

/// From a page's number to its place, plus one; zero where there is none.
#[derive(Debug, Clone)]
enum Directory {
    /// Where the pages lie in groups, as those of all numbers around zero do: groups below and above it.
    Tree(Tree),
    /// Where they lie far apart.
    Slots(Vec<u16>),
}

/// Blocks of the places of 2^bits successive pages, those without a page left out.
#[derive(Debug, Clone)]
struct Tree {
    first: u64,
    bits: u32,
    /// The block of each group of pages; the first block is empty and stands for all that are not there.
    trunk: Vec<u16>,
    leaves: Vec<u16>,
}

impl Default for Directory {
    fn default() -> Self {
        Self::Tree(Tree { first: 0, bits: 0, trunk: Vec::new(), leaves: vec![0] })
    }
}

fn slot(id: u64) -> usize {
    (id.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52) as usize & (SLOTS - 1)
}

impl Pages {
    pub(super) fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// Calls `add` with the place of each page; returns how many were found before the first that is not there.
    #[inline]
    pub(super) fn visit<T: Copy>(&self, items: &[T], id: impl Fn(T) -> u64, mut add: impl FnMut(usize, T)) -> usize {
        match &self.directory {
            Directory::Tree(tree) => {
                let (first, bits, trunk, leaves) =
                    (tree.first, tree.bits, tree.trunk.as_slice(), tree.leaves.as_slice());
                let leaf = (1 << bits) - 1;
                for (at, &item) in items.iter().enumerate() {
                    let from_first = id(item).wrapping_sub(first);
                    let block = trunk.get((from_first >> bits) as usize).map_or(0, |block| usize::from(*block));
                    match leaves.get(block << bits | (from_first & leaf) as usize) {
                        None | Some(0) => return at,
                        Some(place) => add(usize::from(*place) - 1, item),
                    }
                }
            }
            Directory::Slots(slots) => {
                for (at, &item) in items.iter().enumerate() {
                    let Some(place) = self.probe(slots, id(item)) else { return at };
                    add(place, item);
                }
            }
        }
        items.len()
    }

    #[inline]
    fn probe(&self, slots: &[u16], id: u64) -> Option<usize> {
        let mut slot = slot(id);
        loop {
            let place = usize::from(slots[slot & (SLOTS - 1)]).checked_sub(1)?;
            if self.ids[place] == id {
                return Some(place);
            }
            slot += 1;
        }
    }

    pub(super) fn find(&self, id: u64) -> Option<usize> {
        let mut found = None;
        self.visit(&[id], |id| id, |place, _| found = Some(place));
        found
    }

    /// Adds a page that is not there, fewer than [`SLOTS`] in all; returns its place.
    pub(super) fn add(&mut self, id: u64) -> usize {
        self.ids.push(id);
        let last = self.ids.len();
        let has_room = match &mut self.directory {
            Directory::Tree(tree) => tree.point(id, last),
            Directory::Slots(slots) => {
                point(slots, id, last);
                true
            }
        };
        if !has_room {
            self.directory = directory(&self.ids);
        }
        last - 1
    }

    /// Every page becomes one of the 2^step times coarser pages. Calls `join` with the page that was, its old place, and
    /// the place of its new page, which is never a later one; true for the first of a new page.
    pub(super) fn coarsen(&mut self, step: u32, mut join: impl FnMut(u64, usize, usize, bool)) {
        let mut coarse = Self { ids: Vec::with_capacity(self.ids.len()), ..Self::default() };
        coarse.directory = empty_directory(self.ids.iter().map(|id| id >> step));
        for (at, id) in self.ids.iter().enumerate() {
            let (place, is_new) = match coarse.find(id >> step) {
                Some(place) => (place, false),
                None => (coarse.add(id >> step), true),
            };
            join(*id, at, place, is_new);
        }
        *self = coarse;
    }
}

impl Tree {
    /// Notes a page's place; false where there is no room for it.
    fn point(&mut self, id: u64, place: usize) -> bool {
        let from_first = id.wrapping_sub(self.first);
        let Some(block) = self.trunk.get_mut((from_first >> self.bits) as usize) else { return false };
        if *block == 0 {
            if self.leaves.len() >= LEAVES {
                return false;
            }
            *block = (self.leaves.len() >> self.bits) as u16;
            self.leaves.resize(self.leaves.len() + (1 << self.bits), 0);
        }
        let leaf = from_first & ((1 << self.bits) - 1);
        self.leaves[usize::from(*block) << self.bits | leaf as usize] = place as u16;
        true
    }
}

/// A directory of these pages with room for more around them.
fn directory(ids: &[u64]) -> Directory {
    let mut made = empty_directory(ids.iter().copied());
    if let Directory::Tree(tree) = &mut made
        && !ids.iter().zip(1..).all(|(id, place)| tree.point(*id, place))
    {
        made = Directory::Slots(vec![0; SLOTS]);
    }
    if let Directory::Slots(slots) = &mut made {
        ids.iter().zip(1..).for_each(|(id, place)| point(slots, *id, place));
    }
    made
}

fn empty_directory(ids: impl Iterator<Item = u64>) -> Directory {
    let (lowest, highest) = ids.fold((u64::MAX, 0), |(low, high), id| (low.min(id), high.max(id)));
    let span = highest.saturating_sub(lowest).saturating_add(1);
    let first = lowest.saturating_sub(span / 2);
    let room = (highest - first).saturating_add(span / 2).saturating_add(1);
    let bits = (room.div_ceil(TRUNK)).next_power_of_two().trailing_zeros();
    if 1 << bits > LEAVES / 16 {
        return Directory::Slots(vec![0; SLOTS]);
    }
    let trunk = (room >> bits).saturating_add(1).max(64);
    Directory::Tree(Tree { first, bits, trunk: vec![0; trunk as usize], leaves: vec![0; 1 << bits] })
}

fn point(slots: &mut [u16], id: u64, place: usize) {
    let mut slot = slot(id);
    while slots[slot & (SLOTS - 1)] != 0 {
        slot += 1;
    }
    slots[slot & (SLOTS - 1)] = place as u16;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Near each other, on both sides of zero, everywhere.
    fn numbers() -> [Vec<u64>; 3] {
        let spread = |n: u64, times: u64| (0..n).map(|at| at.wrapping_mul(times)).collect::<Vec<u64>>();
        let near = spread(1000, 7).iter().map(|id| id + (1 << 40)).collect();
        let sides = spread(500, 3).into_iter().chain(spread(500, 5).iter().map(|id| id + (1 << 18))).collect();
        [near, sides, spread(1024, 0x9e37_79b9_7f4a_7c15)]
    }

    #[test]
    fn every_page_is_found_and_no_other() {
        for ids in numbers() {
            let mut pages = Pages::default();
            for (at, id) in ids.iter().enumerate() {
                assert_eq!(pages.find(*id), None);
                assert_eq!(pages.add(*id), at);
                assert_eq!(pages.find(id ^ 1 << 50), None);
            }
            for (at, id) in ids.iter().enumerate() {
                assert_eq!(pages.find(*id), Some(at), "page {id}");
            }
            assert_eq!(pages.find(u64::MAX), None);
        }
    }

    #[test]
    fn coarser_pages_hold_what_was_in_the_finer_ones() {
        for ids in numbers() {
            for step in [1, 2, 5, 30] {
                let mut pages = Pages::default();
                ids.iter().for_each(|id| {
                    pages.add(*id);
                });
                let mut joined = Vec::new();
                pages.coarsen(step, |id, from, to, is_new| {
                    assert!(
                        to <= from && is_new == (to == joined.iter().copied().max().map_or(0, |max: usize| max + 1))
                    );
                    assert_eq!(ids[from], id);
                    joined.push(to);
                });
                for (id, to) in ids.iter().zip(joined) {
                    assert_eq!(pages.find(id >> step), Some(to));
                }
            }
        }
    }
}
