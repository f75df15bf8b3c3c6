use super::Article;

/// Prevents: that bin edges taken from the data tell values of the data.
///
/// Source: Wood et al., *Differential privacy: a primer*: a release may depend on the data only through its
/// figures; here for edges.
///
/// Parameter: A fixed grid of 1, 2 and 5 times powers of ten, or the calendar; at most 32 bins.
pub(super) const ARTICLE: Article = Article {
    id: "R4",
    name: "edges",
    because: "edges of bins come from a fixed grid and not from the data",
    remedy: "nothing; edges are never taken from the data",
};
