//! Characters that look like others, or like nothing: written with them, a contact would not be recognised.

use std::borrow::Cow;

/// Where the ten digits of other scripts begin.
const ZEROS: [u32; 32] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xABF0,
];

/// The text in plain characters: full-width forms, digits of other scripts and mathematical digits become ASCII, and what
/// nobody sees is left out.
#[must_use]
pub fn undisguised(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).map(plain).collect())
}

/// Whether the text holds characters without width, or such as turn the direction of writing.
#[must_use]
pub fn holds_invisible(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| is_invisible(c) && !is_joiner(c))
}

/// Joiners shape letters of Persian and of Indian scripts, and variations those of pictures: they belong to names.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

const fn is_invisible(c: char) -> bool {
    is_joiner(c)
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

fn plain(c: char) -> char {
    let code = c as u32;
    let ascii = |code: u32| char::from_u32(code).unwrap_or(c);
    match code {
        0..0x80 => c,
        0xFF01..=0xFF5E => ascii(code - 0xFEE0),
        0x1D7CE..=0x1D7FF => ascii(0x30 + (code - 0x1D7CE) % 10),
        0xFE6B => '@',
        0x3002 | 0xFF61 | 0x2024 => '.',
        0x2010..=0x2015 | 0x2212 | 0xFE63 => '-',
        _ => {
            ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map_or(c, |zero| ascii(0x30 + code - zero))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{holds_personal, looks_like_data};

    #[test]
    fn a_contact_is_seen_through_its_disguise() {
        for text in [
            "ann\u{200b}@example.org",
            "\u{202e}ann@example\u{2060}.org",
            "ａｎｎ＠ｅｘａｍｐｌｅ．ｏｒｇ",
            "４１１１１１１１１１１１１１１１",
            "٤١١١١١١١١١١١١١١١",
            "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏",
            "4111\u{200b}1111\u{200b}1111\u{200b}1111",
            "4111–1111–1111–1111",
        ] {
            assert!(holds_personal(text), "{text:?}");
        }
    }

    #[test]
    fn names_in_any_script_stay_names() {
        for name in ["Größe", "възраст", "年齢", "سن", "می\u{200c}خواهم", "क्ष\u{200d}", "Länge – netto", "❤\u{fe0f}"]
        {
            assert!(!looks_like_data(name), "{name:?}");
        }
        assert!(looks_like_data("amount\u{202e}tnuoma"));
    }
}
