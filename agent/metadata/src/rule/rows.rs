use super::Article;

/// Prevents: that a handful of people can be told apart by any figure about them.
///
/// Source: CMS cell size suppression policy; practice of statistical offices not to describe tables of fewer than
/// 100 units.
///
/// Parameter: `min_rows` (100) for the table, `min_cell` (11) values for a column.
pub(super) const ARTICLE: Article = Article {
    id: "R1",
    name: "rows",
    because: "figures on fewer than {min_rows} rows, or on fewer than {min_cell} values, would come close to describing each of them",
    remedy: "a table of at least {min_rows} rows, with at least {min_cell} values in the column",
};
