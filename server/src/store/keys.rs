use std::sync::Arc;

use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{Row, Store, StoreError, Transaction};
use crate::audit::{Event, Reach, Severity};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::moment::Moment;
use crate::vault::{Custody, KeyName, KeyPurpose, KeyState, NewKey, WorkspaceKeys, Wrapped, WrappedKey};

/// A key as operators see it; the key itself is not here.
#[derive(Debug, Clone)]
pub struct KeyRow {
    pub purpose: KeyPurpose,
    pub version: u32,
    pub state: KeyState,
    /// What it is wrapped with.
    pub master_key: String,
    pub created_at: Moment,
    pub destroyed_at: Option<Moment>,
}

/// What the database holds of a workspace's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredKeys {
    pub(super) keys: Vec<WrappedKey>,
    own_key: Option<String>,
}

/// Which key a workspace's keys are wrapped with from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnKey {
    Own(KeyName),
    Installation,
}

impl StoredKeys {
    /// One key that only the workspace's own key opens.
    pub(super) fn under_own_key(&self) -> Option<&WrappedKey> {
        self.own_key.as_ref()?;
        self.keys.iter().find(|key| key.state != KeyState::Destroyed)
    }
}

impl Transaction {
    /// The workspace's keys as they are stored.
    pub(super) async fn stored_keys(&mut self) -> Result<StoredKeys, StoreError> {
        let rows = sqlx::query(
            "SELECT k.purpose, k.version, k.state, k.master_key, k.wrapped, w.own_key
             FROM data_key k LEFT JOIN workspace w ON w.id = k.workspace_id
             WHERE k.workspace_id = $1 ORDER BY k.purpose, k.version",
        )
        .bind(self.scope())
        .fetch_all(self.connection())
        .await?;
        let first = rows.first().ok_or(StoreError::NoWorkspace)?;
        let own_key = first.text_or_none("own_key")?;
        Ok(StoredKeys { keys: rows.iter().map(wrapped_key).collect::<Result<_, _>>()?, own_key })
    }

    /// The key that wraps this workspace's keys.
    pub(super) async fn wrapping_key(&mut self, custody: &Custody) -> Result<KeyName, StoreError> {
        let row = sqlx::query("SELECT own_key FROM workspace WHERE id = $1")
            .bind(self.scope())
            .fetch_optional(self.connection())
            .await?;
        let own = row.map(|row| row.text_or_none("own_key")).transpose()?.flatten();
        Ok(own.map(|name| name.parse()).transpose()?.unwrap_or_else(|| custody.installation().clone()))
    }

    /// Makes and stores the keys of a workspace that has none.
    pub(super) async fn create_keys(&mut self, custody: &Custody, at: Moment) -> Result<(), StoreError> {
        for key in WorkspaceKeys::generate(custody, custody.installation(), self.workspace()).await? {
            self.insert_key(&key, KeyState::Active, at).await?;
        }
        let stored = self.stored_keys().await?;
        let keys = WorkspaceKeys::open(custody, self.workspace(), &stored.keys).await?;
        self.set_keys(Arc::new(keys));
        Ok(())
    }

    pub(super) async fn insert_key(&mut self, key: &NewKey, state: KeyState, at: Moment) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO data_key (workspace_id, purpose, version, state, master_key, wrapped, created_at, wrapped_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        )
        .bind(self.scope())
        .bind(key.purpose.as_str())
        .bind(i64::from(key.version))
        .bind(state.as_str())
        .bind(key.wrapped.reference.clone())
        .bind(key.wrapped.bytes.clone())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    pub(super) async fn rewrap_key(
        &mut self,
        key: &WrappedKey,
        wrapped: &Wrapped,
        at: Moment,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE data_key SET master_key = $4, wrapped = $5, wrapped_at = $6
             WHERE workspace_id = $1 AND purpose = $2 AND version = $3 AND state <> 'destroyed'",
        )
        .bind(self.scope())
        .bind(key.purpose.as_str())
        .bind(i64::from(key.version))
        .bind(wrapped.reference.clone())
        .bind(wrapped.bytes.clone())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Overwrites the keys of a purpose below `version`. What they sealed can never be opened again.
    pub(super) async fn destroy_keys(
        &mut self,
        purpose: KeyPurpose,
        below: u32,
        at: Moment,
    ) -> Result<u64, StoreError> {
        let destroyed = sqlx::query(
            "UPDATE data_key SET state = 'destroyed', wrapped = $4, destroyed_at = $5
             WHERE workspace_id = $1 AND purpose = $2 AND version < $3 AND state <> 'destroyed'",
        )
        .bind(self.scope())
        .bind(purpose.as_str())
        .bind(i64::from(below))
        .bind(Vec::<u8>::new())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(destroyed.rows_affected())
    }
}

