use super::Article;

/// Prevents: that anything about one row follows from the figures, whatever else an attacker knows.
///
/// Source: Dwork, McSherry, Nissim and Smith 2006; sampling after Canonne, Kamath and Steinke 2020.
///
/// Parameter: ε and δ of the profile, and the dataset's budget.
pub(super) const ARTICLE: Article = Article {
    id: "R18",
    name: "noise",
    because: "in the mode `dp` each figure carries noise, and what cannot be told with noise is not told",
    remedy: "a larger ε, which uses up more of the dataset's budget, or more rows",
};
