//! Words that name personal data, in many languages; the lists are in `words/`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use conspectus_metadata::PersonalClass;

use crate::lexicon::fold;

/// The longest phrase of the lists, in words.
const PHRASE: usize = 5;
/// So long a word is also known inside a longer one: `customerfirstname`.
const LONG: usize = 8;

static ANYWHERE: LazyLock<HashMap<String, PersonalClass>> =
    LazyLock::new(|| classes(include_str!("words/anywhere.txt")));
static ALONE: LazyLock<HashMap<String, PersonalClass>> = LazyLock::new(|| classes(include_str!("words/alone.txt")));
static FIRST: LazyLock<HashSet<String>> = LazyLock::new(|| about("[first]"));
static LAST: LazyLock<HashSet<String>> = LazyLock::new(|| about("[last]"));

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) class: PersonalClass,
    /// The name is one word that may name other things as well: `name`, `location`.
    pub(super) vague: bool,
}

/// The class that the words name; the longest phrase decides.
pub(super) fn look_up(words: &[String]) -> Option<Found> {
    let letters: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !word.chars().all(char::is_numeric)).collect();
    let is_about = letters.len() > 1 && (has(&FIRST, letters.first()) || has(&LAST, letters.last()));
    if is_about {
        return None;
    }
    if let [only] = letters.as_slice()
        && let Some(class) = ALONE.get(*only)
    {
        return Some(Found { class: *class, vague: true });
    }
    phrase(words).or_else(|| words.iter().find_map(|word| part(word))).map(|class| Found { class, vague: false })
}

fn has(words: &HashSet<String>, word: Option<&&str>) -> bool {
    word.is_some_and(|word| words.contains(*word))
}

fn phrase(words: &[String]) -> Option<PersonalClass> {
    (1..=PHRASE.min(words.len()))
        .rev()
        .find_map(|length| words.windows(length).find_map(|window| ANYWHERE.get(&window.concat()).copied()))
}

/// A long word of the lists at the beginning or the end of another.
fn part(word: &str) -> Option<PersonalClass> {
    let cuts = word.char_indices().map(|(at, _)| at).filter(|at| *at > 0);
    cuts.flat_map(|at| [&word[..at], &word[at..]])
        .filter(|part| part.len() >= LONG)
        .find_map(|part| ANYWHERE.get(part).copied())
}

/// The words of a name: at separators, at capitals, and between letters and digits; folded.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut previous, mut before) = (' ', ' ');
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        let small_follows = characters.peek().is_some_and(|next| next.is_lowercase());
        let begins = !previous.is_alphanumeric()
            || c.is_uppercase() && (previous.is_lowercase() || before.is_uppercase() && small_follows)
            || c.is_numeric() != previous.is_numeric();
        let is_mark = matches!(c, '\u{300}'..='\u{36f}');
        if c.is_alphanumeric() || is_mark {
            if begins && !is_mark && !(c.is_numeric() && words.last().is_some_and(|word| word == "ipv")) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        (before, previous) = (previous, c);
    }
    words.iter().map(|word| fold(word).as_str().to_owned()).filter(|word| !word.is_empty()).collect()
}

/// Blocks of a list by their class; a phrase is kept as one word, its accents written in both usual ways.
fn classes(list: &str) -> HashMap<String, PersonalClass> {
    let mut found = HashMap::new();
    let mut class = None;
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[') {
            class = class_named(name.trim_end_matches(']'));
        } else if let Some(class) = class {
            for phrase in line.split_whitespace() {
                let joined: String = phrase.chars().filter(|c| c.is_alphanumeric()).collect();
                found.entry(fold(&joined).as_str().to_owned()).or_insert(class);
                found.entry(fold(&spelled_out(&joined)).as_str().to_owned()).or_insert(class);
            }
        }
    }
    found
}

fn class_named(name: &str) -> Option<PersonalClass> {
    Some(match name {
        "email" => PersonalClass::Email,
        "phone" => PersonalClass::Phone,
        "card" => PersonalClass::PaymentCard,
        "iban" => PersonalClass::Iban,
        "national-id" => PersonalClass::NationalId,
        "person" => PersonalClass::Person,
        "address" => PersonalClass::Address,
        "birth" => PersonalClass::BirthDate,
        "coordinates" => PersonalClass::Coordinates,
        "ip" => PersonalClass::IpAddress,
        "mac" => PersonalClass::MacAddress,
        "secret" => PersonalClass::Secret,
        _ => return None,
    })
}

/// `ä` as `ae`, `ø` as `oe`, `å` as `aa`.
fn spelled_out(word: &str) -> String {
    word.to_lowercase().replace('ä', "ae").replace(['ö', 'ø'], "oe").replace('ü', "ue").replace('å', "aa")
}

/// The words of one block of the list of words about personal data.
fn about(block: &str) -> HashSet<String> {
    let lines = include_str!("words/about.txt").lines();
    let lines = lines.skip_while(|line| *line != block).skip(1).take_while(|line| !line.starts_with('['));
    lines.flat_map(str::split_whitespace).map(|word| fold(word).as_str().to_owned()).collect()
}
