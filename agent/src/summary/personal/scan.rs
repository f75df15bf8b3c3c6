//! Which patterns a value is tried on.

use super::{Marks, Pattern, address, card, coordinates, date, identity, network, person, phone, secret};

/// Only this much of a long text is looked at piece by piece.
const LOOKED_AT: usize = 64 * 1024;

/// Counts of eight kinds of bytes, eight bits each, so that one addition counts a byte.
const DIGIT: u64 = 1;
const AT: u64 = 1 << 8;
const COLON: u64 = 1 << 16;
const DOT: u64 = 1 << 24;
const DASH: u64 = 1 << 32;
const SPACE: u64 = 1 << 40;
const LETTER: u64 = 1 << 48;
const HIGH: u64 = 1 << 56;

/// What kind of byte each is.
const KIND: [u64; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'@' => AT,
            b':' => COLON,
            b'.' => DOT,
            b'-' => DASH,
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b';' | b'"' | b'\'' | b'<' | b'>' | b'(' | b')' | b'[' | b']'
            | b'{' | b'}' | b'|' | b'=' => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            0x80.. => HIGH,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

/// How many bytes of each kind a text has.
#[derive(Default)]
struct Kinds {
    digits: u32,
    ats: u32,
    colons: u32,
    dots: u32,
    dashes: u32,
    spaces: u32,
    letters: u32,
    high: u32,
}

impl Kinds {
    fn of(text: &[u8]) -> Self {
        let mut kinds = Self::default();
        for part in text.chunks(255) {
            let counts: u64 = part.iter().map(|byte| KIND[usize::from(*byte)]).sum();
            let count = |kind: u64| (counts >> kind.trailing_zeros()) as u32 & 0xff;
            kinds.digits += count(DIGIT);
            kinds.ats += count(AT);
            kinds.colons += count(COLON);
            kinds.dots += count(DOT);
            kinds.dashes += count(DASH);
            kinds.spaces += count(SPACE);
            kinds.letters += count(LETTER);
            kinds.high += count(HIGH);
        }
        kinds
    }

    /// Whether a piece of the text may be an address of a machine.
    fn may_be_machine(&self) -> bool {
        self.colons >= 2 || self.dashes >= 5 || self.dots >= 3 && self.digits >= 4
    }
}

/// What a text holds. Most texts are settled by one look at their bytes.
pub(in crate::summary) fn text_marks(text: &[u8]) -> Marks {
    let text = &text[..text.len().min(LOOKED_AT)];
    let kinds = Kinds::of(text);
    let mut marks = Marks::default();
    if kinds.digits == 0 {
        if kinds.letters + kinds.high >= 2 && text.len() <= SHORT && kinds.ats == 0 {
            names(text, &kinds, &mut marks);
        }
    } else if text.len() <= 48 {
        if kinds.letters <= 1 && is_numeric(text) {
            marks.set_numeric();
        } else if kinds.letters <= 4 {
            date::date(text, &mut marks);
        }
    }
    if kinds.ats > 0 {
        network::addresses(text, &mut marks);
    }
    if kinds.digits >= 8 {
        phone::numbers(text, &mut marks);
    }
    if text.len() >= 16 && kinds.letters > 0 {
        secret::secrets(text, &mut marks);
    }
    let machine = kinds.may_be_machine();
    if machine || kinds.digits >= 6 {
        pieces(text, &kinds, machine, &mut marks);
    }
    if kinds.digits > 0 {
        whole(text, &kinds, &mut marks);
    }
    marks
}

/// Longer texts are prose: they are searched, but not taken for one name or address.
const SHORT: usize = 64;
const ADDRESS: usize = 160;

/// What only a whole text of this kind can be.
fn whole(text: &[u8], kinds: &Kinds, marks: &mut Marks) {
    let trimmed = text.trim_ascii();
    if kinds.digits as usize == trimmed.len() {
        let mut digits = [0; 20];
        if let Some(digits) = digits.get_mut(..trimmed.len()) {
            digits.iter_mut().zip(trimmed).for_each(|(digit, byte)| *digit = byte - b'0');
            identity::digits(digits, marks);
        }
        return;
    }
    let spaced = kinds.spaces > 0 || kinds.high > 0;
    if spaced && kinds.digits >= 6 && text.len() <= 48 {
        identity::spaced(trimmed, marks);
    }
    if spaced && text.len() <= SHORT && kinds.digits >= 4 && (kinds.dots >= 2 || kinds.high > 0) {
        coordinates::coordinates(trimmed, marks);
    }
    if spaced && kinds.letters + kinds.high >= 3 && text.len() <= ADDRESS {
        address::address(text, marks);
    }
    // A few digits among letters: some states number their people so.
    if kinds.digits < 6 && kinds.digits + kinds.letters == trimmed.len() as u32 && trimmed.len() == 10 {
        identity::piece(trimmed, marks);
    }
    if kinds.spaces == 0 && kinds.letters >= 2 && kinds.high == 0 && (8..=128).contains(&text.len()) {
        secret::unmarked(text, marks);
    }
}

/// Letters without digits.
fn names(text: &[u8], kinds: &Kinds, marks: &mut Marks) {
    let capital = text.first().is_some_and(|byte| byte.is_ascii_uppercase() || *byte >= 0x80);
    if (capital || kinds.spaces > 0)
        && text.len() >= 2
        && let Ok(text) = std::str::from_utf8(text)
    {
        person::person(text.trim(), marks);
    }
}

fn pieces(text: &[u8], kinds: &Kinds, machine: bool, marks: &mut Marks) {
    if kinds.spaces == 0 {
        piece_marks(text, machine, marks);
        return;
    }
    for piece in text.split(|byte| KIND[usize::from(*byte)] == SPACE) {
        piece_marks(piece, machine, marks);
    }
}

fn piece_marks(piece: &[u8], machine: bool, marks: &mut Marks) {
    let end = piece.iter().rposition(|byte| !matches!(byte, b'.' | b':' | b'!' | b'?'));
    let piece = &piece[..end.map_or(0, |end| end + 1)];
    if (6..=64).contains(&piece.len()) {
        if machine {
            network::piece(piece, marks);
        }
        identity::piece(piece, marks);
    }
}

/// Smaller numbers have fewer digits than a person's number or a card.
pub(in crate::summary) const LONG: f64 = 1e8;

/// A first look at a number: whole, and with as many digits as a person's number or a card has.
#[inline]
pub(in crate::summary) fn may_be_personal(x: f64) -> bool {
    (LONG..1e19).contains(&x) && x.fract() == 0.0
}

/// What the digits of a whole number may be.
pub(in crate::summary) fn integer_marks(x: f64) -> Marks {
    let mut marks = Marks::default();
    if may_be_personal(x) {
        let mut digits = [0; 20];
        let (mut rest, mut start) = (x as u64, digits.len());
        while rest > 0 {
            start -= 1;
            digits[start] = (rest % 10) as u8;
            rest /= 10;
        }
        let digits = &digits[start..];
        // Beyond 2^53 a double has lost the last digit, which is the one that is checked.
        if x < 9_007_199_254_740_992.0 {
            if let Some(valid) = card::card(digits) {
                marks.judge(Pattern::Card, valid);
            }
            identity::digits(digits, &mut marks);
        }
        phone::mobile(digits, &mut marks);
    }
    marks
}

/// An optional sign, digits, at most one separator of decimals, an optional exponent.
fn is_numeric(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let text = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    let mut parts = text.splitn(2, |byte| matches!(byte, b'e' | b'E'));
    let number = parts.next().unwrap_or_default();
    let separators = number.iter().filter(|byte| matches!(byte, b'.' | b',')).count();
    let digits = number.iter().filter(|byte| byte.is_ascii_digit()).count();
    let exponent = parts.next().is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
        !exponent.is_empty() && exponent.iter().all(u8::is_ascii_digit)
    });
    digits > 0 && separators <= 1 && digits + separators == number.len() && exponent
}
