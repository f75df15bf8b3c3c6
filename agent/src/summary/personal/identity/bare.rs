//! Numbers of digits alone. `digits` are values, not bytes.

use super::super::card::luhn;
use super::super::{Marks, Pattern};
use super::{is_day, two, weighted};

pub(super) fn bare(digits: &[u8], marks: &mut Marks) {
    let varied = digits.iter().any(|digit| *digit != digits[0]);
    match digits.len() {
        9 => marks.judge(Pattern::IdNine, varied && (is_dutch(digits) || is_portuguese(digits) || is_canadian(digits))),
        10 => marks.judge(Pattern::IdTen, varied && is_of_ten(digits)),
        11 => marks.judge(Pattern::IdEleven, varied && is_of_eleven(digits)),
        12 => {
            let dated = is_day(two(&digits[4..]), two(&digits[6..])) && matches!(two(digits), 18..=20);
            marks.judge(Pattern::IdTwelve, varied && (is_indian(digits) || dated && luhn(&digits[2..])));
        }
        13 => marks.judge(Pattern::IdEleven, varied && (is_romanian(digits) || is_south_african(digits))),
        14 => marks.judge(Pattern::IdEleven, varied && is_brazilian_company(digits)),
        _ => {}
    }
}

/// Digits with spaces between them, where the groups say which state writes so.
pub(super) fn spaced(text: &[u8], joined: &[u8], marks: &mut Marks) {
    let mut digits = [0; 48];
    for (digit, byte) in digits.iter_mut().zip(joined) {
        *digit = byte - b'0';
    }
    let digits = &digits[..joined.len()];
    let groups: Vec<usize> = text.split(|byte| *byte == b' ').map(<[u8]>::len).filter(|len| *len > 0).collect();
    match groups.as_slice() {
        [4, 4, 4] => marks.judge(Pattern::IdTwelve, is_indian(digits)),
        [3, 3, 4] => marks.judge(Pattern::IdTen, is_british_patient(digits)),
        [2, 3, 3, 3] => marks.judge(Pattern::IdEleven, is_german(digits)),
        [3, 3, 3] => marks.judge(Pattern::IdNine, is_canadian(digits)),
        [6, 5] => marks.judge(Pattern::IdEleven, is_norwegian(digits)),
        [1, 2, 2, 2, 3, 3, 2] if super::lettered::is_french(joined) => marks.set(Pattern::IdForm),
        _ if digits.len() == 15 && super::lettered::is_french(joined) => marks.set(Pattern::IdForm),
        _ => {}
    }
}

/// Netherlands: the burgerservicenummer, weights 9 to 2 and −1.
fn is_dutch(digits: &[u8]) -> bool {
    let sum = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    sum > u32::from(digits[8]) && (sum - u32::from(digits[8])).is_multiple_of(11)
}

/// Portugal: a person's tax number, modulo 11.
fn is_portuguese(digits: &[u8]) -> bool {
    let rest = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    matches!(digits[0], 1..=3) && u32::from(digits[8]) == if rest < 2 { 0 } else { 11 - rest }
}

/// Canada: the social insurance number.
fn is_canadian(digits: &[u8]) -> bool {
    !matches!(digits[0], 0 | 8) && luhn(digits)
}

fn is_of_ten(digits: &[u8]) -> bool {
    let (month, day) = (two(&digits[2..]), two(&digits[4..]));
    // Sweden: six digits of the date of birth, the last digit by Luhn; coordination numbers add 60 to the day.
    let swedish = is_day(month, day % 60) && luhn(digits);
    // Czechia and Slovakia: women's months are 50 higher; the whole is divisible by 11.
    let czech = is_day(month % 50 % 20, day) && value(digits).is_multiple_of(11);
    // Bulgaria: months of other centuries are 20 or 40 higher.
    let sum = weighted(&digits[..9], &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
    let bulgarian = is_day(month % 20, day) && sum == u32::from(digits[9]);
    swedish || czech || bulgarian || is_danish(digits) || is_austrian(digits) || is_british_patient(digits)
}

fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(*digit))
}

/// Denmark: day, month and year of birth; later numbers have no check digit.
pub(super) fn is_danish(digits: &[u8]) -> bool {
    is_day(two(&digits[2..]), two(digits))
}

/// Austria: serial number, check digit, day, month and year of birth.
fn is_austrian(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11;
    is_day(two(&digits[6..]), two(&digits[4..])) && sum == u32::from(digits[3])
}

