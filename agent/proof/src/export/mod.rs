//! A log in a file, and its check by whoever holds the file: no server, no secret.
//!
//! The first line says what it is and holds the signed checkpoint; each line after it is one event with its proof.

mod check;
mod csv;
mod write;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::{Body, Committed, EventView, Leaf};
use crate::tree::Hash;
use crate::{CheckpointError, ProofError, from_hex, to_hex};

pub use check::{Expected, Report, verify};
pub use csv::COLUMNS;
pub use write::Format;

/// What the first line says of its kind.
pub const FORMAT: &str = "conspectus audit export 1";
/// A CSV file's first line is a comment with this in front of the same JSON.
pub const CSV_MARK: &str = "# ";

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub format: String,
    pub workspace: Uuid,
    /// Sequence numbers of the first and the last event in the file.
    pub first: u64,
    pub last: u64,
    /// The public key, as [`crate::PublicKey`] writes it.
    pub key: String,
    /// The signed checkpoint that every proof leads to.
    pub checkpoint: String,
}

/// Each further line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub event: EventView,
    pub proof: Proof,
}

/// What shows that the event is the one in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Milliseconds since 1970.
    pub at: i64,
    /// `person` or `agent`.
    pub actor_kind: String,
    /// Hash of the event before.
    pub previous: String,
    /// The body as it was committed to.
    pub body: Committed,
    /// The person's name as it was committed to; absent when it was erased, or when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Committed>,
    /// From the leaf to the root, in hexadecimal.
    pub inclusion: Vec<String>,
}

/// What is wrong with an export.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    #[error("the first line is not that of an audit export: {0}")]
    Header(String),
    #[error("the checkpoint is not valid: {0}")]
    Checkpoint(#[from] CheckpointError),
    #[error("the export is signed by another key: {found}")]
    OtherKey { found: String },
    #[error("line {line} is not an event: {reason}")]
    Form { line: u64, reason: String },
    #[error("line {line}: event {expected} is missing or moved; here stands event {found}")]
    Order { line: u64, expected: u64, found: u64 },
    #[error("event {0} does not follow from the one before it")]
    Unchained(u64),
    #[error("event {0} was changed: what it says is not what was committed to")]
    Body(u64),
    #[error("event {0} was changed: the readable part differs from what is proved")]
    View(u64),
    #[error("event {sequence} is not in the signed log as it stands here: {reason}")]
    Inclusion { sequence: u64, reason: ProofError },
    #[error("the file ends after event {found}, and its first line promises {promised}")]
    Truncated { promised: u64, found: u64 },
    #[error("the signed log has {size} events and another root than the events of this file give")]
    OtherRoot { size: u64 },
    #[error("the log does not extend the checkpoint of {size} events that was kept: history was rewritten")]
    Rewritten { size: u64 },
    #[error("the log has {found} events, and the checkpoint that was kept has {kept}: an older state was put back")]
    Shorter { kept: u64, found: u64 },
}

impl Line {
    /// A line for an event that the server holds whole.
    #[must_use]
    pub fn new(leaf: &Leaf, body: Committed, person: Option<Committed>, inclusion: &[Hash]) -> Option<Self> {
        let said: Body = serde_json::from_str(&body.text).ok()?;
        let event = EventView::of(leaf, said, person.as_ref().map(|person| person.text.clone()));
        let proof = Proof {
            at: leaf.at,
            actor_kind: leaf.actor_kind.clone(),
            previous: to_hex(&leaf.previous),
            body,
            person,
            inclusion: inclusion.iter().map(|hash| to_hex(hash)).collect(),
        };
        Some(Self { event, proof })
    }

    /// The leaf that this line claims, and whether its parts fit together.
    fn leaf(&self, workspace: Uuid) -> Result<Leaf, Fault> {
        let sequence = self.event.sequence;
        let body = self.proof.body.digest().ok_or(Fault::Body(sequence))?;
        let leaf = Leaf {
            workspace,
            sequence,
            id: self.event.id,
            at: self.proof.at,
            event: self.event.event.clone(),
            actor_kind: self.proof.actor_kind.clone(),
            actor_id: self.event.actor.id,
            subject: self.event.subject,
            previous: from_hex(&self.proof.previous).ok_or(Fault::Unchained(sequence))?,
            body,
        };
        let said: Body = serde_json::from_str(&self.proof.body.text).map_err(|_| Fault::Body(sequence))?;
        let digest = self.proof.person.as_ref().map(Committed::digest);
        match (&said.person, digest) {
            (_, None) => {}
            (Some(person), Some(digest)) if from_hex(person) == digest && digest.is_some() => {}
            _ => return Err(Fault::Body(sequence)),
        }
        let name = self.proof.person.as_ref().map(|person| person.text.clone());
        if EventView::of(&leaf, said, name) != self.event {
            return Err(Fault::View(sequence));
        }
        Ok(leaf)
    }

    fn inclusion(&self) -> Option<Vec<Hash>> {
        self.proof.inclusion.iter().map(|hash| from_hex(hash)).collect()
    }
}
