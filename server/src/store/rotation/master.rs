use uuid::Uuid;

use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::moment::Moment;
use crate::store::{Row, Store, StoreError, Transaction};
use crate::vault::{KeyState, WrappedKey};

const MASTER: &str = "master";

/// A master key on its way to replace the one before.
#[derive(Debug, Clone, Copy)]
pub struct MasterRotation {
    /// Whose key it is: the installation's, or that of a workspace with a key of its own.
    pub owner: Uuid,
    pub number: u32,
    pub started_at: Moment,
    pub resumed: bool,
}

impl Store {
    /// Gives the master key of `owner` a new version, or takes up the rotation that was not finished.
    pub async fn begin_master_rotation(
        &self,
        owner: Uuid,
        environment: &dyn Environment,
    ) -> Result<MasterRotation, StoreError> {
        let mut transaction = self.read_without_keys(owner).await?;
        let unfinished = transaction.unfinished(MASTER).await?;
        let under = transaction.wrapping_key(self.custody()).await?;
        let last = transaction.last_rotation(MASTER).await?;
        drop(transaction);
        if let Some((number, _, started_at)) = unfinished {
            return Ok(MasterRotation { owner, number, started_at, resumed: true });
        }
        // Killed between these two, the key has one version more than it needed, and nothing else happened.
        self.custody().rotate(&under).await?;
        let (number, started_at) = (last + 1, environment.now());
        let mut transaction = self.write_without_keys(owner).await?;
        transaction.insert_rotation(MASTER, number, started_at).await?;
        transaction.commit().await?;
        Ok(MasterRotation { owner, number, started_at, resumed: false })
    }

    /// Wraps a workspace's keys anew that were wrapped no later than the rotation began. How many.
    pub async fn rewrap(
        &self,
        rotation: MasterRotation,
        workspace: Uuid,
        environment: &dyn Environment,
    ) -> Result<u64, StoreError> {
        let mut transaction = self.read_without_keys(workspace).await?;
        let under = transaction.wrapping_key(self.custody()).await?;
        let stored = transaction.stored_keys_before(rotation.started_at).await?;
        drop(transaction);
        let mut anew = Vec::with_capacity(stored.len());
        for key in stored {
            let wrapped = self.wrapped_anew(workspace, &key, &under).await?;
            anew.push((key, wrapped));
        }
        let mut transaction = self.write_without_keys(workspace).await?;
        for (key, wrapped) in &anew {
            transaction.rewrap_key(key, wrapped, environment.now()).await?;
        }
        transaction.commit().await?;
        self.let_go_of_keys(workspace);
        Ok(anew.len() as u64)
    }

    /// Ends the rotation: everything is wrapped with the new version.
    pub async fn finish_master_rotation(
        &self,
        rotation: MasterRotation,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let at = environment.now();
        let mut transaction = self.write(rotation.owner).await?;
        transaction.end_rotation(MASTER, rotation.number, at).await?;
        let console = Actor::console(rotation.owner);
        let event = Event::new(environment.id(), at, "key.rotated", &console)
            .security(Reach::Infra)
            .with(serde_json::json!({ "purpose": MASTER, "to": rotation.number }));
        transaction.audit(event).await?;
        transaction.commit().await
    }

    /// Whether the workspace's keys are wrapped with a key of its own.
    pub async fn has_own_key(&self, workspace: Uuid) -> Result<bool, StoreError> {
        let under = self.read_without_keys(workspace).await?.wrapping_key(self.custody()).await?;
        Ok(under != *self.custody().installation())
    }
}

impl Transaction {
    async fn stored_keys_before(&mut self, at: Moment) -> Result<Vec<WrappedKey>, StoreError> {
        let older: Vec<(String, u32)> =
            sqlx::query("SELECT purpose, version FROM data_key WHERE workspace_id = $1 AND wrapped_at <= $2")
                .bind(self.scope())
                .bind(at.millis())
                .fetch_all(self.connection())
                .await?
                .iter()
                .map(|row| Ok((row.text("purpose")?, row.number("version")?)))
                .collect::<Result<_, StoreError>>()?;
        let is_older = |key: &WrappedKey| {
            older.iter().any(|(purpose, version)| purpose == key.purpose.as_str() && *version == key.version)
        };
        let stored = self.stored_keys().await?.keys;
        Ok(stored.into_iter().filter(|key| key.state != KeyState::Destroyed && is_older(key)).collect())
    }
}
