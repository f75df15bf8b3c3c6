use super::Counted;

const VACANT: u16 = u16::MAX;

/// Counts values by hash, up to a fixed number of them.
#[derive(Debug, Clone)]
pub(in crate::summary) struct Table<T> {
    slots: Vec<u16>,
    entries: Vec<Counted<T>>,
    limit: usize,
}

impl<T> Table<T> {
    /// For at most `limit` values, fewer than 2^14.
    pub(in crate::summary) fn new(limit: usize) -> Self {
        Self { slots: vec![VACANT; 64], entries: Vec::new(), limit }
    }

    pub(in crate::summary) fn is_full(&self) -> bool {
        self.entries.len() >= self.limit
    }

    pub(in crate::summary) fn len(&self) -> usize {
        self.entries.len()
    }

    #[inline]
    pub(in crate::summary) fn find(&mut self, hash: u64) -> Option<&mut Counted<T>> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == VACANT {
                return None;
            }
            if self.entries[usize::from(slot)].hash == hash {
                return Some(&mut self.entries[usize::from(slot)]);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds a value that [`Self::find`] did not find, while the table is not full.
    pub(in crate::summary) fn insert(&mut self, counted: Counted<T>) {
        if 4 * (self.entries.len() + 1) > self.slots.len() {
            self.slots = vec![VACANT; 2 * self.slots.len()];
            for place in 0..self.entries.len() {
                self.point(self.entries[place].hash, place);
            }
        }
        self.point(counted.hash, self.entries.len());
        self.entries.push(counted);
    }

    fn point(&mut self, hash: u64, place: usize) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != VACANT {
            at = (at + 1) & mask;
        }
        self.slots[at] = place as u16;
    }

    /// Keeps at most `limit` values counted at least `least` times, takes no new ones, and returns the others.
    pub(in crate::summary) fn shrink(&mut self, limit: usize, least: u64) -> Vec<Counted<T>> {
        let entries = std::mem::take(&mut self.entries);
        let (mut entries, mut rest): (Vec<_>, Vec<_>) = entries.into_iter().partition(|counted| counted.count >= least);
        entries.sort_unstable_by_key(|counted| (std::cmp::Reverse(counted.count), counted.hash));
        rest.extend(entries.drain(limit.min(entries.len())..));
        *self = Self::new(0);
        for counted in entries {
            self.insert(counted);
        }
        rest
    }

    pub(in crate::summary) fn into_entries(self) -> Vec<Counted<T>> {
        self.entries
    }
}