/// United Kingdom: the number of a patient, weights 10 to 2, modulo 11.
fn is_british_patient(digits: &[u8]) -> bool {
    let rest = weighted(&digits[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    digits[0] >= 4 && (11 - rest) % 11 == u32::from(digits[9])
}

fn is_of_eleven(digits: &[u8]) -> bool {
    is_german(digits)
        || is_polish(digits)
        || is_brazilian(digits)
        || is_belgian(digits)
        || is_norwegian(digits)
        || is_turkish(digits)
        || is_baltic(digits)
}

/// Germany: the tax number: one of the first ten digits twice or three times, check digit by ISO 7064.
fn is_german(digits: &[u8]) -> bool {
    let mut seen = [0u8; 10];
    let mut product = 10u32;
    for digit in &digits[..10] {
        seen[usize::from(*digit)] += 1;
        let sum = (u32::from(*digit) + product) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    let repeated = seen.iter().filter(|times| **times > 1).count();
    let check = (11 - product) % 10;
    digits[0] != 0 && repeated == 1 && seen.iter().all(|times| *times <= 3) && check == u32::from(digits[10])
}

/// Poland: a date of birth, a serial number and a check digit.
fn is_polish(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    is_day(two(&digits[2..]) % 20, two(&digits[4..])) && sum.is_multiple_of(10)
}

/// Brazil: two check digits.
pub(super) fn is_brazilian(digits: &[u8]) -> bool {
    let check = |n: usize| {
        let sum: u32 = digits[..n].iter().zip((2..=n as u32 + 1).rev()).map(|(d, weight)| u32::from(*d) * weight).sum();
        sum * 10 % 11 % 10
    };
    check(9) == u32::from(digits[9]) && check(10) == u32::from(digits[10])
}

/// Brazil: a company's number, two check digits.
pub(super) fn is_brazilian_company(digits: &[u8]) -> bool {
    let check = |weights: &[u32]| {
        let rest = weighted(digits, weights) % 11;
        if rest < 2 { 0 } else { 11 - rest }
    };
    check(&[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) == u32::from(digits[12])
        && check(&[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) == u32::from(digits[13])
}

/// Belgium: a date of birth, a serial number, and 97 less what is left modulo 97; from 2000 on with a 2 before it.
pub(super) fn is_belgian(digits: &[u8]) -> bool {
    let (body, check) = (value(&digits[..9]), u64::from(two(&digits[9..])));
    let dated = is_day(two(&digits[2..]) % 20, two(&digits[4..]));
    dated && (97 - body % 97 == check || 97 - (body + 2_000_000_000) % 97 == check)
}

/// Norway: day, month and year of birth, a serial number and two check digits.
fn is_norwegian(digits: &[u8]) -> bool {
    is_day(two(&digits[2..]) % 40, two(digits) % 40)
        && weighted(digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Turkey: two check digits.
fn is_turkish(digits: &[u8]) -> bool {
    let at = |place: usize| u32::from(digits[place]);
    let odd = at(0) + at(2) + at(4) + at(6) + at(8);
    let even = at(1) + at(3) + at(5) + at(7);
    let all: u32 = (0..10).map(at).sum();
    digits[0] != 0 && (odd * 7 + 90 - even) % 10 == at(9) && all % 10 == at(10)
}

/// Estonia and Lithuania: century and sex, date of birth, serial number, check digit.
fn is_baltic(digits: &[u8]) -> bool {
    let first = weighted(digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let second = weighted(digits, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10;
    let check = if first < 10 { first } else { second };
    matches!(digits[0], 1..=6) && is_day(two(&digits[3..]), two(&digits[5..])) && check == u32::from(digits[10])
}

/// Romania: sex and century, date of birth, county, serial number, check digit.
fn is_romanian(digits: &[u8]) -> bool {
    let rest = weighted(digits, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    matches!(digits[0], 1..=8)
        && is_day(two(&digits[3..]), two(&digits[5..]))
        && if rest == 10 { 1 } else { rest } == u32::from(digits[12])
}

/// South Africa: date of birth, serial number, citizenship, check digit by Luhn.
fn is_south_african(digits: &[u8]) -> bool {
    is_day(two(&digits[2..]), two(&digits[4..])) && digits[10] < 2 && luhn(digits)
}

/// India: twelve digits, the first from 2 on, the last by Verhoeff.
fn is_indian(digits: &[u8]) -> bool {
    digits[0] >= 2 && verhoeff(digits) == 0
}

/// What the digits give in Verhoeff's group of ten.
fn verhoeff(digits: &[u8]) -> u8 {
    const TURNED: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    digits.iter().rev().enumerate().fold(0, |sum, (place, digit)| {
        let turned = (0..place % 8).fold(*digit, |digit, _| TURNED[usize::from(digit)]);
        product(sum, turned)
    })
}

/// The dihedral group of order ten: 0 to 4 turn, 5 to 9 turn and mirror.
fn product(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a + 5 - b - 5 + 5) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}
