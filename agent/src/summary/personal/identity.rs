//! IBANs and the numbers by which states know people.

use conspectus_metadata::PersonalClass;

use super::Marks;
use super::digits::luhn;

/// Looks at one piece without spaces.
pub(super) fn piece(piece: &[u8], marks: &mut Marks) {
    if is_iban(piece) {
        marks.set(PersonalClass::Iban);
    } else if is_national(piece) {
        marks.set(PersonalClass::NationalId);
    }
}

/// Looks at a whole short text as if its spaces were not there.
pub(super) fn spaced(text: &[u8], marks: &mut Marks) {
    let joined: Vec<u8> = text.iter().copied().filter(|byte| *byte != b' ').collect();
    if is_iban(&joined) {
        marks.set(PersonalClass::Iban);
    } else if is_french(&joined) || is_british(&joined) {
        marks.set(PersonalClass::NationalId);
    }
}

/// Country, check digits, account: the number they form leaves 1 when divided by 97.
fn is_iban(piece: &[u8]) -> bool {
    if !(15..=34).contains(&piece.len()) || !piece[..2].iter().all(u8::is_ascii_uppercase) {
        return false;
    }
    if !piece[2..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let remainder = piece[4..].iter().chain(&piece[..4]).try_fold(0u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    });
    remainder == Some(1)
}

fn is_national(piece: &[u8]) -> bool {
    match piece.len() {
        9 => is_british(piece) || is_spanish(piece),
        10 => is_spanish_dashed(piece),
        11 => is_american(piece) || is_german(piece) || is_polish(piece) || is_swedish(piece),
        13 => is_swedish(piece),
        14 => is_brazilian(piece),
        15 => is_french(piece),
        16 => is_italian(piece),
        18 => is_chinese(piece),
        _ => false,
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0')))
}

fn is_day(month: u64, day: u64) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// United States: `123-45-6789` with parts that are given out.
fn is_american(piece: &[u8]) -> bool {
    let parts = (number(&piece[..3]), number(&piece[4..6]), number(&piece[7..]));
    let (Some(area), Some(group), Some(serial)) = parts else { return false };
    piece[3] == b'-' && piece[6] == b'-' && (1..900).contains(&area) && area != 666 && group > 0 && serial > 0
}

/// United Kingdom: two letters, six digits, A to D.
fn is_british(piece: &[u8]) -> bool {
    let [first, second, digits @ .., last] = piece else { return false };
    let letters = first.is_ascii_uppercase() && second.is_ascii_uppercase();
    let given = !b"DFIQUV".contains(first) && !b"DFIOQUV".contains(second);
    let pair = [*first, *second];
    let never = [b"BG", b"GB", b"NK", b"KN", b"TN", b"NT", b"ZZ"].contains(&&pair);
    letters && given && !never && digits.len() == 6 && number(digits).is_some() && (b'A'..=b'D').contains(last)
}

const SPANISH: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// Spain: eight digits, or X, Y, Z and seven, and the letter they give modulo 23.
fn is_spanish(piece: &[u8]) -> bool {
    let lead = match piece[0] {
        letter @ b'X'..=b'Z' => u64::from(letter - b'X') * 10_000_000,
        _ => 0,
    };
    let digits = if piece[0].is_ascii_digit() { &piece[..8] } else { &piece[1..8] };
    let known = piece[0].is_ascii_digit() || lead > 0 || piece[0] == b'X';
    known && number(digits).is_some_and(|n| SPANISH[((n + lead) % 23) as usize] == piece[8])
}

fn is_spanish_dashed(piece: &[u8]) -> bool {
    let mut joined = [0; 9];
    joined[..8].copy_from_slice(&piece[..8]);
    joined[8] = piece[9];
    piece[8] == b'-' && is_spanish(&joined)
}

/// Germany: eleven digits, one of the first ten twice or three times, check digit by ISO 7064.
fn is_german(piece: &[u8]) -> bool {
    if piece[0] == b'0' || number(piece).is_none() {
        return false;
    }
    let mut seen = [0u8; 10];
    let mut product = 10u32;
    for byte in &piece[..10] {
        let digit = byte - b'0';
        seen[usize::from(digit)] += 1;
        let sum = (u32::from(digit) + product) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    let repeated = seen.iter().filter(|times| **times > 1).count();
    let check = (11 - product) % 10;
    repeated == 1 && seen.iter().all(|times| *times <= 3) && check == u32::from(piece[10] - b'0')
}

/// Poland: a date of birth, a serial number and a check digit.
fn is_polish(piece: &[u8]) -> bool {
    let (Some(_), Some(month), Some(day)) = (number(piece), number(&piece[2..4]), number(&piece[4..6])) else {
        return false;
    };
    let weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1];
    let sum: u32 = piece.iter().zip(weights).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    is_day(month % 20, day) && sum.is_multiple_of(10)
}

/// Sweden: `YYMMDD-XXXX`, perhaps with the century, the last digit by Luhn.
fn is_swedish(piece: &[u8]) -> bool {
    let short = &piece[piece.len() - 11..];
    if !matches!(short[6], b'-' | b'+') || number(&piece[..piece.len() - 5]).is_none() {
        return false;
    }
    let digits: Vec<u8> = short.iter().filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0').collect();
    let (Some(month), Some(day)) = (number(&short[2..4]), number(&short[4..6])) else { return false };
    digits.len() == 10 && is_day(month, day) && luhn(&digits)
}

/// Brazil: `123.456.789-09` with two check digits.
fn is_brazilian(piece: &[u8]) -> bool {
    if piece[3] != b'.' || piece[7] != b'.' || piece[11] != b'-' {
        return false;
    }
    let digits: Vec<u32> = piece.iter().filter(|b| b.is_ascii_digit()).map(|byte| u32::from(byte - b'0')).collect();
    let check = |n: usize| {
        let sum: u32 = digits[..n].iter().zip((2..=n as u32 + 1).rev()).map(|(digit, weight)| digit * weight).sum();
        sum * 10 % 11 % 10
    };
    digits.len() == 11 && check(9) == digits[9] && check(10) == digits[10]
}

/// France: sex, year, month, department (2A and 2B for Corsica), and a key modulo 97.
fn is_french(piece: &[u8]) -> bool {
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
    (1..=99).contains(&month) && body > less && 97 - (body - less) % 97 == key
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
    let (Some(year), Some(month), Some(day)) = (number(&piece[6..10]), number(&piece[10..12]), number(&piece[12..14]))
    else {
        return false;
    };
    let sum = piece[..17].iter().enumerate().try_fold(0, |sum, (place, byte)| {
        byte.is_ascii_digit().then(|| sum + u32::from(byte - b'0') * (1 << (17 - place)) % 11)
    });
    let dated = (1900..2100).contains(&year) && is_day(month, day);
    dated && sum.is_some_and(|sum| b"10X98765432"[(sum % 11) as usize] == piece[17])
}
