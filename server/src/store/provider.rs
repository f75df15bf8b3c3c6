use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{INSTALLATION, Row, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::identity::sso::ProviderSettings;
use crate::moment::Moment;
use crate::vault::Table;

/// An identity provider of a workspace.
#[derive(Clone)]
pub struct Provider {
    pub id: Uuid,
    pub workspace: Uuid,
    /// Counts the changes, from 1.
    pub number: u32,
    pub settings: ProviderSettings,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Why a provider was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderConflict {
    /// Another provider of the workspace has this name.
    NameTaken,
    /// Somebody else changed it first; its number now.
    Stale { number: u32 },
    /// There is none of this id.
    Unknown,
}

const COLUMNS: &str = "id, workspace_id, number, created_at, updated_at, sealed";

impl Store {
    /// The workspace's providers, by age.
    pub async fn providers(&self, workspace: Uuid) -> Result<Vec<Provider>, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let sql = format!("SELECT {COLUMNS} FROM identity_provider WHERE workspace_id = $1 ORDER BY created_at, id");
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(transaction.scope()).fetch_all(transaction.connection()).await?;
        rows.iter().map(|row| provider_of(&transaction, row)).collect()
    }

    /// One of the workspace's providers.
    pub async fn provider(&self, workspace: Uuid, id: Uuid) -> Result<Option<Provider>, StoreError> {
        self.read(workspace).await?.provider(id).await
    }

    /// The provider of this id that anybody may sign in through, whatever its workspace.
    pub async fn open_provider(&self, id: Uuid) -> Result<Option<Provider>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query("SELECT workspace_id FROM identity_provider WHERE id = $1 AND enabled = 1")
            .bind(id.to_string())
            .fetch_optional(transaction.connection())
            .await?;
        drop(transaction);
        let Some(row) = row else { return Ok(None) };
        self.provider(row.id("workspace_id")?, id).await
    }

    /// All providers that anybody may sign in through, for the sign-in page.
    pub async fn open_providers(&self) -> Result<Vec<Provider>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let rows = sqlx::query("SELECT DISTINCT workspace_id FROM identity_provider WHERE enabled = 1")
            .fetch_all(transaction.connection())
            .await?;
        drop(transaction);
        let mut found = Vec::new();
        for row in &rows {
            found.extend(
                self.providers(row.id("workspace_id")?).await?.into_iter().filter(|each| each.settings.enabled),
            );
        }
        found.sort_by_key(|provider| (provider.created_at, provider.id));
        Ok(found)
    }

    /// Adds a provider to the actor's workspace.
    pub async fn create_provider(
        &self,
        actor: &Actor,
        settings: ProviderSettings,
        environment: &dyn Environment,
    ) -> Result<Result<Provider, ProviderConflict>, StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        let (id, at) = (environment.id(), environment.now());
        if transaction.provider_named(&settings.name).await?.is_some() {
            return Ok(Err(ProviderConflict::NameTaken));
        }
        let name_index = transaction.blind("identity-provider.name", &settings.name)?;
        let sealed = transaction.seal(Table::IdentityProvider, id, &settings)?;
        sqlx::query(
            "INSERT INTO identity_provider
             (id, workspace_id, name_index, number, enabled, created_at, updated_at, sealed)
             VALUES ($2, $1, $3, 1, $4, $5, $5, $6)",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(name_index)
        .bind(i64::from(settings.enabled))
        .bind(at.millis())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        transaction.audit(event(environment, "provider.created", actor, id, Some(&settings))).await?;
        let workspace = transaction.workspace();
        transaction.commit().await?;
        Ok(Ok(Provider { id, workspace, number: 1, settings, created_at: at, updated_at: at }))
    }

    /// Replaces a provider's settings; a client secret that is left out stays. Refuses where `expected` is not its number.
    pub async fn change_provider(
        &self,
        actor: &Actor,
        id: Uuid,
        mut settings: ProviderSettings,
        expected: Option<u32>,
        environment: &dyn Environment,
    ) -> Result<Result<Provider, ProviderConflict>, StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        let Some(before) = transaction.provider(id).await? else { return Ok(Err(ProviderConflict::Unknown)) };
        if expected.is_some_and(|expected| expected != before.number) {
            return Ok(Err(ProviderConflict::Stale { number: before.number }));
        }
        if transaction.provider_named(&settings.name).await?.is_some_and(|other| other != id) {
            return Ok(Err(ProviderConflict::NameTaken));
        }
        settings.keep_secret_of(&before.settings);
        if settings == before.settings {
            return Ok(Ok(before));
        }
        let (at, number) = (environment.now(), before.number + 1);
        let name_index = transaction.blind("identity-provider.name", &settings.name)?;
        let sealed = transaction.seal(Table::IdentityProvider, id, &settings)?;
        sqlx::query(
            "UPDATE identity_provider SET name_index = $3, number = $4, enabled = $5, updated_at = $6, sealed = $7
             WHERE workspace_id = $1 AND id = $2",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(name_index)
        .bind(i64::from(number))
        .bind(i64::from(settings.enabled))
        .bind(at.millis())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        transaction.audit(event(environment, "provider.changed", actor, id, Some(&settings))).await?;
        transaction.commit().await?;
        Ok(Ok(Provider { number, settings, updated_at: at, ..before }))
    }

    /// Removes a provider. Its people keep their memberships, which are an admin's to change from now on. False when there
    /// is none of this id.
    pub async fn remove_provider(
        &self,
        actor: &Actor,
        id: Uuid,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        for sql in [
            "DELETE FROM directory_entry WHERE workspace_id = $1 AND provider_id = $2",
            "DELETE FROM sign_in_flow WHERE workspace_id = $1 AND provider_id = $2",
            "DELETE FROM provider_subject WHERE workspace_id = $1 AND provider_id = $2",
            "DELETE FROM provider_membership WHERE workspace_id = $1 AND provider_id = $2",
        ] {
            sqlx::query(sql).bind(transaction.scope()).bind(id.to_string()).execute(transaction.connection()).await?;
        }
        let removed = sqlx::query("DELETE FROM identity_provider WHERE workspace_id = $1 AND id = $2")
            .bind(transaction.scope())
            .bind(id.to_string())
            .execute(transaction.connection())
            .await?;
        if removed.rows_affected() == 0 {
            return Ok(false);
        }
        transaction.audit(event(environment, "provider.removed", actor, id, None)).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

impl Transaction {
    pub(super) async fn provider(&mut self, id: Uuid) -> Result<Option<Provider>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM identity_provider WHERE workspace_id = $1 AND id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(self.scope())
            .bind(id.to_string())
            .fetch_optional(self.connection())
            .await?;
        row.map(|row| provider_of(self, &row)).transpose()
    }

    async fn provider_named(&mut self, name: &str) -> Result<Option<Uuid>, StoreError> {
        let index = self.blind("identity-provider.name", name)?;
        let row = sqlx::query("SELECT id FROM identity_provider WHERE workspace_id = $1 AND name_index = $2")
            .bind(self.scope())
            .bind(index)
            .fetch_optional(self.connection())
            .await?;
        row.map(|row| row.id("id")).transpose()
    }
}

/// What the log says of a change: all but the secret and the metadata's length of XML.
fn event<'a>(
    environment: &dyn Environment,
    name: &'static str,
    actor: &'a Actor,
    id: Uuid,
    settings: Option<&ProviderSettings>,
) -> Event<'a> {
    let event = Event::new(environment.id(), environment.now(), name, actor).about(id).security(Reach::Workspace);
    let Some(settings) = settings else { return event };
    let mut payload = serde_json::to_value(settings.clone().without_secret()).unwrap_or_default();
    if let Some(connection) = payload["connection"].as_object_mut() {
        connection.remove("metadata");
    }
    event.with(payload)
}

fn provider_of(transaction: &Transaction, row: &AnyRow) -> Result<Provider, StoreError> {
    let id = row.id("id")?;
    Ok(Provider {
        id,
        workspace: row.id("workspace_id")?,
        number: row.number("number")?,
        settings: transaction.unseal(Table::IdentityProvider, id, &row.bytes("sealed")?)?,
        created_at: row.moment("created_at")?,
        updated_at: row.moment("updated_at")?,
    })
}
