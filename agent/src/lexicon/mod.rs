//! Lists of words that are embedded as text, and the one form in which words are compared.

mod fold;
#[cfg(test)]
mod tests;

pub(crate) use fold::{Folded, fold};

/// A set of folded words.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Open addressing; empty where there is none.
    places: Vec<String>,
}

impl Lexicon {
    /// Words between blanks; what follows `#` on a line is a remark.
    pub(crate) fn parse(text: &str) -> Self {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
        let words: Vec<String> = lines.flat_map(str::split_whitespace).map(|word| fold(word).as_str().into()).collect();
        let mut lexicon = Self { places: vec![String::new(); (words.len() * 2).next_power_of_two().max(2)] };
        for word in words.into_iter().filter(|word| !word.is_empty()) {
            let place = lexicon.place(&word);
            lexicon.places[place] = word;
        }
        lexicon
    }

    /// Whether the word, which is folded already, is in the list.
    pub(crate) fn contains(&self, folded: &str) -> bool {
        !folded.is_empty() && !self.places[self.place(folded)].is_empty()
    }

    /// Where the word is, or would be.
    fn place(&self, word: &str) -> usize {
        let mask = self.places.len() - 1;
        let mut place = hash(word) as usize & mask;
        while !self.places[place].is_empty() && self.places[place] != word {
            place = (place + 1) & mask;
        }
        place
    }
}

/// FNV-1a, its high bits mixed into the low ones.
fn hash(word: &str) -> u64 {
    let hash = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash ^ hash >> 32
}
