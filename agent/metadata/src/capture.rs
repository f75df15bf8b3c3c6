use serde::{Deserialize, Serialize};

use crate::{AssetKind, Body, CaptureId};

/// The body of `POST /api/v1/captures`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CaptureBatch {
    pub captures: Vec<Capture>,
}

/// One new version, or one note, as the agent sends it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Capture {
    pub id: CaptureId,
    /// When the user's code made the call, RFC 3339 in UTC, to the millisecond.
    pub captured_at: String,
    pub agent: AgentInfo,
    pub filing: Filing,
    /// The asset's name; absent for a note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub body: Body,
    /// Directed edges from this version to those it came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lineage: Vec<LineageEdge>,
}

/// Which program captured, and under which runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AgentInfo {
    /// For example `conspectus-python`.
    pub name: String,
    pub version: String,
    /// For example `python 3.11`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
}

/// Where a capture is filed. What does not exist yet is made on arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Filing {
    pub project: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iteration: Option<String>,
}

/// One edge: this capture stands in `relation` to `target`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LineageEdge {
    pub relation: Relation,
    pub target: VersionRef,
}

/// What a capture is to another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    DerivedFrom,
    TrainedOn,
    EvaluatedOn,
    Describes,
}

impl Relation {
    pub const ALL: [Self; 4] = [Self::DerivedFrom, Self::TrainedOn, Self::EvaluatedOn, Self::Describes];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DerivedFrom => "derived-from",
            Self::TrainedOn => "trained-on",
            Self::EvaluatedOn => "evaluated-on",
            Self::Describes => "describes",
        }
    }
}

/// How an agent names a version it may not have a number for yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum VersionRef {
    /// What an earlier capture became; works before the server has answered.
    Capture { id: CaptureId },
    /// A version of an asset of the same project; the newest when `number` is absent.
    Name {
        kind: AssetKind,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<u32>,
    },
}
