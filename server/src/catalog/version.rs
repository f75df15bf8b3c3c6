use conspectus_metadata::{AgentInfo, AssetKind, Body, Relation};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Digest;
use crate::identity::ActorKind;
use crate::moment::Moment;

/// Who did something, as they were called at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Actor)]
pub struct ActorName {
    pub kind: ActorKind,
    /// A person's name, or that of an agent's token.
    pub name: String,
}

/// An id and the name that people know it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

/// A version without its body: what lists, graphs and hits show.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VersionSummary {
    pub id: Uuid,
    pub asset_id: Uuid,
    pub kind: AssetKind,
    /// The asset's name.
    pub name: String,
    /// Counts from 1 within the asset.
    pub number: u32,
    /// When the user's code made the call, by the agent's clock.
    pub captured_at: Moment,
    /// When the server recorded it.
    pub recorded_at: Moment,
    pub actor: ActorName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iteration: Option<Named>,
    pub digest: Digest,
}

/// A version with its body and the edges that touch it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Version {
    #[serde(flatten)]
    pub summary: VersionSummary,
    pub project: Named,
    /// Number of the asset's newest version.
    pub newest_number: u32,
    /// The program that captured it; absent for what was written on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentInfo>,
    pub body: Body,
    pub lineage: Neighbourhood,
}

/// The edges that touch one version.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Neighbourhood {
    /// What this version came from.
    pub upstream: Vec<Neighbour>,
    /// What came from this version; at most the 100 newest.
    pub downstream: Vec<Neighbour>,
}

/// The version at the other end of an edge.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Neighbour {
    pub relation: Relation,
    pub version: VersionSummary,
}

/// An asset by its newest version.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AssetSummary {
    pub id: Uuid,
    pub kind: AssetKind,
    pub name: String,
    pub project_id: Uuid,
    pub newest: VersionSummary,
    /// How many versions it has.
    pub versions: u32,
}

/// An asset and where it is filed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Asset {
    #[serde(flatten)]
    pub summary: AssetSummary,
    pub project_name: String,
}
