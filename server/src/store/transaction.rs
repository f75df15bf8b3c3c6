use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;
use sqlx::{Any, Transaction as Inner};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use super::{Row, StoreError};
use crate::moment::Moment;
use crate::vault::{MasterKey, Place, Table, WorkspaceKeys, WrappedKey};

/// A transaction inside one workspace, with that workspace's keys. Dropped without a commit, it leaves nothing.
pub struct Transaction {
    inner: Inner<'static, Any>,
    workspace: Uuid,
    keys: Option<Arc<WorkspaceKeys>>,
    /// Held until the transaction ends, where the engine has a single writer.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Transaction {
    pub(super) fn new(inner: Inner<'static, Any>, workspace: Uuid, turn: Option<OwnedMutexGuard<()>>) -> Self {
        Self { inner, workspace, keys: None, _turn: turn }
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
        Ok(self.keys()?.blind(field, value.as_ref()))
    }

    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }

    pub(super) fn keys(&self) -> Result<&Arc<WorkspaceKeys>, StoreError> {
        self.keys.as_ref().ok_or(StoreError::NoWorkspace)
    }

    pub(super) fn set_keys(&mut self, keys: Arc<WorkspaceKeys>) {
        self.keys = Some(keys);
    }

    pub(super) async fn load_keys(&mut self, master: &MasterKey) -> Result<WorkspaceKeys, StoreError> {
        let rows = sqlx::query("SELECT purpose, version, master_key, wrapped FROM data_key WHERE workspace_id = $1")
            .bind(self.scope())
            .fetch_all(self.connection())
            .await?;
        if rows.is_empty() {
            return Err(StoreError::NoWorkspace);
        }
        let wrapped = rows
            .iter()
            .map(|row| {
                let (purpose, master_key) = (row.text("purpose")?, row.text("master_key")?);
                Ok(WrappedKey { purpose, version: row.number("version")?, master_key, wrapped: row.bytes("wrapped")? })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        Ok(WorkspaceKeys::open(master, self.workspace, &wrapped)?)
    }

    /// Makes and stores the keys of a workspace that has none.
    pub(super) async fn create_keys(&mut self, master: &MasterKey, at: Moment) -> Result<(), StoreError> {
        for key in WorkspaceKeys::generate(master, self.workspace)? {
            sqlx::query(
                "INSERT INTO data_key (workspace_id, purpose, version, master_key, wrapped, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(self.scope())
            .bind(key.purpose.as_str())
            .bind(i64::from(key.version))
            .bind(master.id())
            .bind(key.wrapped)
            .bind(at.millis())
            .execute(self.connection())
            .await?;
        }
        let keys = self.load_keys(master).await?;
        self.set_keys(Arc::new(keys));
        Ok(())
    }
}
