use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ActorName, Named, VersionSummary};
use crate::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProjectSummary {
    pub id: Uuid,
    pub name: String,
    pub created_at: Moment,
    /// When something was last recorded in it.
    pub updated_at: Moment,
    pub counts: Counts,
}

/// How much a project holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    pub datasets: u64,
    pub models: u64,
    pub documents: u64,
    pub figures: u64,
    pub iterations: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Project {
    #[serde(flatten)]
    pub summary: ProjectSummary,
    pub phases: Vec<Named>,
}

/// One attempt, and how much came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IterationSummary {
    pub id: Uuid,
    pub name: String,
    pub project_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Named>,
    pub started_at: Moment,
    pub last_at: Moment,
    pub versions: u64,
    pub notes: u64,
}

/// One attempt and what was recorded during it, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Iteration {
    #[serde(flatten)]
    pub summary: IterationSummary,
    pub project_name: String,
    pub entries: Vec<Entry>,
    /// Give it back as `cursor` for the entries that follow; null at the end.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// A version or a note; exactly one of the two is present.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Entry {
    pub at: Moment,
    pub actor: ActorName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
