//! What of an event its leaf covers, and how the rest hangs on it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::tree::{Hash, leaf_hash};
use crate::{from_hex, to_hex};

/// The fields that an event's leaf covers.
///
/// What people wrote is not among them, only a salted digest of it: a leaf can be shown without its body, a body can be
/// sealed anew under another key, and a name can be erased, and every proof holds as before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub workspace: Uuid,
    /// From 1; the leaf's index in the tree is one less.
    pub sequence: u64,
    pub id: Uuid,
    /// Milliseconds since 1970.
    pub at: i64,
    pub event: String,
    pub actor_kind: String,
    pub actor_id: Uuid,
    pub subject: Option<Uuid>,
    /// Hash of the leaf before; zeros for the first.
    pub previous: Hash,
    /// [`Committed::digest`] of the body.
    pub body: Hash,
}

impl Leaf {
    /// Every field, each with its length in front, so that no two leaves read the same.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(320);
        let mut part = |bytes: &[u8]| {
            data.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            data.extend_from_slice(bytes);
        };
        part(b"conspectus audit event 2");
        part(self.workspace.as_bytes());
        part(&self.sequence.to_be_bytes());
        part(self.id.as_bytes());
        part(&self.at.to_be_bytes());
        part(self.event.as_bytes());
        part(self.actor_kind.as_bytes());
        part(self.actor_id.as_bytes());
        part(self.subject.as_ref().map_or(&[], |subject| subject.as_bytes()));
        part(&self.previous);
        part(&self.body);
        data
    }

    #[must_use]
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.data())
    }
}

/// A text that a digest stands for. The salt keeps short texts from being guessed by their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Committed {
    /// 32 bytes in hexadecimal.
    pub salt: String,
    pub text: String,
}

impl Committed {
    #[must_use]
    pub fn new(salt: &Hash, text: String) -> Self {
        Self { salt: to_hex(salt), text }
    }

    /// None when the salt is not one.
    #[must_use]
    pub fn digest(&self) -> Option<Hash> {
        let salt = from_hex(&self.salt)?;
        let digest = Sha256::new_with_prefix(b"conspectus audit text 1").chain_update(salt);
        Some(digest.chain_update(self.text.as_bytes()).finalize().into())
    }
}

/// What an event's body says, as JSON in a [`Committed`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    pub scope: String,
    pub sensitivity: String,
    pub severity: String,
    /// The actor's name, where it is nobody's personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Or the digest of the name, which is sealed under the person's own key and goes when that is destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub payload: Value,
}

/// An event as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventView {
    pub sequence: u64,
    pub id: Uuid,
    /// `category.action`.
    pub event: String,
    /// `infra`, `workspace`, `project` or `user`.
    pub scope: String,
    /// `normal` or `security`.
    pub sensitivity: String,
    /// `info`, `warn`, `error` or `critical`.
    pub severity: String,
    pub actor: ActorView,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// RFC 3339.
    pub timestamp: String,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub payload: Value,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorView {
    /// `human` or `agent`.
    #[serde(rename = "type")]
    pub kind: String,
    pub id: Uuid,
    /// Absent when it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl EventView {
    /// What a leaf, its body and the person's name say together.
    #[must_use]
    pub fn of(leaf: &Leaf, body: Body, name: Option<String>) -> Self {
        let kind = if leaf.actor_kind == "person" { "human".to_owned() } else { leaf.actor_kind.clone() };
        Self {
            sequence: leaf.sequence,
            id: leaf.id,
            event: leaf.event.clone(),
            scope: body.scope,
            sensitivity: body.sensitivity,
            severity: body.severity,
            actor: ActorView { kind, id: leaf.actor_id, name: body.actor.or(name) },
            subject: leaf.subject,
            timestamp: timestamp(leaf.at),
            payload: body.payload,
        }
    }
}

/// RFC 3339 in UTC, to the millisecond.
fn timestamp(millis: i64) -> String {
    format!("{:.3}", jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX))
}
