//! Where master keys are kept: a file, HashiCorp Vault's transit engine, AWS KMS.
//!
//! # How to add one more
//! Implement [`KeyProvider`] in a file of its own, and hand it to [`Custody::with`]. A workspace's key or the
//! installation's is then named `scheme:key`.

mod file;
mod kms;
mod service;
mod transit;

use std::pin::Pin;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::VaultError;

pub use file::MasterKey;
pub use kms::{AwsKms, AwsSettings};
pub use transit::{Transit, TransitSettings};

pub(crate) use file::hexadecimal;

/// What a provider answers, later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, VaultError>> + Send + 'a>>;

/// A secret under a master key.
#[derive(Debug, Clone)]
pub struct Wrapped {
    /// Names the provider and the key, for [`Custody::unwrap`].
    pub reference: String,
    pub bytes: Vec<u8>,
}

/// Keeps master keys and uses them; the keys themselves never leave it.
pub trait KeyProvider: Send + Sync + 'static {
    /// The first part of the names of its keys.
    fn scheme(&self) -> &'static str;

    /// Wraps `secret` under the newest version of the key called `key`.
    fn wrap<'a>(&'a self, key: &'a str, associated: &'a [u8], secret: &'a [u8]) -> Answer<'a, Wrapped>;

    /// Opens what [`Self::wrap`] made with the same associated data.
    fn unwrap<'a>(
        &'a self,
        reference: &'a str,
        associated: &'a [u8],
        wrapped: &'a [u8],
    ) -> Answer<'a, Zeroizing<Vec<u8>>>;

    /// Gives the key a new version, which wraps from now on.
    fn rotate<'a>(&'a self, key: &'a str) -> Answer<'a, ()>;
}

/// Names a master key: `file`, `vault:NAME` or `aws-kms:ID`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyName {
    scheme: String,
    key: String,
}

impl KeyName {
    /// The key in the master key file.
    pub fn file() -> Self {
        Self { scheme: "file".into(), key: String::new() }
    }
}

impl std::str::FromStr for KeyName {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Self, VaultError> {
        match text.split_once(':') {
            None if text == "file" => Ok(Self::file()),
            Some((scheme @ ("vault" | "aws-kms"), key)) if !key.is_empty() => {
                Ok(Self { scheme: scheme.to_owned(), key: key.to_owned() })
            }
            _ => Err(VaultError::KeyName(text.to_owned())),
        }
    }
}

impl std::fmt::Display for KeyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.key.is_empty() { f.write_str(&self.scheme) } else { write!(f, "{}:{}", self.scheme, self.key) }
    }
}

/// All providers that are set up, and which key wraps where a workspace has none of its own.
#[derive(Clone)]
pub struct Custody {
    providers: Vec<Arc<dyn KeyProvider>>,
    installation: KeyName,
}

impl Custody {
    pub fn new(installation: KeyName) -> Self {
        Self { providers: Vec::new(), installation }
    }

    /// With one more place where keys are kept.
    #[must_use]
    pub fn with(mut self, provider: impl KeyProvider) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }

    /// The key that wraps where a workspace has none of its own.
    pub const fn installation(&self) -> &KeyName {
        &self.installation
    }

    pub async fn wrap(&self, key: &KeyName, associated: &[u8], secret: &[u8]) -> Result<Wrapped, VaultError> {
        self.of(&key.scheme)?.wrap(&key.key, associated, secret).await
    }

    pub async fn unwrap(
        &self,
        reference: &str,
        associated: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.of(scheme_of(reference))?.unwrap(reference, associated, wrapped).await
    }

    pub async fn rotate(&self, key: &KeyName) -> Result<(), VaultError> {
        self.of(&key.scheme)?.rotate(&key.key).await
    }

    fn of(&self, scheme: &str) -> Result<&dyn KeyProvider, VaultError> {
        let found = self.providers.iter().find(|provider| provider.scheme() == scheme);
        found.map(AsRef::as_ref).ok_or_else(|| VaultError::NoProvider(scheme.to_owned()))
    }
}

impl From<MasterKey> for Custody {
    fn from(key: MasterKey) -> Self {
        Self::new(KeyName::file()).with(key)
    }
}

/// References of the file's keys are bare ids.
fn scheme_of(reference: &str) -> &str {
    reference.split_once(':').map_or("file", |(scheme, _)| scheme)
}
