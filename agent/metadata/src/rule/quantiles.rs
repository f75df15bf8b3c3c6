use super::Article;

/// Prevents: that neighbouring exact quantiles, which are single persons' values, are published.
///
/// Source: ABS DataLab output rules (ten units on either side of a quantile); US Census DRB rounding rules.
///
/// Parameter: q where min(q, 1 − q) · n is at least `min_cell` − 1; three significant digits; `min_cell` rows
/// between neighbours.
pub(super) const ARTICLE: Article = Article {
    id: "R5",
    name: "quantiles",
    because: "at least {min_cell} rows must lie between any two published values, and ten beyond the outermost",
    remedy: "more rows, or values that repeat less",
};
