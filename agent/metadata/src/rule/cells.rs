use super::Article;

/// Prevents: that a published count, its complement, or the difference of two counts stands for one to ten rows.
///
/// Source: CMS cell size suppression policy (no cell of 1 to 10); ABS DataLab's rule of ten.
///
/// Parameter: `min_cell` (11).
pub(super) const ARTICLE: Article = Article {
    id: "R2",
    name: "cells",
    because: "groups of fewer than {min_cell} rows are not told, neither directly nor by subtraction",
    remedy: "more rows in the small groups, or a coarser column",
};
