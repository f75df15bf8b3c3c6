//! How often values occur that are too many to be counted one by one.

const BITS: u32 = 16;
pub(super) const CELLS: usize = 1 << BITS;

/// Occurrences by a part of the hash: whatever the order, the sums are the same. A cell's count is that of its frequent
/// value and of the rare ones that share the cell, which all cells have about equally many of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cells {
    counts: Box<[u32]>,
    total: u64,
}

impl Default for Cells {
    fn default() -> Self {
        Self { counts: vec![0; CELLS].into_boxed_slice(), total: 0 }
    }
}

/// The cell of a hash, by bits that place neither a slot of a small table nor a register.
#[inline]
pub(super) fn cell(hash: u64) -> usize {
    (hash >> 24) as usize & (CELLS - 1)
}

impl Cells {
    /// Counts values; writes down the places of those whose cell has at least `least` and returns how many they are.
    #[inline]
    pub(super) fn count(&mut self, hashes: &[u64], least: u32, frequent: &mut [u16]) -> usize {
        self.total += hashes.len() as u64;
        let Ok(counts) = <&mut [u32; CELLS]>::try_from(&mut *self.counts) else { return 0 };
        let mut found = 0;
        for (at, hash) in hashes.iter().enumerate() {
            let count = &mut counts[cell(*hash)];
            *count = count.saturating_add(1);
            frequent[found & (frequent.len() - 1)] = at as u16;
            found += usize::from(*count >= least);
        }
        found
    }

    /// Counts a value as often as `weight` says; returns its cell's count.
    pub(super) fn add(&mut self, hash: u64, weight: u64) -> u32 {
        self.total += weight;
        let count = &mut self.counts[cell(hash)];
        *count = count.saturating_add(u32::try_from(weight).unwrap_or(u32::MAX));
        *count
    }

    pub(super) fn from_counts(total: u64, counts: Vec<u32>) -> Self {
        Self { counts: counts.into_boxed_slice(), total }
    }

    pub(super) fn counts(&self) -> &[u32] {
        &self.counts
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn of(&self, cell: u16) -> u32 {
        self.counts[usize::from(cell)]
    }

    /// What a cell's frequent value has of its count, when the other values are spread over all cells.
    pub(super) fn estimate(&self, cell: u16) -> u64 {
        let count = u64::from(self.of(cell));
        count.saturating_sub(self.total.saturating_sub(count) / (CELLS as u64 - 1))
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.total = self.total.saturating_add(other.total);
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine = mine.saturating_add(*theirs);
        }
    }

    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        size_of_val(&*self.counts)
    }
}
