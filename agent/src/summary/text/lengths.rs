use super::super::distribution::Unit;
use super::super::hash::Hasher;
use super::super::number::{NumberAccumulator, NumberSummary};

/// Lengths below this are counted in an array.
const SHORT: usize = 256;
/// Neighbouring values count in different rows of the array, so that none waits for the one before.
const LANES: usize = 4;

/// Lengths of texts or of other values while they are being counted.
#[derive(Debug, Clone)]
pub(in crate::summary) struct Lengths {
    hasher: Hasher,
    short: Box<[[u64; SHORT]; LANES]>,
    long: NumberAccumulator,
}

impl Lengths {
    pub(in crate::summary) fn new(hasher: Hasher) -> Self {
        Self { hasher, short: Box::new([[0; SHORT]; LANES]), long: NumberAccumulator::new(Unit::default(), false) }
    }

    #[inline]
    pub(in crate::summary) fn add(&mut self, at: usize, length: usize, weight: u64) {
        match self.short[at % LANES].get_mut(length) {
            Some(count) => *count += weight,
            None => self.add_long(length, weight),
        }
    }

    #[cold]
    fn add_long(&mut self, length: usize, weight: u64) {
        self.long.add(length as f64, self.hasher.number(length as u64), weight);
    }

    /// How many lengths are zero.
    pub(in crate::summary) fn zeros(&self) -> u64 {
        self.short.iter().map(|lane| lane[0]).sum()
    }

    #[cfg(test)]
    pub(super) fn heap_bytes(&self) -> usize {
        size_of_val(&*self.short)
    }

    pub(in crate::summary) fn finish(mut self) -> NumberSummary {
        for length in 0..SHORT {
            let count: u64 = self.short.iter().map(|lane| lane[length]).sum();
            if count > 0 {
                self.long.add(length as f64, self.hasher.number(length as u64), count);
            }
        }
        self.long.finish()
    }
}
