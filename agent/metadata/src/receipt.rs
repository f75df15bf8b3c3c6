use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AssetKind, CaptureId, Policy, Problem};

/// The answer to a [`crate::CaptureBatch`]: one receipt per capture, in the order sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipts {
    pub receipts: Vec<Receipt>,
    /// What the workspace demands now, so that a stricter policy reaches a notebook that runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
}

/// What became of one capture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    pub id: CaptureId,
    pub outcome: Outcome,
    /// The version it became or equals; absent for notes and problems.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<RecordedVersion>,
    /// Present exactly when `outcome` is `problem`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A new version (or note) was recorded.
    Created,
    /// The metadata equals the asset's newest version; nothing new was made.
    Unchanged,
    /// This id was seen before with this body; `version` is what it became then.
    Duplicate,
    /// Refused; `problem` says why. Nothing was recorded.
    Problem,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedVersion {
    pub id: Uuid,
    pub asset_id: Uuid,
    pub kind: AssetKind,
    pub name: String,
    /// Counts from 1 within the asset.
    pub number: u32,
}
