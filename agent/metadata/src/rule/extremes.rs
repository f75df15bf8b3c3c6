use super::Article;

/// Prevents: that the largest salary or the oldest age, which belongs to one person, is published.
///
/// Source: ABS DataLab output rules (no minima and maxima); the `acro` output checker.
///
/// Parameter: The outermost allowed quantiles, rounded outward to two significant digits.
pub(super) const ARTICLE: Article = Article {
    id: "R3",
    name: "extremes",
    because: "the smallest and the largest value belong to single rows",
    remedy: "nothing in this mode; the mode `exact` publishes them where the workspace allows it",
};
