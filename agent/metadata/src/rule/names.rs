use super::Article;

/// Prevents: that a name of a column which is data itself leaves.
///
/// Source: HIPAA Safe Harbor's identifiers, applied to headers.
///
/// Parameter: Patterns of personal data, secrets, numbers and dates; a header that was the first row.
pub(super) const ARTICLE: Article = Article {
    id: "R13",
    name: "names",
    because: "the name itself looks like data",
    remedy: "another name for the column",
};
