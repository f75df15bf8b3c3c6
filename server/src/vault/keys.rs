use std::collections::BTreeMap;

use ring::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use ring::hmac;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::VaultError;
use super::master::{MasterKey, open_with, random, seal_with};

/// How many bytes of an HMAC the blind index keeps.
pub const BLIND_BYTES: usize = 16;

/// A sealed body starts with this, then the key's version, then nonce, ciphertext and tag.
const FORMAT: u8 = 1;
const PREFIX: usize = 5;

/// What a workspace's key is for. Each purpose has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyPurpose {
    /// Seals bodies.
    Content,
    /// Keys the blind index.
    Index,
    /// Signs audit events.
    Audit,
}

impl KeyPurpose {
    pub const ALL: [Self; 3] = [Self::Content, Self::Index, Self::Audit];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Index => "index",
            Self::Audit => "audit",
        }
    }
}

macro_rules! tables {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// The tables that hold sealed bodies.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Table { $($variant),* }

        impl Table {
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

tables! {
    Workspace = "workspace", Account = "account", Project = "project", Phase = "phase", Iteration = "iteration",
    Asset = "asset", Version = "version", VersionBody = "version_body", Note = "note", Token = "token",
    AuditEvent = "audit_event",
}

/// Where a sealed body stands. It opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub table: Table,
    pub row: Uuid,
}

/// A key as the database keeps it.
#[derive(Debug, Clone)]
pub struct WrappedKey {
    pub purpose: String,
    pub version: u32,
    pub master_key: String,
    pub wrapped: Vec<u8>,
}

/// A key just made, to be stored.
#[derive(Debug, Clone)]
pub struct NewKey {
    pub purpose: KeyPurpose,
    pub version: u32,
    pub wrapped: Vec<u8>,
}

/// One workspace's keys, ready for use.
pub struct WorkspaceKeys {
    workspace: Uuid,
    content: BTreeMap<u32, LessSafeKey>,
    index: hmac::Key,
    audit: hmac::Key,
}

impl std::fmt::Debug for WorkspaceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkspaceKeys").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}

impl WorkspaceKeys {
    /// Fresh wrapped keys for a new workspace, one for each purpose.
    pub fn generate(master: &MasterKey, workspace: Uuid) -> Result<Vec<NewKey>, VaultError> {
        let make = |purpose: KeyPurpose| {
            let secret = random::<32>()?;
            let wrapped = master.wrap(&wrap_data(workspace, purpose.as_str(), 1), secret.as_slice())?;
            Ok(NewKey { purpose, version: 1, wrapped })
        };
        KeyPurpose::ALL.into_iter().map(make).collect()
    }

    /// Unwraps what the database holds for `workspace`.
    pub fn open(master: &MasterKey, workspace: Uuid, wrapped: &[WrappedKey]) -> Result<Self, VaultError> {
        let mut content = BTreeMap::new();
        let (mut index, mut audit) = (None, None);
        for key in wrapped {
            if key.master_key != master.id() {
                let found = master.id().to_owned();
                return Err(VaultError::OtherMasterKey { expected: key.master_key.clone(), found });
            }
            let secret = master.unwrap(&wrap_data(workspace, &key.purpose, key.version), &key.wrapped)?;
            let signing = || hmac::Key::new(hmac::HMAC_SHA256, &secret);
            match key.purpose.as_str() {
                "content" => {
                    let key_of_version = UnboundKey::new(&AES_256_GCM, &secret)
                        .map_err(|_| VaultError::DoesNotOpen { table: "data_key" })?;
                    content.insert(key.version, LessSafeKey::new(key_of_version));
                }
                "index" => index = Some(signing()),
                "audit" => audit = Some(signing()),
                _ => {}
            }
        }
        let missing = VaultError::UnknownKeyVersion;
        Ok(Self { workspace, content, index: index.ok_or(missing(1))?, audit: audit.ok_or(missing(1))? })
    }

    /// Seals `body` under the newest content key, bound to its place.
    pub fn seal<T: Serialize>(&self, place: Place, body: &T) -> Result<Vec<u8>, VaultError> {
        let (version, key) = self.content.last_key_value().ok_or(VaultError::UnknownKeyVersion(1))?;
        // The parser's own message may quote the body, so it goes nowhere.
        let misshapen = |_| VaultError::Shape { table: place.table.as_str() };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(body).map_err(misshapen)?);
        let mut sealed = vec![FORMAT];
        sealed.extend_from_slice(&version.to_be_bytes());
        sealed.extend(seal_with(key, &self.place_data(place, *version), &plain)?);
        Ok(sealed)
    }

    /// Opens a body sealed by [`Self::seal`] at the same place.
    pub fn unseal<T: DeserializeOwned>(&self, place: Place, sealed: &[u8]) -> Result<T, VaultError> {
        let does_not_open = || VaultError::DoesNotOpen { table: place.table.as_str() };
        let (prefix, rest) = sealed.split_at_checked(PREFIX).ok_or_else(does_not_open)?;
        let [FORMAT, version @ ..] = prefix else { return Err(does_not_open()) };
        let version = version.try_into().map(u32::from_be_bytes).map_err(|_| does_not_open())?;
        let key = self.content.get(&version).ok_or(VaultError::UnknownKeyVersion(version))?;
        let plain = open_with(key, &self.place_data(place, version), rest).ok_or_else(does_not_open)?;
        serde_json::from_slice(&plain).map_err(|_| VaultError::Shape { table: place.table.as_str() })
    }

    /// The blind index of `value` among values of `field`: equal values have equal indexes, and nothing else shows.
    pub fn blind(&self, field: &str, value: &[u8]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.index);
        context.update(&(field.len() as u64).to_be_bytes());
        context.update(field.as_bytes());
        context.update(value);
        context.sign().as_ref()[..BLIND_BYTES].to_vec()
    }

    /// Signs the hash of an audit event.
    pub fn sign(&self, hash: &[u8]) -> Vec<u8> {
        hmac::sign(&self.audit, hash).as_ref().to_vec()
    }

    /// Whether `signature` is this workspace's signature of `hash`.
    pub fn is_signed(&self, hash: &[u8], signature: &[u8]) -> bool {
        hmac::verify(&self.audit, hash, signature).is_ok()
    }

    fn place_data(&self, place: Place, version: u32) -> Vec<u8> {
        format!("conspectus body|{}|{}|{}|{version}", self.workspace, place.table.as_str(), place.row).into_bytes()
    }
}

fn wrap_data(workspace: Uuid, purpose: &str, version: u32) -> Vec<u8> {
    format!("conspectus key|{workspace}|{purpose}|{version}").into_bytes()
}
