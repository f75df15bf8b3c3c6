//! The log that proves itself: each event carries the hash of the one before and a signature of its own.

use ring::digest::{Context, SHA256};
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    Normal,
    Security,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Info,
    Warn,
    Error,
    Critical,
}

/// The sealed part of an event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EventBody {
    pub reach: Reach,
    pub sensitivity: Sensitivity,
    pub severity: Severity,
    /// The actor's name at that time.
    pub actor: String,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub payload: serde_json::Value,
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

/// The columns of an event that its hash covers, in the order of the table.
#[derive(Debug, Clone)]
pub struct Entry {
    pub workspace: Uuid,
    pub sequence: i64,
    pub id: Uuid,
    pub at: Moment,
    pub event: String,
    pub actor_kind: String,
    pub actor_id: Uuid,
    pub subject: Option<Uuid>,
    pub previous: Vec<u8>,
    pub sealed: Vec<u8>,
}

/// What the first event of a workspace names as the one before it.
pub const GENESIS: [u8; 32] = [0; 32];

impl Entry {
    /// SHA-256 over every column, each with its length in front, so that no two entries read the same.
    pub fn hash(&self) -> Vec<u8> {
        let mut context = Context::new(&SHA256);
        let mut part = |bytes: &[u8]| {
            context.update(&(bytes.len() as u64).to_be_bytes());
            context.update(bytes);
        };
        part(b"conspectus audit event 1");
        part(self.workspace.as_bytes());
        part(&self.sequence.to_be_bytes());
        part(self.id.as_bytes());
        part(&self.at.millis().to_be_bytes());
        part(self.event.as_bytes());
        part(self.actor_kind.as_bytes());
        part(self.actor_id.as_bytes());
        part(self.subject.as_ref().map_or(&[], |subject| subject.as_bytes()));
        part(&self.previous);
        part(&self.sealed);
        context.finish().as_ref().to_vec()
    }
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
    #[error("event {0} is not signed by this workspace's key")]
    Unsigned(i64),
    #[error("the log ends at event {found}, and the head says {expected}")]
    Truncated { expected: i64, found: i64 },
}
