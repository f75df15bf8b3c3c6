use serde::Serialize;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{Row, Store, StoreError, Transaction};
use crate::audit::{Broken, Entry, Event, EventBody, GENESIS, Reach, Sensitivity, Severity};
use crate::moment::Moment;
use crate::vault::{Table, hexadecimal};

/// An event of the log, opened for those who may read it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AuditEvent {
    pub sequence: i64,
    pub id: Uuid,
    pub event: String,
    pub scope: Reach,
    pub sensitivity: Sensitivity,
    pub severity: Severity,
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
        if self.sensitivity == Sensitivity::Security && !self.payload.is_null() {
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
    pub name: String,
}

/// An event as the log holds it, with the proof of its place.
struct Recorded {
    entry: Entry,
    hash: Vec<u8>,
    signature: Vec<u8>,
}

impl Transaction {
    /// Appends an event to the workspace's log. The last statement of a write: its row lock orders the writers.
    pub async fn audit(&mut self, event: Event<'_>) -> Result<(), StoreError> {
        let head = sqlx::query(
            "UPDATE audit_head SET sequence = sequence + 1 WHERE workspace_id = $1 RETURNING sequence, hash",
        )
        .bind(self.scope())
        .fetch_one(self.connection())
        .await?;
        let body = EventBody {
            reach: event.reach,
            sensitivity: event.sensitivity,
            severity: event.severity,
            actor: event.actor.name.clone(),
            payload: event.payload,
        };
        let entry = Entry {
            workspace: self.workspace(),
            sequence: head.integer("sequence")?,
            id: event.id,
            at: event.at,
            event: event.name.to_owned(),
            actor_kind: event.actor.kind.as_str().to_owned(),
            actor_id: event.actor.id,
            subject: event.subject,
            previous: head.bytes("hash")?,
            sealed: self.seal(Table::AuditEvent, event.id, &body)?,
        };
        self.insert_event(entry).await
    }

    async fn insert_event(&mut self, entry: Entry) -> Result<(), StoreError> {
        let hash = entry.hash();
        let signature = self.keys()?.sign(&hash)?;
        sqlx::query("UPDATE audit_head SET hash = $2 WHERE workspace_id = $1")
            .bind(self.scope())
            .bind(hash.clone())
            .execute(self.connection())
            .await?;
        sqlx::query(
            "INSERT INTO audit_event (workspace_id, sequence, id, at, event, actor_kind, actor_id, subject_id,
                                      previous, hash, signature, sealed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(self.scope())
        .bind(entry.sequence)
        .bind(entry.id.to_string())
        .bind(entry.at.millis())
        .bind(entry.event)
        .bind(entry.actor_kind)
        .bind(entry.actor_id.to_string())
        .bind(entry.subject.map(|subject| subject.to_string()))
        .bind(entry.previous)
        .bind(hash)
        .bind(signature)
        .bind(entry.sealed)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Starts the workspace's log.
    pub(super) async fn create_log(&mut self) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO audit_head (workspace_id, sequence, hash) VALUES ($1, 0, $2)")
            .bind(self.scope())
            .bind(GENESIS.to_vec())
            .execute(self.connection())
            .await?;
        Ok(())
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
            "SELECT sequence, id, at, event, actor_kind, actor_id, subject_id, previous, hash, signature, sealed
             FROM audit_event WHERE workspace_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3",
        )
        .bind(transaction.scope())
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(transaction.connection())
        .await?;
        rows.iter().map(|row| opened(&transaction, read_event(workspace, row)?)).collect()
    }

    /// Walks the whole log of a workspace. The number of events when it is whole, or the first break.
    pub async fn verify_audit(&self, workspace: Uuid) -> Result<Result<i64, Broken>, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let (mut sequence, mut previous) = (0, GENESIS.to_vec());
        loop {
            let page = transaction.events_after(sequence, 500).await?;
            if page.is_empty() {
                break;
            }
            for recorded in page {
                if let Err(broken) = follows(&transaction, &recorded, sequence, &previous)? {
                    return Ok(Err(broken));
                }
                (sequence, previous) = (recorded.entry.sequence, recorded.hash);
            }
        }
        let head = sqlx::query("SELECT sequence, hash FROM audit_head WHERE workspace_id = $1")
            .bind(transaction.scope())
            .fetch_one(transaction.connection())
            .await?;
        let expected = head.integer("sequence")?;
        if expected != sequence || head.bytes("hash")? != previous {
            return Ok(Err(Broken::Truncated { expected, found: sequence }));
        }
        Ok(Ok(sequence))
    }
}

fn follows(
    transaction: &Transaction,
    recorded: &Recorded,
    sequence: i64,
    previous: &[u8],
) -> Result<Result<(), Broken>, StoreError> {
    let number = recorded.entry.sequence;
    let verdict = if number != sequence + 1 {
        Err(Broken::Missing(sequence + 1))
    } else if recorded.entry.previous != previous {
        Err(Broken::Unchained(number))
    } else if recorded.entry.hash() != recorded.hash {
        Err(Broken::Changed(number))
    } else if !transaction.keys()?.is_signed(&recorded.hash, &recorded.signature) {
        Err(Broken::Unsigned(number))
    } else {
        Ok(())
    };
    Ok(verdict)
}

impl Transaction {
    async fn events_after(&mut self, sequence: i64, limit: i64) -> Result<Vec<Recorded>, StoreError> {
        let rows = sqlx::query(
            "SELECT sequence, id, at, event, actor_kind, actor_id, subject_id, previous, hash, signature, sealed
             FROM audit_event WHERE workspace_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
        )
        .bind(self.scope())
        .bind(sequence)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.iter().map(|row| read_event(self.workspace(), row)).collect()
    }
}

fn read_event(workspace: Uuid, row: &AnyRow) -> Result<Recorded, StoreError> {
    let entry = Entry {
        workspace,
        sequence: row.integer("sequence")?,
        id: row.id("id")?,
        at: row.moment("at")?,
        event: row.text("event")?,
        actor_kind: row.text("actor_kind")?,
        actor_id: row.id("actor_id")?,
        subject: row.id_or_none("subject_id")?,
        previous: row.bytes("previous")?,
        sealed: row.bytes("sealed")?,
    };
    Ok(Recorded { entry, hash: row.bytes("hash")?, signature: row.bytes("signature")? })
}

fn opened(transaction: &Transaction, recorded: Recorded) -> Result<AuditEvent, StoreError> {
    let Recorded { entry, signature, .. } = recorded;
    let body: EventBody = transaction.unseal(Table::AuditEvent, entry.id, &entry.sealed)?;
    let actor_type = if entry.actor_kind == "person" { "human".to_owned() } else { entry.actor_kind };
    Ok(AuditEvent {
        sequence: entry.sequence,
        id: entry.id,
        event: entry.event,
        scope: body.reach,
        sensitivity: body.sensitivity,
        severity: body.severity,
        actor: AuditActor { actor_type, id: entry.actor_id, name: body.actor },
        subject: entry.subject,
        timestamp: entry.at,
        payload: body.payload,
        withheld: false,
        signature: hexadecimal(&signature),
    })
}
