use super::Article;

/// Prevents: that the mean is nearly one or two persons' own figure.
///
/// Source: ABS DataLab dominance rules (one at 50 %, two at 67 %).
///
/// Parameter: One half for the largest value, two thirds for the two largest.
pub(super) const ARTICLE: Article = Article {
    id: "R7",
    name: "dominance",
    because: "one value makes up half of the total, or two make up two thirds, so that the figure would be nearly theirs",
    remedy: "the column without the dominating values, as a dataset of its own",
};
