use ring::hmac;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::body::{BodyKey, random};
use super::place::{Place, Table};
use super::provider::{Custody, KeyName, Wrapped};
use super::sealing::Ring;
use super::{KeyPurpose, KeyState, VaultError};

/// How many bytes of an HMAC the blind index keeps.
pub const BLIND_BYTES: usize = 16;

/// A key as the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    pub purpose: KeyPurpose,
    pub version: u32,
    pub state: KeyState,
    /// What it is wrapped with.
    pub master_key: String,
    pub wrapped: Vec<u8>,
}

/// A key just made, to be stored.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub purpose: KeyPurpose,
    pub version: u32,
    pub wrapped: Wrapped,
}

/// One workspace's keys, ready for use.
#[derive(Default)]
pub struct WorkspaceKeys {
    workspace: Uuid,
    content: Ring,
    log: Ring,
    index: Option<hmac::Key>,
    audit: Option<hmac::Key>,
}

impl std::fmt::Debug for WorkspaceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkspaceKeys").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}

impl WorkspaceKeys {
    /// Fresh wrapped keys for a new workspace, one for each purpose.
    pub async fn generate(custody: &Custody, under: &KeyName, workspace: Uuid) -> Result<Vec<NewKey>, VaultError> {
        let mut keys = Vec::new();
        for purpose in KeyPurpose::ALL {
            keys.push(Self::make(custody, under, (workspace, purpose, 1), random::<32>()?.as_slice()).await?);
        }
        Ok(keys)
    }

    /// Wraps `secret` as this version of this key.
    pub(crate) async fn make(
        custody: &Custody,
        under: &KeyName,
        (workspace, purpose, version): (Uuid, KeyPurpose, u32),
        secret: &[u8],
    ) -> Result<NewKey, VaultError> {
        let wrapped = custody.wrap(under, &wrap_data(workspace, purpose, version), secret).await?;
        Ok(NewKey { purpose, version, wrapped })
    }

    /// The secret of a wrapped key.
    pub(crate) async fn secret(
        custody: &Custody,
        workspace: Uuid,
        key: &WrappedKey,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let associated = wrap_data(workspace, key.purpose, key.version);
        custody.unwrap(&key.master_key, &associated, &key.wrapped).await
    }

    /// Unwraps what the database holds for `workspace`. Destroyed keys are remembered as such.
    pub async fn open(custody: &Custody, workspace: Uuid, wrapped: &[WrappedKey]) -> Result<Self, VaultError> {
        let mut keys = Self { workspace, ..Self::default() };
        for key in wrapped {
            let secret = match key.state {
                KeyState::Destroyed => None,
                _ => Some(Self::secret(custody, workspace, key).await?),
            };
            keys.add(key, secret.as_deref().map(Vec::as_slice))?;
        }
        Ok(keys)
    }

    fn add(&mut self, key: &WrappedKey, secret: Option<&[u8]>) -> Result<(), VaultError> {
        let ring = match key.purpose {
            KeyPurpose::Content => &mut self.content,
            KeyPurpose::Log => &mut self.log,
            KeyPurpose::Index => {
                self.index = secret.map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret));
                return Ok(());
            }
            KeyPurpose::Audit => {
                self.audit = secret.map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret));
                return Ok(());
            }
        };
        match secret {
            None => ring.add_destroyed(key.version),
            Some(secret) => {
                let body_key = BodyKey::new(secret).ok_or(VaultError::DoesNotOpen { table: "data_key" })?;
                ring.add(key.version, body_key, key.state == KeyState::Active);
            }
        }
        Ok(())
    }

    /// Seals `body` under the newest key of its table, bound to its place.
    pub fn seal<T: Serialize>(&self, place: Place, body: &T) -> Result<Vec<u8>, VaultError> {
        // The parser's own message may quote the body, so it goes nowhere.
        let misshapen = |_| VaultError::Shape { table: place.table.as_str() };
        let plain = Zeroizing::new(serde_json::to_vec(body).map_err(misshapen)?);
        self.ring_of(place.table).seal(|version| self.place_data(place, version), &plain)
    }

    /// Opens a body sealed by [`Self::seal`] at the same place.
    pub fn unseal<T: DeserializeOwned>(&self, place: Place, sealed: &[u8]) -> Result<T, VaultError> {
        let plain = self.opened(place, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| VaultError::Shape { table: place.table.as_str() })
    }

    /// The same body under the newest key; none when it is already.
    pub fn reseal(&self, place: Place, sealed: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        let ring = self.ring_of(place.table);
        if sealed.starts_with(&ring.prefix()) {
            return Ok(None);
        }
        let plain = self.opened(place, sealed)?;
        ring.seal(|version| self.place_data(place, version), &plain).map(Some)
    }

    /// What every body of this table begins with that is sealed under the newest key.
    pub fn newest_prefix(&self, table: Table) -> Vec<u8> {
        self.ring_of(table).prefix()
    }

    /// The newest version that seals bodies of this table.
    pub const fn newest_version(&self, table: Table) -> u32 {
        self.ring_of(table).primary()
    }

    /// The blind index of `value` among values of `field`: equal values have equal indexes, and nothing else shows.
    pub fn blind(&self, field: &str, value: &[u8]) -> Result<Vec<u8>, VaultError> {
        let key = self.index.as_ref().ok_or(VaultError::Destroyed)?;
        let mut context = hmac::Context::with_key(key);
        context.update(&(field.len() as u64).to_be_bytes());
        context.update(field.as_bytes());
        context.update(value);
        Ok(context.sign().as_ref()[..BLIND_BYTES].to_vec())
    }

    /// Signs the hash of an audit event.
    pub fn sign(&self, hash: &[u8]) -> Result<Vec<u8>, VaultError> {
        let key = self.audit.as_ref().ok_or(VaultError::Destroyed)?;
        Ok(hmac::sign(key, hash).as_ref().to_vec())
    }

    /// Whether `signature` is this workspace's signature of `hash`.
    pub fn is_signed(&self, hash: &[u8], signature: &[u8]) -> bool {
        self.audit.as_ref().is_some_and(|key| hmac::verify(key, hash, signature).is_ok())
    }

    fn opened(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.ring_of(place.table).open(|version| self.place_data(place, version), place.table.as_str(), sealed)
    }

    /// Audit events are never written again, so they have a key of their own: it is never destroyed for being old.
    const fn ring_of(&self, table: Table) -> &Ring {
        if table.is_final() { &self.log } else { &self.content }
    }

    fn place_data(&self, place: Place, version: u32) -> Vec<u8> {
        format!("conspectus body|{}|{}|{}|{version}", self.workspace, place.table.as_str(), place.row).into_bytes()
    }
}

fn wrap_data(workspace: Uuid, purpose: KeyPurpose, version: u32) -> Vec<u8> {
    format!("conspectus key|{workspace}|{}|{version}", purpose.as_str()).into_bytes()
}
