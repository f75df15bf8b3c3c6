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

    #[inline]
    pub(super) fn bytes(&self, bytes: &[u8]) -> u64 {
        let n = bytes.len();
        let mut state = self.keys[0] ^ n as u64;
        let (low, high) = match n {
            0 => (0, 0),
            1..=3 => (u64::from(bytes[0]) | u64::from(bytes[n / 2]) << 8 | u64::from(bytes[n - 1]) << 16, 0),
            4..=7 => (word4(&bytes[..4]), word4(&bytes[n - 4..])),
            8..=16 => (word8(&bytes[..8]), word8(&bytes[n - 8..])),
            _ => {
                let mut rest = bytes;
                while rest.len() > 16 {
                    state = fold(word8(&rest[..8]) ^ self.keys[1], word8(&rest[8..16]) ^ state);
                    rest = &rest[16..];
                }
                (word8(&bytes[n - 16..n - 8]), word8(&bytes[n - 8..]))
            }
        };
        fold(fold(low ^ self.keys[2], high ^ state) ^ self.keys[1], self.keys[3])
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
fn word8(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk))
}

#[inline]
fn word4(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |chunk| u64::from(u32::from_le_bytes(*chunk)))
}
