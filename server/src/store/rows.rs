use conspectus_metadata::{AgentInfo, Policy};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::StoreError;
use crate::catalog::Digest;
use crate::moment::Moment;

/// Reads the few column types that both engines share.
pub trait Row {
    fn id(&self, column: &'static str) -> Result<Uuid, StoreError>;
    fn id_or_none(&self, column: &'static str) -> Result<Option<Uuid>, StoreError>;
    fn text(&self, column: &'static str) -> Result<String, StoreError>;
    fn text_or_none(&self, column: &'static str) -> Result<Option<String>, StoreError>;
    fn integer(&self, column: &'static str) -> Result<i64, StoreError>;
    fn moment(&self, column: &'static str) -> Result<Moment, StoreError>;
    fn moment_or_none(&self, column: &'static str) -> Result<Option<Moment>, StoreError>;
    fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError>;
    fn bytes_or_none(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError>;

    /// A version number or a count that fits 32 bits.
    fn number(&self, column: &'static str) -> Result<u32, StoreError> {
        u32::try_from(self.integer(column)?).map_err(|_| StoreError::Unreadable(column))
    }
}

impl Row for AnyRow {
    fn id(&self, column: &'static str) -> Result<Uuid, StoreError> {
        self.id_or_none(column)?.ok_or(StoreError::Unreadable(column))
    }

    fn id_or_none(&self, column: &'static str) -> Result<Option<Uuid>, StoreError> {
        let text: Option<String> = self.try_get(column)?;
        text.map(|text| Uuid::parse_str(&text).map_err(|_| StoreError::Unreadable(column))).transpose()
    }

    fn text(&self, column: &'static str) -> Result<String, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn text_or_none(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn integer(&self, column: &'static str) -> Result<i64, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn moment(&self, column: &'static str) -> Result<Moment, StoreError> {
        Ok(Moment::from_millis(self.integer(column)?))
    }

    fn moment_or_none(&self, column: &'static str) -> Result<Option<Moment>, StoreError> {
        let millis: Option<i64> = self.try_get(column)?;
        Ok(millis.map(Moment::from_millis))
    }

    fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn bytes_or_none(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.try_get(column)?)
    }
}

/// `$3, $4, …`: the places of `count` arguments from the `first` on.
pub(super) fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// The sealed body of project, phase, iteration, asset and token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
}

/// The sealed body of a workspace.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedWorkspace {
    pub name: String,
    pub policy: Policy,
    /// How often the policy was changed.
    #[serde(default)]
    pub policy_number: u32,
    /// Why it was changed last, where a reason was given.
    #[serde(default)]
    pub policy_reason: Option<String>,
}

impl SealedWorkspace {
    /// A new one, under the standard policy.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), policy: Policy::STANDARD, policy_number: 0, policy_reason: None }
    }
}

/// The sealed body of an account.
#[derive(Clone, Serialize, Deserialize)]
pub struct SealedAccount {
    pub name: String,
    pub email: String,
    /// An Argon2id hash in PHC form; absent until a password is set.
    #[serde(default)]
    pub password: Option<String>,
    /// Whether the password is only long enough beside a second factor.
    #[serde(default)]
    pub short_password: bool,
}

impl SealedAccount {
    /// Of somebody without a password.
    pub fn new(name: String, email: String) -> Self {
        Self { name, email, password: None, short_password: false }
    }
}

/// The sealed summary of a version: what lists show without opening its body.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedVersion {
    /// The actor's name at that time.
    pub actor: String,
    /// The program that captured it; absent for what was written on the page.
    #[serde(default)]
    pub agent: Option<AgentInfo>,
    pub digest: Digest,
}

/// The sealed body of a note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SealedNote {
    pub actor: String,
    pub text: String,
}
