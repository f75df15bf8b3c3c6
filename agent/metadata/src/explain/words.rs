use crate::{PersonalClass, Policy, WithheldFigure};

impl WithheldFigure {
    /// As the subject of a sentence.
    const fn in_words(self) -> &'static str {
        match self {
            Self::All => "all figures",
            Self::Name => "the name",
            Self::Nulls => "the number of missing values",
            Self::Counts => "counts",
            Self::Distinct => "the number of different values",
            Self::Mean => "the mean",
            Self::StandardDeviation => "the standard deviation",
            Self::Range => "the range",
            Self::Quantiles => "quantiles",
            Self::Histogram => "the histogram",
            Self::Categories => "sizes of categories",
            Self::Labels => "labels of categories",
            Self::Lengths => "lengths",
            Self::Fields => "inner fields",
            Self::Fingerprint => "the fingerprint",
            Self::Source => "the source",
            Self::Parameters => "parameters",
            Self::Metrics => "metrics",
            Self::DuplicateRows => "the number of duplicate rows",
            Self::Missing => "patterns of missing values",
            Self::Associations => "associations",
            Self::Skewness => "the skewness",
            Self::Looks => "what the texts look like",
            Self::Granularity => "the granularity",
        }
    }

    /// Whether it takes a plural.
    pub(super) const fn is_many(self) -> bool {
        matches!(
            self,
            Self::All
                | Self::Counts
                | Self::Quantiles
                | Self::Categories
                | Self::Labels
                | Self::Lengths
                | Self::Fields
                | Self::Parameters
                | Self::Metrics
                | Self::Missing
                | Self::Associations
        )
    }
}

/// The beginning of a sentence.
pub(super) fn figures(all: impl Iterator<Item = WithheldFigure>) -> String {
    let mut words: Vec<String> = Vec::new();
    for figure in all.map(|figure| figure.in_words().to_owned()) {
        if !words.contains(&figure) {
            words.push(figure);
        }
    }
    let text = listed(&words);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `a`, `a and b`, `a, b and c`; a long list ends with how many more there are.
pub(super) fn listed(words: &[String]) -> String {
    const MOST: usize = 8;
    if words.len() > MOST {
        return format!("{} and {} more", words[..MOST].join(", "), words.len() - MOST);
    }
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

pub(super) fn with_numbers(text: &str, policy: &Policy, column: &str) -> String {
    text.replace("{min_rows}", &policy.min_rows.to_string())
        .replace("{min_cell}", &policy.min_cell.to_string())
        .replace("{column}", column)
}

/// The word on the wire, with blanks.
pub(super) fn personal(class: PersonalClass) -> String {
    serde_words(&format!("{class:?}"))
}

/// `BirthDate` as `birth date`.
fn serde_words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
