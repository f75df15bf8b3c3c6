/// Counts values by their hash, which is never zero; with each value go facts about it.
#[derive(Debug, Clone)]
pub(in crate::summary) struct Table<F> {
    /// A power of two of them, and one more that stays vacant: the neighbour of the last.
    slots: Vec<Slot>,
    facts: Vec<F>,
    len: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Zero where the slot is vacant.
    hash: u64,
    count: u64,
}

impl<F: Clone + Default> Table<F> {
    pub(in crate::summary) fn new() -> Self {
        Self::with_slots(64)
    }

    fn with_slots(slots: usize) -> Self {
        Self { slots: vec![Slot::default(); slots + 1], facts: vec![F::default(); slots], len: 0 }
    }

    pub(in crate::summary) fn len(&self) -> usize {
        self.len
    }

    fn mask(&self) -> usize {
        self.slots.len() - 2
    }

    /// Counts every value that stands where it should or right beside; writes down the places of the others and
    /// returns how many they are.
    #[inline]
    pub(in crate::summary) fn count(&mut self, hashes: &[u64], unknown: &mut [u16]) -> usize {
        let mask = self.mask();
        let slots = self.slots.as_mut_slice();
        let mut others = 0;
        for (at, hash) in hashes.iter().enumerate() {
            let home = *hash as usize & mask;
            let first = slots[home].hash == *hash;
            let place = home + usize::from(!first);
            let hit = slots[place].hash == *hash;
            slots[place].count = slots[place].count.wrapping_add(u64::from(hit));
            unknown[others & (unknown.len() - 1)] = at as u16;
            others += usize::from(!hit);
        }
        others
    }

    /// Counts a value that is known; false for others.
    #[inline]
    pub(in crate::summary) fn add(&mut self, hash: u64, weight: u64) -> bool {
        let place = self.place(hash);
        let slot = &mut self.slots[place];
        let known = slot.hash == hash;
        slot.count += if known { weight } else { 0 };
        known
    }

    /// Adds a value that is not known.
    pub(in crate::summary) fn insert(&mut self, hash: u64, count: u64, facts: F) {
        if 2 * (self.len + 1) > self.slots.len() {
            let mut larger = Self::with_slots(2 * (self.slots.len() - 1));
            for (slot, facts) in self.slots.iter().zip(&mut self.facts).filter(|(slot, _)| slot.hash != 0) {
                larger.put(*slot, std::mem::take(facts));
            }
            *self = larger;
        }
        self.put(Slot { hash, count }, facts);
    }

    fn put(&mut self, slot: Slot, facts: F) {
        let place = self.place(slot.hash);
        (self.slots[place], self.facts[place]) = (slot, facts);
        self.len += 1;
    }

    /// Where the value is, or where it would be.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        let mask = self.mask();
        let mut at = hash as usize & mask;
        while self.slots[at].hash != hash && self.slots[at].hash != 0 {
            at = (at + 1) & mask;
        }
        at
    }

    /// Keeps only values whose hash passes.
    pub(in crate::summary) fn retain(&mut self, keep: impl Fn(u64) -> bool) {
        let mut rest = Self::with_slots(self.slots.len() - 1);
        for (slot, facts) in self.slots.iter().zip(&mut self.facts) {
            if slot.hash != 0 && keep(slot.hash) {
                rest.put(*slot, std::mem::take(facts));
            }
        }
        *self = rest;
    }

    /// Hash, count and facts of each value, by ascending hash.
    pub(in crate::summary) fn into_entries(self) -> Vec<(u64, u64, F)> {
        let all = self.slots.into_iter().zip(self.facts).filter(|(slot, _)| slot.hash != 0);
        let mut entries: Vec<_> = all.map(|(slot, facts)| (slot.hash, slot.count, facts)).collect();
        entries.sort_unstable_by_key(|(hash, ..)| *hash);
        entries
    }

    #[cfg(test)]
    pub(in crate::summary) fn heap_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>() + self.facts.capacity() * size_of::<F>()
    }
}
