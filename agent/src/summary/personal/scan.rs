use conspectus_metadata::PersonalClass;

use super::{Marks, digits, identity, network, secret};

/// Only this much of a long text is looked at piece by piece.
const LOOKED_AT: usize = 64 * 1024;

const DIGIT: u8 = 1;
const AT: u8 = 2;
const COLON: u8 = 4;
const DOT: u8 = 8;
const SPACE: u8 = 16;
const LETTER: u8 = 32;
const JOINT: u8 = 64;

/// What kind of byte each is.
const KIND: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'@' => AT,
            b':' => COLON,
            b'.' => DOT,
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b';' | b'"' | b'\'' | b'<' | b'>' | b'(' | b')' | b'[' | b']'
            | b'{' | b'}' | b'|' => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'-' | b'_' | b'/' | b'+' => JOINT,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

/// What a text holds. Most texts are settled by one look at their bytes.
pub(in crate::summary) fn text_marks(text: &[u8]) -> Marks {
    let text = &text[..text.len().min(LOOKED_AT)];
    let mut marks = Marks::default();
    let (mut seen, mut numerals) = (0, 0);
    for byte in text {
        let kind = KIND[usize::from(*byte)];
        seen |= kind;
        numerals += usize::from(kind & DIGIT);
    }
    if numerals > 0 && numerals <= 40 && text.len() <= 48 {
        if is_numeric(text) {
            marks.0 |= Marks::NUMERIC.0;
        } else if digits::is_date(text) {
            marks.0 |= Marks::DATE.0;
        }
    }
    if seen & AT != 0 {
        network::addresses(text, &mut marks);
    }
    if numerals >= 7 {
        digits::numbers(text, &mut marks);
    }
    if text.len() >= 16 && seen & LETTER != 0 {
        secret::secrets(text, &mut marks);
    }
    let worth_pieces = numerals >= 6 || seen & COLON != 0 || (seen & DOT != 0 && numerals >= 4);
    if text.len() >= 3 && worth_pieces {
        for piece in text.split(|byte| KIND[usize::from(*byte)] & SPACE != 0) {
            piece_marks(piece, &mut marks);
        }
    }
    if !marks.has(PersonalClass::Iban) && numerals >= 10 && seen & SPACE != 0 && text.len() <= 48 {
        identity::spaced(text, &mut marks);
    }
    marks
}

fn piece_marks(piece: &[u8], marks: &mut Marks) {
    let end = piece.iter().rposition(|byte| !matches!(byte, b'.' | b':' | b'!' | b'?'));
    let piece = &piece[..end.map_or(0, |end| end + 1)];
    if (3..=64).contains(&piece.len()) {
        network::piece(piece, marks);
        identity::piece(piece, marks);
    }
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
