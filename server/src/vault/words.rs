use std::collections::BTreeMap;

use conspectus_metadata::Body;

/// A normalised word and how much finding it says: 3 in the asset's name, 2 a column or metric, 1 in a text.
pub type Word = (String, i64);

/// No asset adds more words than this to the index.
const MOST_WORDS: usize = 4_000;
/// Names are found by their beginnings from this length on.
const SHORTEST_PREFIX: usize = 3;
const LONGEST_WORD: usize = 64;

/// The words by which an asset whose newest version is `body` can be found.
pub fn words_of(name: &str, body: &Body) -> Vec<Word> {
    let mut words = BTreeMap::new();
    add(&mut words, name, 3);
    match body {
        Body::Dataset(dataset) => {
            for column in &dataset.profile.columns {
                add(&mut words, &column.name, 2);
            }
        }
        Body::Model(model) => {
            add(&mut words, &model.technique, 2);
            add(&mut words, model.library.as_deref().unwrap_or_default(), 2);
            for metric in model.metrics.keys() {
                add(&mut words, metric, 2);
            }
        }
        Body::Document(document) => add(&mut words, &document.markdown, 1),
        Body::Figure(figure) => add(&mut words, figure.caption.as_deref().unwrap_or_default(), 1),
        Body::Note(_) => {}
    }
    let mut words: Vec<Word> = words.into_iter().collect();
    words.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    words.truncate(MOST_WORDS);
    words
}

/// What a reader typed, cut and normalised as the index is.
pub fn query_words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = split(query).collect();
    words.sort();
    words.dedup();
    words
}

fn add(words: &mut BTreeMap<String, i64>, text: &str, weight: i64) {
    for word in split(text) {
        if weight > 1 {
            let ends =
                word.char_indices().map(|(start, _)| start).skip(SHORTEST_PREFIX).map(|end| word[..end].to_owned());
            for prefix in ends {
                words.entry(prefix).and_modify(|known| *known = weight.max(*known)).or_insert(weight);
            }
        }
        words.entry(word).and_modify(|known| *known = weight.max(*known)).or_insert(weight);
    }
}

/// Letters and digits between anything else, and at each change from lower to upper case: `depDelay_2` is dep, delay, 2.
fn split(text: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut lower_before = false;
    for character in text.chars() {
        if character.is_uppercase() && lower_before {
            spaced.push(' ');
        }
        lower_before = character.is_lowercase();
        spaced.push(character);
    }
    spaced
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().chars().take(LONGEST_WORD).collect())
        .collect::<Vec<String>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_underscores_and_at_capitals() {
        assert_eq!(query_words("depDelay_2 of Flüge"), ["2", "delay", "dep", "flüge", "of"]);
    }

    #[test]
    fn a_name_is_found_by_its_beginning_and_a_text_only_by_whole_words() {
        let note = Body::Document(conspectus_metadata::Document { markdown: "weather".into(), message: None });
        let words: Vec<String> = words_of("flights", &note).into_iter().map(|(word, _)| word).collect();
        assert!(words.contains(&"fli".to_owned()) && words.contains(&"flights".to_owned()));
        assert!(words.contains(&"weather".to_owned()) && !words.contains(&"wea".to_owned()));
    }
}
