//! Payment cards, phone numbers and dates.

use conspectus_metadata::PersonalClass;

use super::Marks;

/// A first look: ten digits, eleven after a 1, or as many as a card has.
#[inline]
pub(in crate::summary) fn may_be_personal(x: f64) -> bool {
    (2e9..1e10).contains(&x) || (1.2e10..2e10).contains(&x) || (1e12..1e19).contains(&x)
}

/// What the digits of an integer column's value may be.
pub(in crate::summary) fn integer_marks(x: f64) -> Marks {
    let mut marks = Marks::default();
    if (1e9..1e19).contains(&x) && x.fract() == 0.0 {
        let mut digits = [0; 20];
        let (mut rest, mut start) = (x as u64, digits.len());
        while rest > 0 {
            start -= 1;
            digits[start] = (rest % 10) as u8;
            rest /= 10;
        }
        let digits = &digits[start..];
        // Beyond 2^53 a double has lost the last digit, which is the one that Luhn checks.
        if x < 9_007_199_254_740_992.0 && is_card(digits) {
            marks.set(PersonalClass::PaymentCard);
        }
        if is_north_american(digits) {
            marks.set(PersonalClass::Phone);
        }
    }
    marks
}

/// Looks at each run of digits, where single spaces, dashes, dots, slashes and brackets may stand between digits.
pub(super) fn numbers(text: &[u8], marks: &mut Marks) {
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let mut digits = Run::default();
        let mut end = at;
        while at < text.len() && at <= end + 3 {
            match text[at] {
                digit @ b'0'..=b'9' => {
                    digits.push(digit - b'0', at - end);
                    end = at;
                }
                b' ' | b'-' | b'.' | b'(' | b')' | b'/' => {}
                _ => break,
            }
            at += 1;
        }
        at = at.max(end + 1);
        let inside_word = end + 1 < text.len() && is_word(text[end + 1]) || start > 0 && is_word(text[start - 1]);
        if !inside_word {
            run_marks(&digits, &Shape::of(text, start, end), marks);
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

#[derive(Default)]
struct Run {
    digits: [u8; 24],
    len: usize,
    /// A bit for each digit that begins a group.
    groups: u32,
}

impl Run {
    fn push(&mut self, digit: u8, gap: usize) {
        if let Some(place) = self.digits.get_mut(self.len) {
            *place = digit;
        }
        self.groups |= u32::from(self.len == 0 || gap > 1).checked_shl(self.len as u32).unwrap_or(0);
        self.len += 1;
    }
}

/// How a run of digits is written.
struct Shape {
    /// `+` or `00` before the country's digits.
    international: bool,
    dots: bool,
}

impl Shape {
    fn of(text: &[u8], start: usize, end: usize) -> Self {
        let before = text[..start].last().copied();
        let run = &text[start..=end];
        Self {
            international: before == Some(b'+') || run.starts_with(b"00") && run.len() > 2 && run[2] != b'0',
            dots: run.contains(&b'.'),
        }
    }
}

fn run_marks(run: &Run, shape: &Shape, marks: &mut Marks) {
    let Some(digits) = run.digits.get(..run.len) else { return };
    if is_card(digits) && !shape.dots && run.groups.count_ones() <= 6 {
        marks.set(PersonalClass::PaymentCard);
    }
    let international = shape.international && (8..=17).contains(&run.len);
    // 415 555 2671, perhaps after the country's 1.
    let national = matches!(run.groups, 0b100_1001 | 0b1001_0011) && is_north_american(digits);
    if international || national {
        marks.set(PersonalClass::Phone);
    }
}

/// Thirteen to nineteen digits of a known issuer with a valid check digit (Luhn).
pub(super) fn is_card(digits: &[u8]) -> bool {
    let Some(&[a, b, c, d]) = digits.first_chunk() else { return false };
    let four = u32::from(a) * 1000 + u32::from(b) * 100 + u32::from(c) * 10 + u32::from(d);
    let issuer = match digits.len() {
        13 => a == 4,
        14 => matches!(four, 3000..=3059 | 3600..=3699 | 3800..=3999),
        15 => matches!(four, 3400..=3499 | 3700..=3799),
        16 => matches!(four, 4000..=4999 | 5100..=5599 | 2221..=2720 | 3528..=3589 | 6011 | 6440..=6599 | 6221..=6229
            | 2200..=2204 | 6040..=6099 | 5000..=5099 | 6360..=6399),
        17..=19 => {
            matches!(four, 6011 | 6200..=6299 | 6440..=6599 | 5018 | 5020 | 5038 | 6304 | 6759..=6763 | 4000..=4999)
        }
        _ => false,
    };
    issuer && luhn(digits) && digits.iter().any(|digit| *digit != digits[digits.len() - 2])
}

pub(super) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let doubled = u32::from(*digit) << (place & 1);
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Ten digits, or eleven after the country's 1, with a valid area and exchange.
fn is_north_american(digits: &[u8]) -> bool {
    let national = match digits {
        [1, rest @ ..] | rest if rest.len() == 10 => rest,
        _ => return false,
    };
    national[0] >= 2 && national[1] != 9 && national[3] >= 2 && national[1..3] != [1, 1] && national[4..6] != [1, 1]
}

/// A year, month and day, or day, month and year, perhaps followed by a time.
pub(super) fn is_date(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let mut parts = text.splitn(3, |byte| matches!(byte, b'-' | b'/' | b'.'));
    let (Some(first), Some(month), Some(last)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let last = last.split(|byte| matches!(byte, b' ' | b'T')).next().unwrap_or_default();
    let (Some(first), Some(month), Some(last)) = (number(first), number(month), number(last)) else { return false };
    let is_year = |year: u32| (1000..=2999).contains(&year);
    let is_day = |a: u32, b: u32| (1..=12).contains(&a.min(b)) && (1..=31).contains(&a.max(b));
    is_year(first) && is_day(month, last) || is_year(last) && is_day(first, month)
}

fn number(text: &[u8]) -> Option<u32> {
    (1..=4).contains(&text.len()).then(|| {
        text.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
    })?
}
