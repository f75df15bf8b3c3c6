//! Numbers that hold letters.

use super::super::{Marks, Pattern};
use super::{is_day, number, two};

/// Looks at letters and digits without any other sign.
pub(super) fn lettered(piece: &[u8], marks: &mut Marks) {
    let mut upper = [0; 18];
    let Some(upper) = upper.get_mut(..piece.len()) else { return };
    for (to, byte) in upper.iter_mut().zip(piece) {
        *to = byte.to_ascii_uppercase();
    }
    let outline = Outline::of(upper);
    let form = match upper.len() {
        15 => is_french(upper),
        16 => is_italian(upper),
        18 => is_chinese(upper) || is_mexican(upper, &outline),
        13 => is_mexican_taxpayer(upper, &outline),
        11 => is_finnish(upper),
        _ => false,
    };
    if form {
        marks.set(Pattern::IdForm);
    }
    match outline.text() {
        b"DDDDDDDDL" => marks.judge(Pattern::IdLetter, is_spanish(upper)),
        b"LDDDDDDDL" => marks.judge(Pattern::IdLetter, is_spanish(upper) || is_singaporean(upper)),
        b"DDDDDDDL" | b"DDDDDDDLL" => marks.judge(Pattern::IdLetter, is_irish(upper)),
        b"LLDDDDDDL" => marks.judge(Pattern::IdLetters, is_british(upper)),
        b"LDDDDDDDDD" => {
            marks.judge(Pattern::IdLetters, is_taiwanese(upper) || is_german_card(upper));
        }
        b"LLLLLDDDDL" => marks.judge(Pattern::IdLetters, upper[3] == b'P'),
        outline if outline.len() == 10 && outline.starts_with(b"L") && outline.ends_with(b"D") => {
            marks.judge(Pattern::IdLetters, is_german_card(upper));
        }
        _ => {}
    }
}

/// `D` for each digit, `L` for each letter, `?` for what is neither.
struct Outline {
    bytes: [u8; 18],
    len: usize,
}

impl Outline {
    fn of(piece: &[u8]) -> Self {
        let mut outline = Self { bytes: [0; 18], len: piece.len() };
        for (to, byte) in outline.bytes.iter_mut().zip(piece) {
            *to = match byte {
                b'0'..=b'9' => b'D',
                b'A'..=b'Z' => b'L',
                _ => b'?',
            };
        }
        outline
    }

