//! Names of persons, by lists of frequent given and family names, titles, and the order in which they stand.

#[cfg(test)]
mod tests;
mod words;

use std::sync::LazyLock;

use super::{Marks, Pattern};
use crate::lexicon::{Folded, Lexicon, fold};
use words::Words;

static GIVEN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("given.txt")));
static FAMILY: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("family.txt")));
static TITLES: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("titles.txt")));
static PARTICLES: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("particles.txt")));
/// Endings that families have and hardly anything else.
const ENDINGS: &str = include_str!("endings.txt");
/// Words that begin the name of a place, and words that occur in those of companies, places and titles.
static PLACES: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("places.txt")));
static THINGS: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("things.txt")));

/// Whether the text is a given and a family name that are both known.
#[must_use]
pub fn names_a_person(text: &str) -> bool {
    let mut marks = Marks::default();
    if text.len() <= 64 {
        person(text.trim(), &mut marks);
    }
    marks.passed(Pattern::PersonListed)
}

/// Looks at a whole short text without digits.
pub(super) fn person(text: &str, marks: &mut Marks) {
    if let Some(mark) = text.chars().next().filter(|c| *c >= '\u{3400}') {
        east_asian(mark, text, marks);
        return;
    }
    let Some(words) = Words::read(text) else { return };
    match words.names() {
        [] => {}
        [only] if !words.titled() => {
            if words.capital() && only.len() >= 3 {
                marks.judge(Pattern::PersonWord, words.particle() || is_given(only) || is_family(only));
            }
        }
        names => several(names, &words, marks),
    }
}

/// Two names and more.
fn several(names: &[&str], words: &Words<'_>, marks: &mut Marks) {
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return };
    let (given_first, given_last) = (is_given(first), is_given(last));
    let (family_first, family_last) = (is_family(first), is_family(last));
    let listed = given_first && family_last || given_last && (family_first || words.comma()) || words.titled();
    let likely = listed || given_first || family_last;
    marks.judge(Pattern::PersonListed, listed);
    if words.capital() {
        marks.judge(Pattern::PersonLikely, likely);
    }
}

fn is_given(name: &str) -> bool {
    let in_list = |part: &str| GIVEN.contains(fold(part).as_str());
    in_list(name) || name.split_once('-').is_some_and(|(front, back)| in_list(front) || in_list(back))
}

/// By list, or by the ending.
fn is_family(name: &str) -> bool {
    let by_list = |part: &str| {
        let folded: Folded = fold(part);
        let folded = folded.as_str();
        FAMILY.contains(folded)
            || folded.len() >= 6 && ENDINGS.split_whitespace().any(|ending| folded.ends_with(ending))
            || folded.strip_prefix("mc").or_else(|| folded.strip_prefix("o'")).is_some_and(|rest| rest.len() >= 4)
    };
    by_list(name) || name.split_once('-').is_some_and(|(front, back)| by_list(front) || by_list(back))
}

/// Chinese, Japanese and Korean names: the family's name comes first, and there are few of them.
fn east_asian(first: char, text: &str, marks: &mut Marks) {
    const FAMILIES: &str = include_str!("east_asian.txt");
    let letters = text.chars().filter(|c| *c != ' ').count();
    let script = text.chars().all(|c| matches!(c, ' ' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'));
    if script && (2..=5).contains(&letters) {
        let two: String = text.chars().take(2).collect();
        let known = FAMILIES.split_whitespace().any(|name| name == two)
            || letters <= 4 && FAMILIES.split_whitespace().any(|name| name.chars().eq([first]));
        marks.judge(Pattern::PersonWord, known);
    }
}
