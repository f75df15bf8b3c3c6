use super::Article;

/// Prevents: that data leave as settings of a model.
///
/// Source: The `acro` project's guidance on the release of trained models.
///
/// Parameter: Numbers, truth values and short words; anything else by type and shape.
pub(super) const ARTICLE: Article = Article {
    id: "R16",
    name: "parameters",
    because: "arrays, frames and long texts could carry data",
    remedy: "a number or a short word as the setting",
};
