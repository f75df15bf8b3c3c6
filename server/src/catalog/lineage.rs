use conspectus_metadata::Relation;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::VersionSummary;

/// What a version came from and what came from it, as far as asked.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Lineage {
    /// The version asked about.
    pub root: Uuid,
    pub nodes: Vec<VersionSummary>,
    pub edges: Vec<Edge>,
    /// True when the graph goes on beyond what is shown.
    pub truncated: bool,
}

/// The version `from` stands in `relation` to the version `to`: it was derived from it, trained on it, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
pub struct Edge {
    pub from: Uuid,
    pub to: Uuid,
    pub relation: Relation,
}
