use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;
use sqlx::{Any, Transaction as Inner};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use super::StoreError;
use super::keyring::Held;
use crate::vault::{Place, Table, WorkspaceKeys};

/// A transaction inside one workspace, with that workspace's keys. Dropped without a commit, it leaves nothing.
pub struct Transaction {
    inner: Inner<'static, Any>,
    workspace: Uuid,
    keys: Option<Arc<WorkspaceKeys>>,
    /// People's own keys, shared by all transactions of the store.
    pub(super) subjects: super::audit::Subjects,
    /// Later than this, somebody may have stopped using what the keys seal.
    keys_good_until: Option<Instant>,
    /// Held until the transaction ends, where the engine has a single writer.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Transaction {
    pub(super) fn new(inner: Inner<'static, Any>, workspace: Uuid, turn: Option<OwnedMutexGuard<()>>) -> Self {
        Self { inner, workspace, keys: None, subjects: Arc::default(), keys_good_until: None, _turn: turn }
    }

    /// The connection to run statements on.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    pub const fn workspace(&self) -> Uuid {
        self.workspace
    }

    /// The workspace's id as it is bound to `$1` of every statement.
    pub fn scope(&self) -> String {
        self.workspace.to_string()
    }

    /// Seals a body for the row `row` of `table`.
    pub fn seal<T: Serialize>(&self, table: Table, row: Uuid, body: &T) -> Result<Vec<u8>, StoreError> {
        Ok(self.keys()?.seal(Place { table, row }, body)?)
    }

    /// Opens the body of the row `row` of `table`.
    pub fn unseal<T: DeserializeOwned>(&self, table: Table, row: Uuid, sealed: &[u8]) -> Result<T, StoreError> {
        Ok(self.keys()?.unseal(Place { table, row }, sealed)?)
    }

    /// The blind index of a value of `field`.
    pub fn blind(&self, field: &str, value: impl AsRef<[u8]>) -> Result<Vec<u8>, StoreError> {
        Ok(self.keys()?.blind(field, value.as_ref())?)
    }

    /// Keeps what was written, unless it took so long that its keys may have been rotated away meanwhile.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.keys_good_until.is_some_and(|end| Instant::now() > end) {
            return Err(StoreError::KeysOutdated);
        }
        Ok(self.inner.commit().await?)
    }

    pub(super) fn keys(&self) -> Result<&Arc<WorkspaceKeys>, StoreError> {
        self.keys.as_ref().ok_or(StoreError::NoWorkspace)
    }

    pub(super) fn set_keys(&mut self, keys: Arc<WorkspaceKeys>) {
        self.keys = Some(keys);
    }

    pub(super) fn hold_keys(&mut self, held: Held) {
        self.keys_good_until = Some(held.good_until);
        self.keys = Some(held.keys);
    }
}
