use super::{PARTICLES, PLACES, THINGS, TITLES};
use crate::lexicon::fold;

/// The most words that a name has, titles and particles included.
const MOST: usize = 8;

/// A text taken apart as a person's name: titles and particles aside.
#[expect(clippy::struct_excessive_bools, reason = "signs that do not depend on each other")]
pub(super) struct Words<'a> {
    names: [&'a str; MOST],
    len: usize,
    titled: bool,
    comma: bool,
    capital: bool,
    particle: bool,
}

impl<'a> Words<'a> {
    /// `None` where the text cannot be a name: other signs, too many words, words of companies and places.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut words = Self { names: [""; MOST], len: 0, titled: false, comma: false, capital: true, particle: false };
        let mut small = 0;
        let mut seen = 0;
        for word in text.split_whitespace() {
            seen += 1;
            if seen > MOST {
                return None;
            }
            let (word, comma) = word.strip_suffix(',').map_or((word, false), |word| (word, true));
            if words.comma && comma && words.len > 1 {
                return None;
            }
            words.comma |= comma && words.len <= 1;
            let folded = fold(word.trim_end_matches('.'));
            let folded = folded.as_str();
            if words.len == 0 && PLACES.contains(folded) || THINGS.contains(folded) {
                return None;
            }
            if TITLES.contains(folded) && (words.len == 0 || word.ends_with('.') || folded.len() <= 4) {
                words.titled |= words.len == 0;
                continue;
            }
            if !is_name(word) {
                return None;
            }
            if PARTICLES.contains(folded) && word.chars().next().is_some_and(char::is_lowercase) {
                words.particle = true;
                continue;
            }
            small += usize::from(word.chars().next().is_some_and(char::is_lowercase));
            *words.names.get_mut(words.len)? = word;
            words.len += 1;
        }
        words.capital = small == 0;
        (small == 0 || small == words.len).then_some(words)
    }

    /// The names, in the order in which they stand.
    pub(super) fn names(&self) -> &[&'a str] {
        &self.names[..self.len]
    }

    /// Begins with Mr, Frau, Dr. …
    pub(super) const fn titled(&self) -> bool {
        self.titled
    }

    /// A comma after the first name: `Lovelace, Ada`.
    pub(super) const fn comma(&self) -> bool {
        self.comma
    }

    /// A small word such as `van` or `de la`.
    pub(super) const fn particle(&self) -> bool {
        self.particle
    }

    /// Each name has a capital.
    pub(super) const fn capital(&self) -> bool {
        self.capital
    }
}

/// Letters, with a dash, an apostrophe or, after an initial, a dot.
fn is_name(word: &str) -> bool {
    let initial = word.ends_with('.') && word.chars().count() <= 3;
    let word = if initial { word.trim_end_matches('.') } else { word };
    !word.is_empty() && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
}
