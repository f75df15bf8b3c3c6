use super::Article;

/// Prevents: that passwords, tokens and values leave in addresses, paths and SQL.
///
/// Source: OWASP: information exposure through query strings.
///
/// Parameter: User info, query strings, fragments, home folders, literals and comments.
pub(super) const ARTICLE: Article = Article {
    id: "R15",
    name: "sources",
    because: "credentials, home folders, query strings and literals were removed",
    remedy: "nothing; they never leave",
};
