//! Keyed 64-bit hashes of values. They are made for speed and for spread; they never leave the process.

use super::SummaryKey;
use super::lanes::vectorised;

/// The hash of a missing value.
pub(super) const NULL: u64 = 0x6e75_6c6c_9e37_79b9;

/// Hashes under one key; equal values hash equal, whatever the width of their type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hasher {
    keys: [u64; 4],
}

impl Hasher {
    pub(super) fn new(key: &SummaryKey) -> Self {
        let keys = key.derive(b"values");
        Self { keys: [keys[0], keys[1] | 1, keys[2], keys[3] | 1] }
    }

    /// Different numbers have different hashes.
    #[inline]
    pub(super) fn number(&self, bits: u64) -> u64 {
        mix(bits ^ self.keys[0], self.keys[1], self.keys[3])
    }

    /// The hashes of many numbers.
    pub(super) fn numbers(&self, bits: &[u64], hashes: &mut [u64]) {
        hash_numbers(self, bits, hashes);
    }

    /// The hash of a sequence, one item at a time.
    #[inline]
    pub(super) fn chain(&self, so_far: u64, item: u64) -> u64 {
        fold(so_far ^ self.keys[3], item ^ self.keys[1]).wrapping_add(item)
    }

    /// The hash of a text or of other bytes; never zero.
    #[inline]
    pub(super) fn bytes(&self, bytes: &[u8]) -> u64 {
        if bytes.len() > 16 {
            return self.long(bytes).0;
        }
        let mut padded = [0; 16];
        padded[..bytes.len()].copy_from_slice(bytes);
        self.short(word8(&padded[..8]), word8(&padded[8..]), bytes.len())
    }

    /// The hash of at most 16 bytes, which come as two words filled up with zeros.
    #[inline]
    pub(super) fn short(&self, low: u64, high: u64, length: usize) -> u64 {
        let high = high ^ self.keys[0] ^ length as u64;
        fold(fold(low ^ self.keys[2], high) ^ self.keys[1], self.keys[3]).max(1)
    }

    /// The hash of more than 16 bytes, and these bytes' bits together.
    #[inline]
    pub(super) fn long(&self, bytes: &[u8]) -> (u64, u64) {
        let mut state = self.keys[0] ^ bytes.len() as u64;
        let (mut rest, mut bits) = (bytes, 0);
        if bytes.len() > 64 {
            (state, bits, rest) = self.very_long(state, bytes);
        }
        while rest.len() > 16 {
            let (low, high) = (word8(&rest[..8]), word8(&rest[8..16]));
            state = fold(low ^ self.keys[1], high ^ state);
            bits |= low | high;
            rest = &rest[16..];
        }
        let last = &bytes[bytes.len() - 16..];
        let (low, high) = (word8(&last[..8]), word8(&last[8..]));
        let hash = fold(fold(low ^ self.keys[2], high ^ state) ^ self.keys[1], self.keys[3]);
        (hash.max(1), bits | low | high)
    }

    /// Four states that do not wait for each other.
    fn very_long<'a>(&self, state: u64, bytes: &'a [u8]) -> (u64, u64, &'a [u8]) {
        let (blocks, _) = bytes[..bytes.len() - 1].as_chunks::<64>();
        let mut lanes = self.keys.map(|key| key ^ state);
        let mut bits = 0;
        for block in blocks {
            for (lane, part) in lanes.iter_mut().zip(block.as_chunks::<16>().0) {
                let (low, high) = (word8(&part[..8]), word8(&part[8..]));
                *lane = fold(low ^ self.keys[1], high ^ *lane);
                bits |= low | high;
            }
        }
        let state = lanes.into_iter().fold(state, |so_far, lane| fold(so_far ^ self.keys[3], lane ^ self.keys[1]));
        (state, bits, &bytes[64 * blocks.len()..])
    }
}

vectorised! {
    fn hash_numbers(keyed: &Hasher, bits: &[u64], hashes: &mut [u64]) {
        for (hash, bits) in hashes.iter_mut().zip(bits) {
            *hash = keyed.number(*bits);
        }
    }
}

/// A keyed permutation of the words; both keys are odd.
#[inline]
pub(super) fn mix(word: u64, first: u64, second: u64) -> u64 {
    let word = (word ^ word >> 32).wrapping_mul(first);
    let word = (word ^ word >> 29).wrapping_mul(second);
    word ^ word >> 32
}

/// Both halves of the 128-bit product, folded into one word.
#[inline]
pub(super) fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ (product >> 64) as u64
}

#[inline]
pub(super) fn word8(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk))
}
