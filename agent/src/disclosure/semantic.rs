//! What a column is, judged from figures that may be published and from its published name.

use conspectus_metadata::Semantic;

use super::scope::Scope;
use crate::summary::NumberSummary;

/// Steps of an order are few.
const STEPS: std::ops::RangeInclusive<usize> = 3..=20;

/// Names of places, in the languages of most tables. Streets and coordinates are personal data.
const PLACES: [&str; 44] = [
    "country",
    "countries",
    "land",
    "pays",
    "pais",
    "país",
    "paese",
    "nation",
    "continent",
    "region",
    "regions",
    "région",
    "regione",
    "región",
    "province",
    "provincia",
    "provinz",
    "bundesland",
    "kanton",
    "canton",
    "county",
    "departement",
    "département",
    "district",
    "city",
    "cities",
    "town",
    "stadt",
    "ville",
    "ciudad",
    "città",
    "municipality",
    "gemeinde",
    "comune",
    "zip",
    "zipcode",
    "postal",
    "postalcode",
    "postcode",
    "plz",
    "cep",
    "iso2",
    "iso3",
    "countrycode",
];

/// Whole numbers of a short run without gaps: all but fewer than `min_cell` rows hold one of them.
pub(super) fn is_ordinal(number: &NumberSummary, scope: &Scope) -> bool {
    let mut held: Vec<(f64, u64)> = number.frequent();
    held.retain(|(_, rows)| *rows >= scope.min_cell);
    held.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let rows: u64 = held.iter().map(|(_, rows)| rows).sum();
    let rest = number.count().saturating_sub(rows);
    STEPS.contains(&held.len())
        && rest < scope.min_cell
        && held.windows(2).all(|pair| (pair[1].0 - pair[0].0 - 1.0).abs() < f64::EPSILON)
}

/// A column whose name says that it holds places, where its values are groups or whole numbers.
pub(super) fn of_place(name: &str, semantic: Semantic) -> Semantic {
    let fits = matches!(semantic, Semantic::Categorical | Semantic::Discrete | Semantic::Ordinal);
    if fits && words(name).iter().any(|word| PLACES.contains(&word.as_str())) { Semantic::Geographic } else { semantic }
}

/// `shipCountry_code` is `ship`, `country` and `code`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for character in name.chars() {
        if !character.is_alphanumeric() || (lower && character.is_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| character.is_alphanumeric()) {
            word.extend(character.to_lowercase());
        }
        lower = character.is_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_known_by_their_names() {
        for name in ["country", "shipCountry", "zip_code", "Postal Code", "PLZ", "home-region", "birth_país"] {
            assert_eq!(of_place(name, Semantic::Categorical), Semantic::Geographic, "{name}");
        }
        for name in ["landing", "state", "capacity", "towns_visited_count", "zipped"] {
            assert_eq!(of_place(name, Semantic::Categorical), Semantic::Categorical, "{name}");
        }
        assert_eq!(of_place("city", Semantic::FreeText), Semantic::FreeText);
    }
}
