use super::Article;

/// Prevents: that anything but the presence of personal data is told.
///
/// Source: HIPAA Safe Harbor's identifiers; GDPR, articles 4 and 9.
///
/// Parameter: A class found by the column's name, or by validated patterns in its values.
pub(super) const ARTICLE: Article = Article {
    id: "R11",
    name: "personal-data",
    because: "the column looks like personal data",
    remedy: "another name or a derived column, if the class is mistaken; no option lifts this rule",
};
