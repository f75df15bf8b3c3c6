//! Postal addresses by their shape: a street word beside a number, a postcode beside a town.

use std::sync::LazyLock;

use super::{Marks, Pattern};
use crate::lexicon::{Lexicon, fold};

/// Words that are a street's: `street`, `rue`, `calle`; and endings that join the name: `straße`, `gatan`, `laan`.
static WORDS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("streets.txt")));
const ENDINGS: &str = include_str!("endings.txt");

/// Looks at a short text that has both digits and letters.
pub(super) fn address(text: &[u8], marks: &mut Marks) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    if is_british_postcode(text) {
        // Car plates and codes of goods look the same.
        marks.judge(if text.trim().len() > 8 { Pattern::Street } else { Pattern::Town }, true);
        return;
    }
    let words = || text.split(|c: char| c.is_whitespace() || ",;/".contains(c)).filter(|word| !word.is_empty());
    if words().count() < 2 {
        return;
    }
    let numbered = words().any(is_house_number);
    let street = words().any(is_street);
    let named = words().filter(|word| word.chars().next().is_some_and(char::is_uppercase)).count();
    marks.judge(Pattern::Street, numbered && street && named >= 1);
    town(text, marks);
}

/// `12`, `12a`, `12-14`, `3/4`; not longer than a house's number.
fn is_house_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() <= 7 && (1..=5).contains(&digits) && word.chars().next().is_some_and(|c| c.is_ascii_digit())
}

fn is_street(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let folded = fold(word);
    let folded = folded.as_str();
    let joined = |ending: &str| folded.len() > ending.len() + 2 && folded.ends_with(ending);
    WORDS.contains(folded) || WORDS.contains(folded.trim_end_matches('.')) || ENDINGS.split_whitespace().any(joined)
}

/// A last line of postcode and town: `10115 Berlin`, `Girona, 17001`, `1234 AB Delft`, `Port Ada, CA 90210`.
fn town(text: &str, marks: &mut Marks) {
    let last = text.trim().rsplit('\n').next().unwrap_or_default();
    let postcode = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        (4..=8).contains(&digits) && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
            || word.as_bytes().split_at_checked(4).is_some_and(|(number, letters)| {
                number.iter().all(u8::is_ascii_digit)
                    && letters.len() == 2
                    && letters.iter().all(u8::is_ascii_uppercase)
            })
    };
    let words: Vec<&str> = last.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    // `172 36 Praha`.
    let digits = |word: &str, count| word.len() == count && word.bytes().all(|byte| byte.is_ascii_digit());
    let parted = matches!(words[..], [a, b, _, ..] if digits(a, 3) && digits(b, 2));
    let words = if parted { &words[2..] } else { &words[..] };
    let ends =
        parted || words.first().is_some_and(|word| postcode(word)) || words.last().is_some_and(|word| postcode(word));
    let others = words.iter().filter(|word| !postcode(word));
    let capital = |word: &&&str| word.chars().next().is_some_and(|c| c.is_uppercase() || c == '(' || c == '/');
    let only_names = others.clone().count() >= 1
        && others.clone().all(|word| capital(&word) || word.len() <= 3)
        && others.clone().all(|word| !word.bytes().any(|byte| byte.is_ascii_digit()));
    marks.judge(Pattern::Town, ends && only_names && (2 - usize::from(parted)..=6).contains(&words.len()));
}

/// `SW1A 1AA` at the end.
fn is_british_postcode(text: &str) -> bool {
    let bytes = text.trim().as_bytes();
    let [front @ .., b' ', number, first, second] = bytes else { return false };
    let outer = front.rsplit(|byte| matches!(byte, b' ' | b'\n' | b',')).next().unwrap_or_default();
    let area = outer.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    number.is_ascii_digit()
        && first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && (1..=2).contains(&area)
        && matches!(outer[area..], [a] | [a, _] if a.is_ascii_digit())
        && outer.iter().all(u8::is_ascii_alphanumeric)
}
