use super::Article;

/// Prevents: that a sketch or an exact number of different values tells whether a certain person is there.
///
/// Source: Desfontaines, Lochbihler and Basin 2018, *Cardinality estimators do not preserve privacy*.
///
/// Parameter: Two significant digits.
pub(super) const ARTICLE: Article = Article {
    id: "R8",
    name: "distinct",
    because: "the number of different values is told to two significant digits; the sketch stays",
    remedy: "nothing in this mode",
};
