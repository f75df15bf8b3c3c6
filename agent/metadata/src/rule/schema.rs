use super::Article;

/// Prevents: any figure at all, where only names and types were asked for.
///
/// Source: The user's or the workspace's choice.
///
/// Parameter: The mode `schema`.
pub(super) const ARTICLE: Article = Article {
    id: "R17",
    name: "schema",
    because: "the mode `schema` tells names and types only",
    remedy: "a looser mode, if the workspace allows one",
};
