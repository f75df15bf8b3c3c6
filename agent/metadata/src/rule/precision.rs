use super::Article;

/// Prevents: that one row more or less is read from the last digit of a mean or standard deviation, and that the largest
/// value is left over when the rows of the histogram are taken from the total.
///
/// Source: US Census Disclosure Review Board rounding rules (four significant digits).
///
/// Parameter: Four significant digits, and a step of at least what the most extreme row changes.
pub(super) const ARTICLE: Article = Article {
    id: "R6",
    name: "precision",
    because: "mean and deviation are rounded so that no row, not even the most extreme, moves them by more than one step",
    remedy: "more rows; the step is the distance of the most extreme value from the mean, divided by their number",
};
