//! Where the counts of a page are.

/// A directory has at most this many entries.
const WINDOW: u64 = 1 << 18;
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
    /// One entry for each number from the first on: where the pages lie near to each other.
    Window { first: u64, places: Vec<u16> },
    /// Where they lie far apart.
    Slots(Vec<u16>),
}

impl Default for Directory {
    fn default() -> Self {
        Self::Window { first: 0, places: Vec::new() }
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
            Directory::Window { first, places } => {
                for (at, &item) in items.iter().enumerate() {
                    match places.get(id(item).wrapping_sub(*first) as usize) {
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
        match &mut self.directory {
            Directory::Window { first, places } => match places.get_mut(id.wrapping_sub(*first) as usize) {
                Some(place) => *place = last as u16,
                None => self.directory = directory(&self.ids),
            },
            Directory::Slots(slots) => point(slots, id, last),
        }
        last - 1
    }
}

/// A directory of these pages with room for more around them.
fn directory(ids: &[u64]) -> Directory {
    let lowest = ids.iter().copied().min().unwrap_or(0);
    let highest = ids.iter().copied().max().unwrap_or(0);
    let span = (highest - lowest).saturating_add(1);
    if span > WINDOW / 2 {
        let mut slots = vec![0; SLOTS];
        ids.iter().zip(1..).for_each(|(id, place): (_, usize)| point(&mut slots, *id, place));
        return Directory::Slots(slots);
    }
    let first = lowest.saturating_sub(span / 2);
    let mut places = vec![0; (2 * span).next_power_of_two().max(64) as usize];
    ids.iter().zip(1..).for_each(|(id, place)| places[(id - first) as usize] = place);
    Directory::Window { first, places }
}

fn point(slots: &mut [u16], id: u64, place: usize) {
    let mut slot = slot(id);
    while slots[slot & (SLOTS - 1)] != 0 {
        slot += 1;
    }
    slots[slot & (SLOTS - 1)] = place as u16;
}
