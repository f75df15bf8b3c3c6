use super::Article;

/// Prevents: that values leave as labels of categories unasked.
///
/// Source: ABS DataLab output rules; HIPAA Safe Harbor.
///
/// Parameter: The reveal list; at most 100 labels of at most 64 characters, each held by `min_cell` rows.
pub(super) const ARTICLE: Article = Article {
    id: "R10",
    name: "labels",
    because: "a category's label is a value of the data",
    remedy: "`reveal=[\"{column}\"]`, which is recorded with the version; labels that look personal stay hidden all the same",
};
