use super::Article;

/// Prevents: that contents of text leave.
///
/// Source: HIPAA Safe Harbor (free text counts as identifying).
///
/// Parameter: Lengths only.
pub(super) const ARTICLE: Article = Article {
    id: "R9",
    name: "text",
    because: "text is content; only how long it is can be told",
    remedy: "nothing; contents never leave",
};
