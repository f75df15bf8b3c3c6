use uuid::Uuid;
use zeroize::Zeroizing;

use super::VaultError;
use super::body::{BodyKey, random};

/// A person's own key within a workspace. What it sealed is gone when it is destroyed.
pub struct SubjectKey(BodyKey);

impl std::fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubjectKey")
    }
}

const TABLE: &str = "subject_key";

impl SubjectKey {
    /// The bytes of a new key, to be sealed and stored.
    pub fn generate() -> Result<Zeroizing<[u8; 32]>, VaultError> {
        random::<32>()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        BodyKey::new(bytes).map(Self).ok_or(VaultError::Shape { table: TABLE })
    }

    /// Seals `plain` for the row `row`; it opens nowhere else.
    pub fn seal(&self, row: Uuid, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.0.seal(&place(row), plain)
    }

    pub fn open(&self, row: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.0.open(&place(row), sealed).ok_or(VaultError::DoesNotOpen { table: TABLE })
    }
}

fn place(row: Uuid) -> Vec<u8> {
    format!("conspectus subject|{row}").into_bytes()
}