impl Store {
    /// Every key of a workspace, the destroyed ones among them.
    pub async fn key_rows(&self, workspace: Uuid) -> Result<Vec<KeyRow>, StoreError> {
        let mut transaction = self.read_without_keys(workspace).await?;
        let rows = sqlx::query(
            "SELECT purpose, version, state, master_key, created_at, destroyed_at FROM data_key
             WHERE workspace_id = $1 ORDER BY purpose, version",
        )
        .bind(transaction.scope())
        .fetch_all(transaction.connection())
        .await?;
        rows.iter().map(key_row).collect()
    }

    /// Gives a workspace of an earlier version the keys it lacks. Its audit events were sealed under the content key,
    /// so that key stays, under its own name, what opens them.
    pub(super) async fn complete_keys(&self, workspace: Uuid, at: Moment) -> Result<(), StoreError> {
        let stored = self.read_without_keys(workspace).await?.stored_keys().await?;
        let has = |purpose| stored.keys.iter().any(|key| key.purpose == purpose);
        let first = stored.keys.iter().find(|key| key.purpose == KeyPurpose::Content && key.version == 1);
        let (false, Some(content)) = (has(KeyPurpose::Log), first) else { return Ok(()) };
        let secret = WorkspaceKeys::secret(self.custody(), workspace, content).await?;
        let mut transaction = self.write_without_keys(workspace).await?;
        let under = transaction.wrapping_key(self.custody()).await?;
        let log = WorkspaceKeys::make(self.custody(), &under, (workspace, KeyPurpose::Log, 1), &secret).await?;
        match transaction.insert_key(&log, KeyState::Active, at).await {
            // Another server completed it while this one waited.
            Err(error) if error.is_collision() => return Ok(()),
            inserted => inserted?,
        }
        transaction.commit().await?;
        self.let_go_of_keys(workspace);
        Ok(())
    }

    /// Destroys all keys that open a workspace's content: everything in it is gone, in backups too. The key that signs
    /// its audit log stays, so that what happened can still be proved.
    pub async fn destroy_content(&self, actor: &Actor, environment: &dyn Environment) -> Result<(), StoreError> {
        let (workspace, at) = (actor.workspace, environment.now());
        let mut transaction = self.write(workspace).await?;
        let event = Event::new(environment.id(), at, "key.destroyed", actor)
            .about(workspace)
            .security(Reach::Workspace)
            .severity(Severity::Critical);
        transaction.audit(event).await?;
        for purpose in [KeyPurpose::Content, KeyPurpose::Index, KeyPurpose::Log] {
            transaction.destroy_keys(purpose, u32::MAX, at).await?;
        }
        transaction.commit().await?;
        self.let_go_of_keys(workspace);
        Ok(())
    }

    /// Wraps a workspace's keys with another key: its own, or the installation's.
    pub async fn set_own_key(
        &self,
        actor: &Actor,
        key: &OwnKey,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let (workspace, at) = (actor.workspace, environment.now());
        let (under, own) = match key {
            OwnKey::Own(name) => (name, Some(name.to_string())),
            OwnKey::Installation => (self.custody().installation(), None),
        };
        let mut transaction = self.write(workspace).await?;
        let stored = transaction.stored_keys().await?;
        for old in stored.keys.iter().filter(|key| key.state != KeyState::Destroyed) {
            let new = self.wrapped_anew(workspace, old, under).await?;
            transaction.rewrap_key(old, &new, at).await?;
        }
        sqlx::query("UPDATE workspace SET own_key = $2 WHERE id = $1")
            .bind(transaction.scope())
            .bind(own.clone())
            .execute(transaction.connection())
            .await?;
        let event = Event::new(environment.id(), at, "key.custody-changed", actor)
            .about(workspace)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "from": stored.own_key, "to": own }));
        transaction.audit(event).await?;
        transaction.commit().await?;
        self.let_go_of_keys(workspace);
        Ok(())
    }

    pub(super) async fn wrapped_anew(
        &self,
        workspace: Uuid,
        key: &WrappedKey,
        under: &KeyName,
    ) -> Result<Wrapped, StoreError> {
        let secret = WorkspaceKeys::secret(self.custody(), workspace, key).await?;
        let made = WorkspaceKeys::make(self.custody(), under, (workspace, key.purpose, key.version), &secret).await?;
        Ok(made.wrapped)
    }
}

fn wrapped_key(row: &AnyRow) -> Result<WrappedKey, StoreError> {
    Ok(WrappedKey {
        purpose: row.text("purpose")?.parse().map_err(|()| StoreError::Unreadable("purpose"))?,
        version: row.number("version")?,
        state: row.text("state")?.parse().map_err(|()| StoreError::Unreadable("state"))?,
        master_key: row.text("master_key")?,
        wrapped: row.bytes("wrapped")?,
    })
}

fn key_row(row: &AnyRow) -> Result<KeyRow, StoreError> {
    Ok(KeyRow {
        purpose: row.text("purpose")?.parse().map_err(|()| StoreError::Unreadable("purpose"))?,
        version: row.number("version")?,
        state: row.text("state")?.parse().map_err(|()| StoreError::Unreadable("state"))?,
        master_key: row.text("master_key")?,
        created_at: row.moment("created_at")?,
        destroyed_at: row.moment_or_none("destroyed_at")?,
    })
}