    fn text(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

fn pair(piece: &[u8]) -> u8 {
    two(&[piece[0] - b'0', piece[1] - b'0'])
}

/// United Kingdom: two letters, six digits, A to D; ZZ for numbers in examples.
fn is_british(piece: &[u8]) -> bool {
    let pair = [piece[0], piece[1]];
    let given = !b"DFIQUV".contains(&pair[0]) && !b"DFIOQUV".contains(&pair[1]);
    let never = [b"BG", b"GB", b"NK", b"KN", b"TN", b"NT", b"ZZ"].contains(&&pair);
    given && !never && (b'A'..=b'D').contains(&piece[8]) || &pair == b"ZZ" && piece[8] == b'T'
}

/// Spain: eight digits, or X, Y, Z and seven, and the letter they give modulo 23.
fn is_spanish(piece: &[u8]) -> bool {
    let lead = match piece[0] {
        letter @ b'X'..=b'Z' => u64::from(letter - b'X') * 10_000_000,
        b'0'..=b'9' => 0,
        _ => return false,
    };
    let digits = if piece[0].is_ascii_digit() { &piece[..8] } else { &piece[1..8] };
    number(digits).is_some_and(|n| b"TRWAGMYFPDXBNJZSQVHLCKE"[((n + lead) % 23) as usize] == piece[8])
}

/// Ireland: seven digits and the letter they give modulo 23, perhaps another letter.
fn is_irish(piece: &[u8]) -> bool {
    let second = piece.get(8).map_or(0, |letter| u32::from(letter - b'@'));
    let sum: u32 = piece[..7].iter().zip((2..=8).rev()).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    b"WABCDEFGHIJKLMNOPQRSTUV"[((sum + 9 * second) % 23) as usize] == piece[7]
}

/// Singapore: S, T, F or G, seven digits and a letter modulo 11.
fn is_singaporean(piece: &[u8]) -> bool {
    let sum: u32 =
        piece[1..8].iter().zip([2, 7, 6, 5, 4, 3, 2]).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    let (extra, letters) = match piece[0] {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        _ => return false,
    };
    letters[((sum + extra) % 11) as usize] == piece[8]
}

/// Taiwan: a letter for the place, 1 or 2 for the sex, a check digit modulo 10.
fn is_taiwanese(piece: &[u8]) -> bool {
    const PLACES: &[u8; 26] =
        b"\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x22\x12\x13\x14\x15\x16\x23\x17\x18\x19\x1a\x1b\x1c\x1d\x20\x1e\x1f\x21";
    let place = u32::from(PLACES[usize::from(piece[0] - b'A')]);
    let weights = [8, 7, 6, 5, 4, 3, 2, 1, 1];
    let sum: u32 = piece[1..].iter().zip(weights).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    matches!(piece[1], b'1' | b'2') && (place / 10 + place % 10 * 9 + sum).is_multiple_of(10)
}

/// Germany: the number of an identity card, weights 7, 3, 1.
fn is_german_card(piece: &[u8]) -> bool {
    let sum = piece[..9].iter().zip([7, 3, 1].into_iter().cycle()).try_fold(0, |sum, (byte, weight)| {
        let value = match byte {
            b'0'..=b'9' => u32::from(byte - b'0'),
            b'C' | b'F'..=b'H' | b'J'..=b'N' | b'P' | b'R' | b'T' | b'V'..=b'Z' => u32::from(byte - b'A') + 10,
            _ => return None,
        };
        Some(sum + value * weight)
    });
    sum.is_some_and(|sum| sum % 10 == u32::from(piece[9] - b'0'))
}

/// France: sex, year, month, department (2A and 2B for Corsica), and a key modulo 97.
pub(super) fn is_french(piece: &[u8]) -> bool {
    if piece.len() != 15 || !matches!(piece[0], b'1' | b'2') {
        return false;
    }
    let mut digits = [0; 13];
    digits.copy_from_slice(&piece[..13]);
    let less = match &piece[5..7] {
        b"2A" => 1_000_000,
        b"2B" => 2_000_000,
        _ => 0,
    };
    if less > 0 {
        digits[6] = b'0';
    }
    let (Some(body), Some(key), Some(month)) = (number(&digits), number(&piece[13..]), number(&piece[3..5])) else {
        return false;
    };
    matches!(month, 1..=12 | 20..=42 | 50..=99) && body > less && 97 - (body - less) % 97 == key
}

/// Italy: six letters of the name, a date of birth, a place, and a check letter.
fn is_italian(piece: &[u8]) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let letter = |at: usize| piece[at].is_ascii_uppercase();
    let shape = (0..6).all(letter) && letter(8) && letter(11) && letter(15);
    if !shape || !b"ABCDEHLMPRST".contains(&piece[8]) || !piece[6].is_ascii_alphanumeric() {
        return false;
    }
    let sum = piece[..15].iter().enumerate().try_fold(0, |sum, (place, byte)| {
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A',
            _ => return None,
        };
        Some(sum + if place % 2 == 0 { ODD[usize::from(value)] } else { u32::from(value) })
    });
    sum.is_some_and(|sum| sum % 26 == u32::from(piece[15] - b'A'))
}

/// China: region, date of birth, serial number, and a check digit modulo 11.
fn is_chinese(piece: &[u8]) -> bool {
    let (Some(year), Some(_)) = (number(&piece[6..10]), number(&piece[10..14])) else { return false };
    let sum = piece[..17].iter().enumerate().try_fold(0, |sum, (place, byte)| {
        byte.is_ascii_digit().then(|| sum + u32::from(byte - b'0') * ((1 << (17 - place)) % 11))
    });
    let dated = (1900..2100).contains(&year) && is_day(pair(&piece[10..]), pair(&piece[12..]));
    dated && sum.is_some_and(|sum| b"10X98765432"[(sum % 11) as usize] == piece[17])
}

/// Mexico: four letters of the name, date of birth, sex, place, consonants, and a check digit.
fn is_mexican(piece: &[u8], outline: &Outline) -> bool {
    outline.text().starts_with(b"LLLLDDDDDDLLLLLL")
        && outline.text().ends_with(b"D")
        && matches!(piece[10], b'H' | b'M' | b'X')
        && is_day(pair(&piece[6..]), pair(&piece[8..]))
}

/// Mexico: four letters of the name, date of birth, three more signs.
fn is_mexican_taxpayer(piece: &[u8], outline: &Outline) -> bool {
    outline.text().starts_with(b"LLLLDDDDDD") && is_day(pair(&piece[6..]), pair(&piece[8..]))
}

/// Finland: day, month and year of birth, a sign for the century, serial number, and a sign modulo 31.
fn is_finnish(piece: &[u8]) -> bool {
    let century = b"+-ABCDEFUVWXY".contains(&piece[6]);
    let (Some(birth), Some(serial)) = (number(&piece[..6]), number(&piece[7..10])) else { return false };
    let check = b"0123456789ABCDEFHJKLMNPRSTUVWXY"[((birth * 1000 + serial) % 31) as usize];
    century && is_day(pair(&piece[2..]), pair(piece)) && check == piece[10]
}
