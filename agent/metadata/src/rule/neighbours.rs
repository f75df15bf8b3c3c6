use super::Article;

/// Prevents: that the difference of two published tables is one row.
///
/// Source: Dinur and Nissim 2003; differencing attacks as described by the UK Office for National Statistics.
///
/// Parameter: `min_cell` (11) rows; the last 64 versions, and the newest of other datasets with the same columns.
pub(super) const ARTICLE: Article = Article {
    id: "R14",
    name: "neighbours",
    because: "fewer than {min_cell} rows changed since earlier figures, and new ones would tell those rows by subtraction",
    remedy: "a version that differs by at least {min_cell} rows",
};
