//! The log that proves itself: each event carries the hash of the one before and a signature of its own, and all of them
//! are the leaves of a Merkle tree whose root is signed. What its hashes cover is in `conspectus-proof`, for those who
//! check it without this server.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::identity::Actor;
use crate::moment::Moment;

/// How far an event reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    Infra,
    Workspace,
    Project,
    User,
}

impl Reach {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Infra => "infra",
            Self::Workspace => "workspace",
            Self::Project => "project",
            Self::User => "user",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    Normal,
    Security,
}

impl Sensitivity {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Security => "security",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Info,
    Warn,
    Error,
    Critical,
}

impl Severity {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }
}

/// One action, about to be appended.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    pub id: Uuid,
    pub at: Moment,
    /// `category.action`, for example `version.created`.
    pub name: &'static str,
    pub actor: &'a Actor,
    /// What it was done to.
    pub subject: Option<Uuid>,
    pub reach: Reach,
    pub sensitivity: Sensitivity,
    pub severity: Severity,
    pub payload: serde_json::Value,
}

impl<'a> Event<'a> {
    /// An ordinary action inside a project.
    pub fn new(id: Uuid, at: Moment, name: &'static str, actor: &'a Actor) -> Self {
        let (reach, sensitivity, severity) = (Reach::Project, Sensitivity::Normal, Severity::Info);
        let payload = serde_json::Value::Null;
        Self { id, at, name, actor, subject: None, reach, sensitivity, severity, payload }
    }

    #[must_use]
    pub fn about(mut self, subject: Uuid) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Marks an event of identity or keys.
    #[must_use]
    pub fn security(mut self, reach: Reach) -> Self {
        (self.reach, self.sensitivity) = (reach, Sensitivity::Security);
        self
    }

    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    #[must_use]
    pub fn with(mut self, payload: serde_json::Value) -> Self {
        self.payload = payload;
        self
    }
}

/// What a walk over a whole log has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    pub events: i64,
    /// Events that are dated before the one before them, by more than replicas' clocks may differ: nothing was changed,
    /// the server's clock was.
    pub clock_set_back: Vec<i64>,
}

/// Where a log stops being whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("event {0} is missing")]
    Missing(i64),
    #[error("event {0} does not follow from the one before it")]
    Unchained(i64),
    #[error("event {0} was changed: its hash differs")]
    Changed(i64),
    #[error("event {0} was changed: its body does not open, or is not the one it was hashed with")]
    Body(i64),
    #[error("event {0} is not signed by this workspace's key")]
    Unsigned(i64),
    #[error("the log ends at event {found}, and the head says {expected}")]
    Truncated { expected: i64, found: i64 },
    #[error("the head was changed: it does not fit the {0} events")]
    Head(i64),
    #[error("the subtree of level {level} that ends at event {last} was changed or is missing")]
    Node { level: i64, last: i64 },
    #[error("the log has {found} events, and the checkpoint kept elsewhere has {kept}: an older state was put back")]
    Shorter { kept: u64, found: u64 },
    #[error("the log does not extend the checkpoint kept elsewhere, of {0} events: history was rewritten")]
    Rewritten(u64),
    #[error("the checkpoint kept elsewhere is not this log's: {0}")]
    OtherCheckpoint(conspectus_proof::CheckpointError),
}
