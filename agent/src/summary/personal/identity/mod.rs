//! IBANs and the numbers by which states know people.
//!
//! `123-45-6789` says by its form what it is; nine digits alone only say it when more of them than chance explains have
//! the right check digit. So each number is judged under the pattern that has its chance.

mod bare;
mod dashed;
mod iban;
mod lettered;
#[cfg(test)]
mod tests;

use super::{Marks, Pattern};

/// Looks at one piece without spaces.
pub(super) fn piece(piece: &[u8], marks: &mut Marks) {
    if let Some(valid) = iban::iban(piece) {
        marks.judge(Pattern::Iban, valid);
    } else if piece.iter().any(|byte| matches!(byte, b'-' | b'.' | b'/' | b'+')) {
        dashed::dashed(piece, marks);
        lettered::lettered(piece, marks);
        if let Some(joined) = Joined::of(piece, |byte| !matches!(byte, b'-' | b'.')) {
            lettered::lettered(joined.bytes(), marks);
        }
    } else {
        lettered::lettered(piece, marks);
    }
}

/// Looks at a whole short text as if its spaces were not there.
pub(super) fn spaced(text: &[u8], marks: &mut Marks) {
    let Some(joined) = Joined::of(text, |byte| byte != b' ' && byte != 0xa0 && byte != 0xc2) else { return };
    let joined = joined.bytes();
    if let Some(valid) = iban::iban(joined) {
        marks.judge(Pattern::Iban, valid);
    } else if joined.iter().all(u8::is_ascii_digit) {
        bare::spaced(text, joined, marks);
    } else {
        lettered::lettered(joined, marks);
    }
}

/// Looks at digits that stand alone, as text or as a whole number.
pub(super) fn digits(digits: &[u8], marks: &mut Marks) {
    bare::bare(digits, marks);
}

/// A short text without some of its bytes.
struct Joined {
    bytes: [u8; 48],
    len: usize,
}

impl Joined {
    fn of(text: &[u8], keep: impl Fn(u8) -> bool) -> Option<Self> {
        let mut joined = Self { bytes: [0; 48], len: 0 };
        for byte in text.iter().copied().filter(|byte| keep(*byte)) {
            *joined.bytes.get_mut(joined.len)? = byte;
            joined.len += 1;
        }
        Some(joined)
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0')))
}

/// The number that two digits (not bytes) form.
fn two(digits: &[u8]) -> u8 {
    digits[0] * 10 + digits[1]
}

fn is_day(month: u8, day: u8) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Each digit times its weight, added up.
fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}
