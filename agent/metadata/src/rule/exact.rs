use super::Article;

/// Prevents: that exact figures leave without anybody having answered for them.
///
/// Source: The five safes framework: a named person decides about an output.
///
/// Parameter: The workspace's mode `exact`, and a reason given with each capture.
pub(super) const ARTICLE: Article = Article {
    id: "R19",
    name: "exact",
    because: "exact figures need a workspace that allows them and a reason",
    remedy: "the mode `exact` set by an administrator of the workspace, and `reason=` with the capture",
};
