//! Runs of digits as people write them: payment cards and phone numbers.

use super::card::card;
use super::{Marks, Pattern};

/// Looks at each run of digits, where single spaces, dashes, dots, slashes and brackets may stand between digits.
pub(super) fn numbers(text: &[u8], marks: &mut Marks) {
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = Run::read(text, at);
        at = run.end + 1;
        let touches = |byte: Option<&u8>| byte.is_some_and(|byte| is_word(*byte));
        let extended = matches!(text[at..], [b'x' | b'X', next, ..] if next.is_ascii_digit());
        if touches(text.get(at)) && !extended || touches(text[..run.start].last()) {
            continue;
        }
        run.judge(text, marks);
        if extended {
            at += 1 + text[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        }
        let bracket = usize::from(run.start > 0 && text[run.start - 1] == b'(');
        let before = text[..run.start - bracket].iter();
        if text[at..].iter().chain(before).all(|byte| *byte == b' ') {
            run.judge_alone(text, bracket == 1, marks);
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// The most digits that are looked at.
const MOST: usize = 24;

struct Run {
    start: usize,
    /// The last digit's place in the text.
    end: usize,
    digits: [u8; MOST],
    len: usize,
    /// A bit for each digit that begins a group.
    groups: u32,
}

impl Run {
    fn read(text: &[u8], start: usize) -> Self {
        let mut run = Self { start, end: start, digits: [0; MOST], len: 0, groups: 0 };
        let mut at = start;
        while at < text.len() && at <= run.end + 3 {
            match text[at] {
                digit @ b'0'..=b'9' => run.push(digit - b'0', at),
                b' ' | b'-' | b'.' | b'(' | b')' | b'/' => {}
                _ => break,
            }
            at += 1;
        }
        run
    }

    fn push(&mut self, digit: u8, at: usize) {
        if let Some(place) = self.digits.get_mut(self.len) {
            *place = digit;
        }
        self.groups |= u32::from(self.len == 0 || at > self.end + 1).checked_shl(self.len as u32).unwrap_or(0);
        self.len += 1;
        self.end = at;
    }

    /// What the run may be wherever it stands.
    fn judge(&self, text: &[u8], marks: &mut Marks) {
        let Some(digits) = self.digits.get(..self.len) else { return };
        let written = &text[self.start..=self.end];
        let groups = self.groups.count_ones();
        if groups <= 6
            && !written.contains(&b'.')
            && let Some(valid) = card(digits)
        {
            marks.judge(Pattern::Card, valid);
        }
        let plus = self.start > 0 && text[self.start - 1] == b'+' && digits[0] != 0;
        let zeros = digits.len() > 2 && digits[..2] == [0, 0] && digits[2] != 0 && groups >= 3 && digits.len() >= 10;
        let decimal = groups == 2 && written.split(|byte| *byte == b'.').count() == 2;
        if (plus || zeros) && (8..=17).contains(&self.len) && !decimal {
            marks.set(Pattern::PhoneInternational);
        }
    }

    /// What the run may be where nothing but blanks stands beside it.
    fn judge_alone(&self, text: &[u8], bracket: bool, marks: &mut Marks) {
        let Some(digits) = self.digits.get(..self.len) else { return };
        let written = &text[self.start..=self.end];
        if self.groups.is_power_of_two() && !bracket {
            bare(digits, marks);
        } else if digits.len() >= 5 && !marks.is_date() && !marks.is_numeric() {
            // 3-2-4 is how social security numbers are written.
            let social = self.groups == 0b10_1001;
            let trunk = digits[0] == 0 && digits[1] != 0 && (8..=12).contains(&digits.len()) && !social;
            let mixed = written[..3.min(written.len())].contains(&b' ')
                && written.len() > 5
                && written[written.len() - 5] == b'-'
                && matches!(digits.len(), 10 | 11);
            let bracketed = bracket && (8..=12).contains(&digits.len());
            let many = self.groups.count_ones() <= 5;
            marks.judge(Pattern::PhoneGrouped, many && (trunk || mixed || bracketed));
            if !(trunk || mixed || bracketed) {
                let dashed = written.contains(&b'-');
                marks.judge(Pattern::PhonePlain, is_grouped_like_a_phone(digits, self.groups, dashed));
            }
        }
    }
}

/// Digits alone: with the zero before the area, or as many as a mobile phone has.
fn bare(digits: &[u8], marks: &mut Marks) {
    if (8..=14).contains(&digits.len()) {
        let national = digits[0] == 0 && digits[1] != 0 && matches!(digits.len(), 10 | 11);
        let international = digits[..2] == [0, 0] && !matches!(digits[2], 0) && digits.len() >= 11;
        marks.judge(Pattern::PhoneTrunk, national || international);
    }
    mobile(digits, marks);
}

/// 415 555 2671, 612 345 678, 612 34 56 78, 20 12 34 56, 98765 43210.
fn is_grouped_like_a_phone(digits: &[u8], groups: u32, dashed: bool) -> bool {
    match groups {
        0b100_1001 if digits.len() == 10 => is_north_american(digits),
        0b1001_0011 if digits.len() == 11 => is_north_american(digits),
        0b100_1001 if digits.len() == 9 => digits[0] >= 5 && !dashed,
        0b1010_1001 if digits.len() == 9 => digits[0] >= 5,
        0b101_0101 if digits.len() == 8 => digits[0] >= 2 && !dashed,
        0b10_0001 if digits.len() == 10 => digits[0] >= 6,
        _ => false,
    }
}

/// Looks at the digits of a whole number, or at digits alone.
pub(super) fn mobile(digits: &[u8], marks: &mut Marks) {
    if matches!(digits.len(), 10 | 11) && digits[0] != 0 {
        marks.judge(Pattern::PhoneDigits, is_mobile(digits));
    }
}

fn is_mobile(digits: &[u8]) -> bool {
    is_north_american(digits) || digits.len() == 10 && (digits[0] >= 6 || digits[0] == 3 && digits[1] >= 2)
}

/// Ten digits, or eleven after the country's 1, with a valid area and exchange.
fn is_north_american(digits: &[u8]) -> bool {
    let national = match digits {
        [1, rest @ ..] | rest if rest.len() == 10 => rest,
        _ => return false,
    };
    national[0] >= 2 && national[3] >= 2 && national[1..3] != [1, 1] && national[4..6] != [1, 1]
}
