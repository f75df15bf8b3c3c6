use conspectus_metadata::Policy;
use uuid::Uuid;

use super::{INSTALLATION, Row, SealedWorkspace, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::moment::Moment;
use crate::vault::Table;

/// A policy to come.
#[derive(Debug, Clone)]
pub struct PolicyChange {
    pub policy: Policy,
    /// Needed for exact figures.
    pub reason: Option<String>,
    /// The number of the policy it replaces, where the writer names it.
    pub expected: Option<u32>,
}

/// Somebody else changed the policy first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StalePolicy {
    /// That of the policy that holds.
    pub number: u32,
}

impl Store {
    /// Makes the installation's own workspace, which accounts belong to, when it does not exist yet.
    pub async fn install(&self, environment: &dyn Environment) -> Result<(), StoreError> {
        let mut transaction = self.write_without_keys(INSTALLATION).await?;
        if transaction.exists().await? {
            drop(transaction);
            for workspace in self.workspaces().await? {
                self.complete_keys(workspace, environment.now()).await?;
            }
            return Ok(());
        }
        let body = SealedWorkspace::new("installation");
        match transaction.create_workspace(self, &body, b"installation".to_vec(), environment.now()).await {
            // Another process made it while this one waited.
            Err(error) if error.is_collision() => Ok(()),
            Err(error) => Err(error),
            Ok(()) => transaction.commit().await,
        }
    }

    /// The workspace of this name, made when there is none. The second part says whether it was made now.
    pub async fn ensure_workspace(
        &self,
        name: &str,
        environment: &dyn Environment,
    ) -> Result<(Uuid, bool), StoreError> {
        let index = self.workspace_index(name).await?;
        if let Some(known) = self.workspace_by_index(&index).await? {
            return Ok((known, false));
        }
        let (id, at) = (environment.id(), environment.now());
        let mut transaction = self.write_without_keys(id).await?;
        let body = SealedWorkspace::new(name);
        match transaction.create_workspace(self, &body, index.clone(), at).await {
            Err(error) if error.is_collision() => {
                drop(transaction);
                let known = self.workspace_by_index(&index).await?;
                return known.map(|known| (known, false)).ok_or(error);
            }
            made => made?,
        }
        let console = Actor::console(id);
        transaction
            .audit(Event::new(environment.id(), at, "workspace.created", &console).about(id).security(Reach::Workspace))
            .await?;
        transaction.commit().await?;
        Ok((id, true))
    }

    /// The id of the workspace of this name.
    pub async fn workspace_named(&self, name: &str) -> Result<Option<Uuid>, StoreError> {
        let index = self.workspace_index(name).await?;
        self.workspace_by_index(&index).await
    }

    /// Every workspace, the installation's own among them.
    pub async fn workspaces(&self) -> Result<Vec<Uuid>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let rows = sqlx::query("SELECT id FROM workspace ORDER BY id").fetch_all(transaction.connection()).await?;
        rows.iter().map(|row| row.id("id")).collect()
    }

    /// Name and policy of a workspace.
    pub async fn workspace(&self, workspace: Uuid) -> Result<SealedWorkspace, StoreError> {
        self.read(workspace).await?.own_workspace().await
    }

    /// Replaces the disclosure policy the workspace demands, with its audit event. The same policy for the same reason is
    /// no change. Refuses where `expected` is not the number of the policy that holds.
    pub async fn set_policy(
        &self,
        actor: &Actor,
        change: PolicyChange,
        environment: &dyn Environment,
    ) -> Result<Result<SealedWorkspace, StalePolicy>, StoreError> {
        let PolicyChange { policy, reason, expected } = change;
        let mut transaction = self.write(actor.workspace).await?;
        let before = transaction.own_workspace().await?;
        if expected.is_some_and(|expected| expected != before.policy_number) {
            return Ok(Err(StalePolicy { number: before.policy_number }));
        }
        if before.policy == policy && before.policy_reason == reason {
            return Ok(Ok(before));
        }
        let payload = serde_json::json!({ "from": before.policy, "policy": policy, "reason": reason });
        let number = before.policy_number + 1;
        let body = SealedWorkspace { name: before.name, policy, policy_number: number, policy_reason: reason };
        let id = transaction.workspace();
        let sealed = transaction.seal(Table::Workspace, id, &body)?;
        sqlx::query("UPDATE workspace SET sealed = $2 WHERE id = $1")
            .bind(transaction.scope())
            .bind(sealed)
            .execute(transaction.connection())
            .await?;
        let event = Event::new(environment.id(), environment.now(), "policy.changed", actor)
            .about(id)
            .security(Reach::Workspace)
            .with(payload);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(Ok(body))
    }

    async fn workspace_index(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        self.read(INSTALLATION).await?.blind("workspace.name", name)
    }

    async fn workspace_by_index(&self, index: &[u8]) -> Result<Option<Uuid>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query("SELECT id FROM workspace WHERE name_index = $1")
            .bind(index.to_vec())
            .fetch_optional(transaction.connection())
            .await?;
        row.map(|row| row.id("id")).transpose()
    }
}

impl Transaction {
    /// The workspace this transaction is in.
    pub async fn own_workspace(&mut self) -> Result<SealedWorkspace, StoreError> {
        let row = sqlx::query("SELECT sealed FROM workspace WHERE id = $1")
            .bind(self.scope())
            .fetch_one(self.connection())
            .await?;
        self.unseal(Table::Workspace, self.workspace(), &row.bytes("sealed")?)
    }

    async fn exists(&mut self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT id FROM workspace WHERE id = $1")
            .bind(self.scope())
            .fetch_optional(self.connection())
            .await?;
        Ok(row.is_some())
    }

    async fn create_workspace(
        &mut self,
        store: &Store,
        body: &SealedWorkspace,
        name_index: Vec<u8>,
        at: Moment,
    ) -> Result<(), StoreError> {
        self.create_keys(store.custody(), at).await?;
        let sealed = self.seal(Table::Workspace, self.workspace(), body)?;
        sqlx::query("INSERT INTO workspace (id, name_index, created_at, sealed) VALUES ($1, $2, $3, $4)")
            .bind(self.scope())
            .bind(name_index)
            .bind(at.millis())
            .bind(sealed)
            .execute(self.connection())
            .await?;
        self.create_log(at).await
    }
}
