//! Numbers that are written with dashes, dots or slashes.

use super::super::card::luhn;
use super::super::{Marks, Pattern};
use super::{bare, is_day, number, two, weighted};

/// Looks at one piece without spaces that has such signs.
pub(super) fn dashed(piece: &[u8], marks: &mut Marks) {
    let Some(written) = Written::read(piece) else { return };
    let digits = &written.digits[..written.len];
    match &written.form[..written.form_len] {
        b"3-2-4" if is_american(piece) => marks.set(Pattern::IdForm),
        b"3.3.3-2" if bare::is_brazilian(digits) => marks.set(Pattern::IdForm),
        b"2.3.3/4-2" if bare::is_brazilian_company(digits) => marks.set(Pattern::IdForm),
        b"2.2.2-3.2" | b"6-5" if bare::is_belgian(digits) => marks.set(Pattern::IdForm),
        b"3.4.4.2" if digits.starts_with(&[7, 5, 6]) => marks.set(Pattern::IdForm),
        b"6/4" if is_czech(digits) => marks.set(Pattern::IdForm),
        b"8-4" | b"8+4" if is_swedish(&digits[2..]) => marks.set(Pattern::IdForm),
        b"2.3.3-1" | b"1.3.3-1" if is_chilean(digits) => marks.set(Pattern::IdForm),
        b"6-4" | b"6+4" if is_swedish(digits) => marks.set(Pattern::IdForm),
        b"6-4" => marks.judge(Pattern::IdLetter, bare::is_danish(digits)),
        b"6-7" => marks.judge(Pattern::IdLetter, is_korean(digits)),
        b"3-3-3" => marks.judge(Pattern::IdNine, digits[0] != 0 && luhn(digits)),
        b"8-1" | b"7-1" => marks.judge(Pattern::IdTwelve, is_chilean(digits)),
        b"2-8-1" => marks.judge(Pattern::IdTwelve, is_argentine(digits)),
        b"4-4-4" | b"3-3-4" => bare::bare(digits, marks),
        _ => {}
    }
}

/// Digits, and how many of them stand between which signs: `3-2-4`.
struct Written {
    digits: [u8; 16],
    len: usize,
    form: [u8; 12],
    form_len: usize,
}

impl Written {
    /// `None` where there is anything else, or too much.
    fn read(piece: &[u8]) -> Option<Self> {
        let mut written = Self { digits: [0; 16], len: 0, form: [0; 12], form_len: 0 };
        let mut group = 0;
        for (at, byte) in piece.iter().enumerate() {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                // Ten, as the check digit of some.
                b'k' | b'K' if at + 1 == piece.len() => 10,
                b'-' | b'.' | b'/' | b'+' => {
                    written.end_group(group)?;
                    *written.form.get_mut(written.form_len)? = *byte;
                    written.form_len += 1;
                    group = 0;
                    continue;
                }
                _ => return None,
            };
            *written.digits.get_mut(written.len)? = digit;
            written.len += 1;
            group += 1;
        }
        written.end_group(group)?;
        Some(written)
    }

    fn end_group(&mut self, digits: u8) -> Option<()> {
        *self.form.get_mut(self.form_len).filter(|_| (1..=9).contains(&digits))? = b'0' + digits;
        self.form_len += 1;
        Some(())
    }
}

/// United States: area, group and serial number that are given out; from 900 on a taxpayer's.
fn is_american(piece: &[u8]) -> bool {
    let parts = (number(&piece[..3]), number(&piece[4..6]), number(&piece[7..]));
    let (Some(area), Some(group), Some(serial)) = parts else { return false };
    let social = (1..900).contains(&area) && area != 666 && group > 0;
    let taxpayer = (900..999).contains(&area) && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99);
    (social || taxpayer) && serial > 0
}

/// Sweden: year, month and day of birth, the last digit by Luhn; coordination numbers add 60 to the day.
fn is_swedish(digits: &[u8]) -> bool {
    is_day(two(&digits[2..]), two(&digits[4..]) % 60) && luhn(digits)
}

/// Czechia and Slovakia: women's months are 50 higher; the whole is divisible by 11.
fn is_czech(digits: &[u8]) -> bool {
    let value = digits.iter().fold(0u64, |sum, digit| sum * 10 + u64::from(*digit));
    is_day(two(&digits[2..]) % 50 % 20, two(&digits[4..])) && value.is_multiple_of(11)
}

/// Korea: date of birth, then sex and century.
fn is_korean(digits: &[u8]) -> bool {
    is_day(two(&digits[2..]), two(&digits[4..])) && (1..=8).contains(&digits[6])
}

/// Chile: weights 2 to 7 from the right, modulo 11.
fn is_chilean(digits: &[u8]) -> bool {
    let [body @ .., check] = digits else { return false };
    let sum: u32 = body.iter().rev().zip([2, 3, 4, 5, 6, 7].into_iter().cycle()).map(|(d, w)| u32::from(*d) * w).sum();
    (11 - sum % 11) % 11 == u32::from(*check)
}

/// Argentina: kind of person, number, modulo 11.
fn is_argentine(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    matches!(two(digits), 20..=27 | 30..=34) && (11 - sum % 11) % 11 == u32::from(digits[10])
}
