use super::Article;

/// Prevents: that one row more or less is read from the last digit of a mean or standard deviation.
///
/// Source: US Census Disclosure Review Board rounding rules (four significant digits).
///
/// Parameter: Four significant digits, and a step of (p95 − p05) / n at least.
pub(super) const ARTICLE: Article = Article {
    id: "R6",
    name: "precision",
    because: "mean and deviation are rounded so that one ordinary row moves them by one step at most",
    remedy: "more rows; the step is the range from the 5th to the 95th percentile divided by their number",
};
