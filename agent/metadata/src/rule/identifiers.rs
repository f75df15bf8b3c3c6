use super::Article;

/// Prevents: that figures of a column that names each row point at single rows.
///
/// Source: HIPAA Safe Harbor (any unique identifying number).
///
/// Parameter: 95 different values in 100.
pub(super) const ARTICLE: Article = Article {
    id: "R12",
    name: "identifiers",
    because: "nearly every value occurs once, so that each figure would point at single rows",
    remedy: "a column in which values repeat",
};
