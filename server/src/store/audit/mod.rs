//! The log of actions: appending, reading, proving, checking.

mod append;
mod checkpoint;
mod export;
mod subject;
mod tree;
mod verify;

use conspectus_proof::{Body, Committed, Leaf};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{Row, Store, StoreError, Transaction};
use crate::moment::Moment;
use crate::vault::{Table, hexadecimal};

pub use checkpoint::SignedCheckpoint;
pub use export::AuditExport;
pub(super) use subject::Subjects;

/// An event of the log, opened for those who may read it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AuditEvent {
    pub sequence: i64,
    pub id: Uuid,
    pub event: String,
    #[schema(value_type = crate::audit::Reach)]
    pub scope: String,
    #[schema(value_type = crate::audit::Sensitivity)]
    pub sensitivity: String,
    #[schema(value_type = crate::audit::Severity)]
    pub severity: String,
    pub actor: AuditActor,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    pub timestamp: Moment,
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
    /// True where there is a payload that only auditors see.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// HMAC-SHA256 of the event's hash under the workspace's audit key, in hexadecimal.
    pub signature: String,
}

impl AuditEvent {
    /// As it is shown to whoever is no auditor.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        if self.sensitivity == "security" && !self.payload.is_null() {
            (self.payload, self.withheld) = (serde_json::Value::Null, true);
        }
        self
    }
}

/// Who did it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AuditActor {
    /// `human` or `agent`.
    #[serde(rename = "type")]
    pub actor_type: String,
    pub id: Uuid,
    /// Absent when it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The sealed part of an event.
#[derive(Debug, Serialize, Deserialize)]
struct SealedEvent {
    body: Committed,
    /// The actor's name, where it is personal data, sealed once more under the person's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<SealedPerson>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SealedPerson {
    of: Uuid,
    /// Base64.
    sealed: String,
}

/// An event as the log holds it.
struct Recorded {
    workspace: Uuid,
    sequence: i64,
    id: Uuid,
    at: Moment,
    event: String,
    actor_kind: String,
    actor_id: Uuid,
    subject: Option<Uuid>,
    previous: Vec<u8>,
    hash: Vec<u8>,
    signature: Vec<u8>,
    sealed: Vec<u8>,
    /// Digest of the body.
    body: Vec<u8>,
}

/// An event with what it says.
struct Opened {
    leaf: Leaf,
    body: Committed,
    person: Option<Committed>,
}

impl Recorded {
    fn read(workspace: Uuid, row: &AnyRow) -> Result<Self, StoreError> {
        Ok(Self {
            workspace,
            sequence: row.integer("sequence")?,
            id: row.id("id")?,
            at: row.moment("at")?,
            event: row.text("event")?,
            actor_kind: row.text("actor_kind")?,
            actor_id: row.id("actor_id")?,
            subject: row.id_or_none("subject_id")?,
            previous: row.bytes("previous")?,
            hash: row.bytes("hash")?,
            signature: row.bytes("signature")?,
            sealed: row.bytes("sealed")?,
            body: row.bytes("body")?,
        })
    }

    /// The leaf that the columns make.
    fn leaf(&self) -> Option<Leaf> {
        Some(Leaf {
            workspace: self.workspace,
            sequence: u64::try_from(self.sequence).ok()?,
            id: self.id,
            at: self.at.millis(),
            event: self.event.clone(),
            actor_kind: self.actor_kind.clone(),
            actor_id: self.actor_id,
            subject: self.subject,
            previous: self.previous.as_slice().try_into().ok()?,
            body: self.body.as_slice().try_into().ok()?,
        })
    }
}

const UNREADABLE: StoreError = StoreError::Unreadable("audit_event.sealed");

impl Transaction {
    /// Opens the body, and the person's name unless it was erased.
    async fn open_event(&mut self, recorded: &Recorded) -> Result<Opened, StoreError> {
        let SealedEvent { body, person } = self.unseal(Table::AuditEvent, recorded.id, &recorded.sealed)?;
        let leaf = recorded.leaf().filter(|leaf| body.digest() == Some(leaf.body)).ok_or(UNREADABLE)?;
        let person = match person {
            Some(person) => self.open_person(recorded.id, &person).await?,
            None => None,
        };
        Ok(Opened { leaf, body, person })
    }

    async fn view(&mut self, recorded: Recorded) -> Result<AuditEvent, StoreError> {
        let Opened { body, person, .. } = self.open_event(&recorded).await?;
        let said: Body = serde_json::from_str(&body.text).map_err(|_| UNREADABLE)?;
        let actor_type = if recorded.actor_kind == "person" { "human".to_owned() } else { recorded.actor_kind };
        let name = said.actor.or_else(|| person.map(|person| person.text));
        Ok(AuditEvent {
            sequence: recorded.sequence,
            id: recorded.id,
            event: recorded.event,
            scope: said.scope,
            sensitivity: said.sensitivity,
            severity: said.severity,
            actor: AuditActor { actor_type, id: recorded.actor_id, name },
            subject: recorded.subject,
            timestamp: recorded.at,
            payload: said.payload,
            withheld: false,
            signature: hexadecimal(&recorded.signature),
        })
    }

    /// Up to `limit` events after `sequence`, in order.
    async fn events_after(&mut self, sequence: i64, limit: i64) -> Result<Vec<Recorded>, StoreError> {
        let rows = sqlx::query(
            "SELECT sequence, id, at, event, actor_kind, actor_id, subject_id, previous, hash, signature, sealed,
                    body
             FROM audit_event WHERE workspace_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
        )
        .bind(self.scope())
        .bind(sequence)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.iter().map(|row| Recorded::read(self.workspace(), row)).collect()
    }
}

impl Store {
    /// The newest events of a workspace, or those before `before`.
    pub async fn audit_events(
        &self,
        workspace: Uuid,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let rows = sqlx::query(
            "SELECT sequence, id, at, event, actor_kind, actor_id, subject_id, previous, hash, signature, sealed,
                    body
             FROM audit_event WHERE workspace_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3",
        )
        .bind(transaction.scope())
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(transaction.connection())
        .await?;
        let mut events = Vec::with_capacity(rows.len());
        for row in &rows {
            events.push(transaction.view(Recorded::read(workspace, row)?).await?);
        }
        Ok(events)
    }
}
