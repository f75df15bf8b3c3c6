/// No summary counts more than this; the sum of a thousand of them still fits into a word.
const MOST: u64 = 1 << 53;
/// A summary in memory is at most so many times as large as its bytes; forged lengths are refused before memory is taken.
const GROWTH: usize = 64;
/// Lists within lists within lists: deeper than this, no table is.
const DEPTH: usize = 64;

/// Reads the bytes of a partial summary. Every method answers `None` where the bytes make no sense.
pub(in crate::summary) struct Reader<'a> {
    rest: &'a [u8],
    /// Memory that may still be taken.
    budget: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, budget: bytes.len().saturating_mul(GROWTH), depth: DEPTH }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// A count of rows or of bytes: at most 2^53.
    pub(in crate::summary) fn count(&mut self) -> Option<u64> {
        self.step().filter(|count| *count <= MOST)
    }

    /// Any number written by [`super::Writer::count`].
    pub(in crate::summary) fn step(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(in crate::summary) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    pub(in crate::summary) fn word(&mut self) -> Option<u64> {
        let (word, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(u64::from_le_bytes(*word))
    }

    pub(in crate::summary) fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }

    /// How many items follow, each of at least one byte here and `size` bytes in memory.
    pub(in crate::summary) fn length(&mut self, size: usize) -> Option<usize> {
        let length = usize::try_from(self.count()?).ok().filter(|length| *length <= self.rest.len())?;
        self.take(length.checked_mul(size)?)?;
        Some(length)
    }

    /// Accounts for memory before it is taken.
    pub(in crate::summary) fn take(&mut self, memory: usize) -> Option<()> {
        self.budget = self.budget.checked_sub(memory)?;
        Some(())
    }

    /// Reads something that holds others of its kind.
    pub(in crate::summary) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth = self.depth.checked_sub(1)?;
        let read = read(self);
        self.depth += 1;
        read
    }
}
