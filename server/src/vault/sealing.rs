use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use super::VaultError;
use super::body::BodyKey;

/// A sealed body starts with its format, then the key's version; salt, ciphertext and tag follow.
const FORMAT: u8 = 2;
/// The format before it, still opened: nonce, ciphertext and tag under the key itself.
const FIRST_FORMAT: u8 = 1;
/// Format and version.
pub const PREFIX_BYTES: usize = 5;

/// All versions of one key that seals bodies.
#[derive(Default)]
pub(super) struct Ring {
    keys: BTreeMap<u32, BodyKey>,
    /// The version that seals what is written now.
    primary: u32,
    destroyed: BTreeSet<u32>,
}

impl Ring {
    pub(super) fn add(&mut self, version: u32, key: BodyKey, may_seal: bool) {
        self.keys.insert(version, key);
        if may_seal {
            self.primary = self.primary.max(version);
        }
    }

    pub(super) fn add_destroyed(&mut self, version: u32) {
        self.destroyed.insert(version);
    }

    pub(super) const fn primary(&self) -> u32 {
        self.primary
    }

    /// What every body begins with that was sealed under the newest version.
    pub(super) fn prefix(&self) -> Vec<u8> {
        let mut prefix = vec![FORMAT];
        prefix.extend_from_slice(&self.primary.to_be_bytes());
        prefix
    }

    /// Seals under the newest version. `associated` makes the associated data of a version.
    pub(super) fn seal(&self, associated: impl Fn(u32) -> Vec<u8>, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let key = self.keys.get(&self.primary).ok_or_else(|| self.missing(self.primary))?;
        let mut sealed = self.prefix();
        sealed.extend(key.seal(&associated(self.primary), plain)?);
        Ok(sealed)
    }

    /// Opens under the version the body names; `table` is where it stands, for the error.
    pub(super) fn open(
        &self,
        associated: impl Fn(u32) -> Vec<u8>,
        table: &'static str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let does_not_open = || VaultError::DoesNotOpen { table };
        let (prefix, rest) = sealed.split_at_checked(PREFIX_BYTES).ok_or_else(does_not_open)?;
        let [format, version @ ..] = prefix else { return Err(does_not_open()) };
        let version = version.try_into().map(u32::from_be_bytes).map_err(|_| does_not_open())?;
        let key = self.keys.get(&version).ok_or_else(|| self.missing(version))?;
        let associated = associated(version);
        let plain = match *format {
            FORMAT => key.open(&associated, rest),
            FIRST_FORMAT => key.open_first_format(&associated, rest),
            _ => None,
        };
        plain.ok_or_else(does_not_open)
    }

    fn missing(&self, version: u32) -> VaultError {
        let all_gone = self.keys.is_empty() && !self.destroyed.is_empty();
        if all_gone || self.destroyed.contains(&version) {
            return VaultError::Destroyed;
        }
        VaultError::UnknownKeyVersion(version)
    }
}
