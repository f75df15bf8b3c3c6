mod master;
mod progress;

use sqlx::AssertSqlSafe;
use uuid::Uuid;

pub use master::MasterRotation;

use super::{Row, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::vault::{KeyPurpose, KeyState, PREFIX_BYTES, Place, Table, WorkspaceKeys, random_bytes};

/// A content key on its way to replace the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataRotation {
    pub workspace: Uuid,
    pub to_version: u32,
    /// Bodies sealed anew so far.
    pub done: u64,
    /// Whether it was begun before and is taken up again.
    pub resumed: bool,
}

/// What became of some rows of a table.
#[derive(Debug, Clone, Default)]
pub struct ResealedBatch {
    /// The last row seen; none when the table has no more.
    pub last: Option<String>,
    pub changed: u64,
}

/// Rows sealed anew by one transaction: few enough that a writer who waits for it notices nothing.
const AT_ONCE: i64 = 100;

impl Store {
    /// Begins to replace the content key, or takes up the rotation that was not finished. The new key opens already,
    /// and seals nothing yet.
    pub async fn begin_data_rotation(
        &self,
        actor: &Actor,
        environment: &dyn Environment,
    ) -> Result<DataRotation, StoreError> {
        let (workspace, at) = (actor.workspace, environment.now());
        let mut transaction = self.write(workspace).await?;
        if let Some((to_version, done, _)) = transaction.unfinished(KeyPurpose::Content.as_str()).await? {
            return Ok(DataRotation { workspace, to_version, done, resumed: true });
        }
        let newest = transaction.stored_keys().await?;
        let to_version = newest.keys.iter().filter(|key| key.purpose == KeyPurpose::Content).map(|key| key.version);
        let to_version = to_version.max().unwrap_or(0) + 1;
        let under = transaction.wrapping_key(self.custody()).await?;
        let secret = random_bytes::<32>()?;
        let new = (workspace, KeyPurpose::Content, to_version);
        let key = WorkspaceKeys::make(self.custody(), &under, new, secret.as_slice()).await?;
        transaction.insert_key(&key, KeyState::Announced, at).await?;
        transaction.insert_rotation(KeyPurpose::Content.as_str(), to_version, at).await?;
        let event = Event::new(environment.id(), at, "key.rotation-begun", actor)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "purpose": "content", "to": to_version }));
        transaction.audit(event).await?;
        transaction.commit().await?;
        self.let_go_of_keys(workspace);
        Ok(DataRotation { workspace, to_version, done: 0, resumed: false })
    }

    /// From now on servers seal with the new key, as soon as each of them reads its keys anew.
    pub async fn activate(&self, rotation: DataRotation) -> Result<(), StoreError> {
        let mut transaction = self.write(rotation.workspace).await?;
        sqlx::query(
            "UPDATE data_key SET state = 'active'
             WHERE workspace_id = $1 AND purpose = 'content' AND version = $2 AND state = 'announced'",
        )
        .bind(transaction.scope())
        .bind(i64::from(rotation.to_version))
        .execute(transaction.connection())
        .await?;
        transaction.commit().await?;
        self.let_go_of_keys(rotation.workspace);
        Ok(())
    }

    /// Seals the next rows of a table under the newest key: those after the row `after`.
    pub async fn reseal(&self, rotation: DataRotation, table: Table, after: &str) -> Result<ResealedBatch, StoreError> {
        let mut transaction = self.write(rotation.workspace).await?;
        let batch = transaction.reseal_after(table, after).await?;
        if batch.changed > 0 {
            transaction.count_done(KeyPurpose::Content.as_str(), rotation.to_version, batch.changed).await?;
            transaction.commit().await?;
        }
        Ok(batch)
    }

    /// How many bodies are not under the newest key.
    pub async fn left_to_reseal(&self, workspace: Uuid) -> Result<u64, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let mut left = 0;
        for table in Table::ALL.iter().filter(|table| !table.is_final()) {
            left += transaction.count_old(*table).await?;
        }
        Ok(left)
    }

    /// Destroys the keys before the new one, and ends the rotation. Nothing may be under them any more.
    pub async fn finish_data_rotation(
        &self,
        actor: &Actor,
        rotation: DataRotation,
        environment: &dyn Environment,
    ) -> Result<u64, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(rotation.workspace).await?;
        let destroyed = transaction.destroy_keys(KeyPurpose::Content, rotation.to_version, at).await?;
        transaction.end_rotation(KeyPurpose::Content.as_str(), rotation.to_version, at).await?;
        let event = Event::new(environment.id(), at, "key.rotated", actor)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "purpose": "content", "to": rotation.to_version, "destroyed": destroyed }));
        transaction.audit(event).await?;
        transaction.commit().await?;
        self.let_go_of_keys(rotation.workspace);
        Ok(destroyed)
    }
}

impl Transaction {
    async fn reseal_after(&mut self, table: Table, after: &str) -> Result<ResealedBatch, StoreError> {
        let (name, row, workspace) = (table.as_str(), table.row_column(), table.workspace_column());
        let sql = format!(
            "SELECT {row} AS row_id, sealed FROM {name}
             WHERE {workspace} = $1 AND {row} > $2 AND sealed IS NOT NULL ORDER BY {row} LIMIT $3"
        );
        // Safe: the names come from the table of tables.
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(self.scope())
            .bind(after.to_owned())
            .bind(AT_ONCE)
            .fetch_all(self.connection())
            .await?;
        let mut batch = ResealedBatch::default();
        for found in &rows {
            let (id, old) = (found.id("row_id")?, found.bytes("sealed")?);
            if let Some(new) = self.keys()?.reseal(Place { table, row: id }, &old)? {
                batch.changed += self.replace_body(table, id, (old, new)).await?;
            }
            batch.last = Some(id.to_string());
        }
        Ok(batch)
    }

    /// Only where nobody wrote the row meanwhile.
    async fn replace_body(
        &mut self,
        table: Table,
        id: Uuid,
        (old, new): (Vec<u8>, Vec<u8>),
    ) -> Result<u64, StoreError> {
        let (name, row, workspace) = (table.as_str(), table.row_column(), table.workspace_column());
        let sql = format!("UPDATE {name} SET sealed = $4 WHERE {workspace} = $1 AND {row} = $2 AND sealed = $3");
        let done = sqlx::query(AssertSqlSafe(sql))
            .bind(self.scope())
            .bind(id.to_string())
            .bind(old)
            .bind(new)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }

    async fn count_old(&mut self, table: Table) -> Result<u64, StoreError> {
        let (name, workspace) = (table.as_str(), table.workspace_column());
        let sql = format!(
            "SELECT COUNT(*) AS old FROM {name} WHERE {workspace} = $1 AND substr(sealed, 1, {PREFIX_BYTES}) <> $2"
        );
        let prefix = self.keys()?.newest_prefix(table);
        let row = sqlx::query(AssertSqlSafe(sql)).bind(self.scope()).bind(prefix).fetch_one(self.connection()).await?;
        Ok(u64::try_from(row.integer("old")?).unwrap_or_default())
    }
}
