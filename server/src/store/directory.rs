use scim_v2::filter::Filter;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::federation::field_of;
use super::provider::Provider;
use super::{INSTALLATION, Row, SealedAccount, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::identity::directory::{DirectoryError, Entry, EntryKind, matches};
use crate::moment::Moment;
use crate::vault::Table;

/// A person or a group of a provider's directory.
#[derive(Clone)]
pub struct DirectoryEntry {
    pub id: Uuid,
    pub kind: EntryKind,
    pub account: Option<Uuid>,
    /// Counts the changes, from 1.
    pub number: u32,
    pub entry: Entry,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// What a write meets.
type Outcome<T> = Result<Result<T, DirectoryError>, StoreError>;

const COLUMNS: &str = "id, kind, account_id, number, created_at, updated_at, sealed";

impl DirectoryEntry {
    /// As SCIM shows it; `groups` are those a person is in.
    pub fn resource(&self, base: &str, groups: &[&Self]) -> Value {
        let mut resource = self.entry.attributes.clone();
        let location = |kind: EntryKind, id: Uuid| format!("{base}/{}/{id}", kind.plural());
        resource["schemas"] = json!([self.kind.schema()]);
        resource["id"] = json!(self.id);
        resource["meta"] = json!({
            "resourceType": self.kind.resource_type(),
            "created": self.created_at,
            "lastModified": self.updated_at,
            "location": location(self.kind, self.id),
        });
        if self.kind == EntryKind::User && !groups.is_empty() {
            let shown = groups.iter().map(|group| {
                json!({ "value": group.id, "display": group.entry.name, "$ref": location(EntryKind::Group, group.id) })
            });
            resource["groups"] = shown.collect();
        }
        resource
    }
}

impl Store {
    /// All entries of a kind that the filter asks for, as SCIM shows them, by age.
    pub async fn directory(
        &self,
        provider: &Provider,
        kind: EntryKind,
        filter: Option<&Filter>,
        base: &str,
    ) -> Result<Vec<Value>, StoreError> {
        let mut transaction = self.read(provider.workspace).await?;
        let entries = transaction.entries(provider, kind).await?;
        let groups = match kind {
            EntryKind::User => transaction.entries(provider, EntryKind::Group).await?,
            EntryKind::Group => Vec::new(),
        };
        let shown = entries.iter().map(|entry| entry.resource(base, &groups_of(entry.id, &groups)));
        Ok(shown.filter(|resource| filter.is_none_or(|filter| matches(filter, resource))).collect())
    }

    /// One entry, with the groups a person is in.
    pub async fn directory_entry(
        &self,
        provider: &Provider,
        kind: EntryKind,
        id: Uuid,
        base: &str,
    ) -> Result<Option<(DirectoryEntry, Value)>, StoreError> {
        let mut transaction = self.read(provider.workspace).await?;
        let Some(entry) = transaction.entry(provider, kind, id).await? else { return Ok(None) };
        let groups = transaction.entries(provider, EntryKind::Group).await?;
        let resource = entry.resource(base, &groups_of(id, &groups));
        Ok(Some((entry, resource)))
    }

    /// Adds a person or a group, and gives the roles that follow.
    pub async fn add_entry(
        &self,
        actor: &Actor,
        provider: &Provider,
        kind: EntryKind,
        entry: Entry,
        environment: &dyn Environment,
    ) -> Outcome<Uuid> {
        if self.read(provider.workspace).await?.entry_named(provider, kind, &entry.name).await?.is_some() {
            return Ok(Err(DirectoryError::taken()));
        }
        let account = self.account_of_entry(provider, kind, &entry, environment).await?;
        let (id, at) = (environment.id(), environment.now());
        let mut transaction = self.write(provider.workspace).await?;
        let name_index = transaction.entry_index(kind, &entry.name)?;
        let sealed = transaction.seal(Table::DirectoryEntry, id, &entry)?;
        let added = sqlx::query(
            "INSERT INTO directory_entry
             (id, workspace_id, provider_id, kind, name_index, account_id, active, number, created_at, updated_at, sealed)
             VALUES ($2, $1, $3, $4, $5, $6, $7, 1, $8, $8, $9)
             ON CONFLICT (workspace_id, provider_id, kind, name_index) DO NOTHING",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(provider.id.to_string())
        .bind(kind.as_str())
        .bind(name_index)
        .bind(account.map(|account| account.to_string()))
        .bind(i64::from(entry.is_active()))
        .bind(at.millis())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        if added.rows_affected() == 0 {
            return Ok(Err(DirectoryError::taken()));
        }
        transaction.log_entry(environment, created(kind), actor, id).await?;
        transaction.settle_all(provider, actor, &concerned(kind, id, &entry, None), environment).await?;
        transaction.commit().await?;
        Ok(Ok(id))
    }

    /// Replaces a person or a group, and changes the roles that follow. Whoever is deactivated is out at once.
    pub async fn change_entry(
        &self,
        actor: &Actor,
        provider: &Provider,
        before: &DirectoryEntry,
        entry: Entry,
        environment: &dyn Environment,
    ) -> Outcome<()> {
        let kind = before.kind;
        let account = match before.account {
            Some(account) => Some(account),
            None => self.account_of_entry(provider, kind, &entry, environment).await?,
        };
        if let (EntryKind::User, Some(account)) = (kind, account) {
            let (name, email) = (entry.full_name(), entry.address().unwrap_or_default());
            self.refresh_account(provider, account, name.as_deref(), &email).await?;
        }
        let mut transaction = self.write(provider.workspace).await?;
        let other = transaction.entry_named(provider, kind, &entry.name).await?;
        if other.is_some_and(|other| other != before.id) {
            return Ok(Err(DirectoryError::taken()));
        }
        let name_index = transaction.entry_index(kind, &entry.name)?;
        let sealed = transaction.seal(Table::DirectoryEntry, before.id, &entry)?;
        let changed = sqlx::query(
            "UPDATE directory_entry
             SET name_index = $4, account_id = $5, active = $6, number = number + 1, updated_at = $7, sealed = $8
             WHERE workspace_id = $1 AND id = $2 AND number = $3",
        )
        .bind(transaction.scope())
        .bind(before.id.to_string())
        .bind(i64::from(before.number))
        .bind(name_index)
        .bind(account.map(|account| account.to_string()))
        .bind(i64::from(entry.is_active()))
        .bind(environment.now().millis())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        if changed.rows_affected() == 0 {
            let detail = "The resource was changed meanwhile; read it again.".to_owned();
            return Ok(Err(DirectoryError { status: 412, kind: None, detail }));
        }
        transaction.log_entry(environment, updated(kind), actor, before.id).await?;
        if let Some(account) = account.filter(|_| !before.entry.is_active() && entry.is_active()) {
            transaction.let_back_in(account).await?;
        }
        let concerned = concerned(kind, before.id, &entry, Some(&before.entry));
        transaction.settle_all(provider, actor, &concerned, environment).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Removes a person, who is out at once, or a group, whose members lose the role it gave them.
    pub async fn remove_entry(
        &self,
        actor: &Actor,
        provider: &Provider,
        entry: &DirectoryEntry,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(provider.workspace).await?;
        if let (EntryKind::User, Some(account)) = (entry.kind, entry.account) {
            transaction.shut_out(provider, actor, account, environment).await?;
            transaction.leave_groups(provider, entry.id, environment.now()).await?;
        }
        sqlx::query("DELETE FROM directory_entry WHERE workspace_id = $1 AND id = $2")
            .bind(transaction.scope())
            .bind(entry.id.to_string())
            .execute(transaction.connection())
            .await?;
        transaction.log_entry(environment, removed(entry.kind), actor, entry.id).await?;
        if entry.kind == EntryKind::Group {
            transaction.settle_all(provider, actor, &entry.entry.members(), environment).await?;
        }
        transaction.commit().await
    }

    /// The account that a person of the directory is, made when there is none.
    async fn account_of_entry(
        &self,
        provider: &Provider,
        kind: EntryKind,
        entry: &Entry,
        environment: &dyn Environment,
    ) -> Result<Option<Uuid>, StoreError> {
        if kind == EntryKind::Group {
            return Ok(None);
        }
        let email = super::account::normalised(&entry.address().unwrap_or_default());
        let mut transaction = self.write(INSTALLATION).await?;
        if let Some((account, _)) = transaction.account_by(&field_of(provider), &email).await? {
            return Ok(Some(account));
        }
        let name = entry.full_name().unwrap_or_else(|| email.clone());
        let body = SealedAccount::new(name, email);
        let id = transaction.make_account(provider, &body, "directory".into(), environment).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }
}

impl Transaction {
    async fn entries(&mut self, provider: &Provider, kind: EntryKind) -> Result<Vec<DirectoryEntry>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM directory_entry WHERE workspace_id = $1 AND provider_id = $2 AND kind = $3
             ORDER BY created_at, id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(self.scope())
            .bind(provider.id.to_string())
            .bind(kind.as_str())
            .fetch_all(self.connection())
            .await?;
        rows.iter().map(|row| entry_of(self, row)).collect()
    }

    async fn entry(
        &mut self,
        provider: &Provider,
        kind: EntryKind,
        id: Uuid,
    ) -> Result<Option<DirectoryEntry>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM directory_entry
             WHERE workspace_id = $1 AND provider_id = $2 AND kind = $3 AND id = $4"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(self.scope())
            .bind(provider.id.to_string())
            .bind(kind.as_str())
            .bind(id.to_string())
            .fetch_optional(self.connection())
            .await?;
        row.map(|row| entry_of(self, &row)).transpose()
    }

    async fn entry_named(
        &mut self,
        provider: &Provider,
        kind: EntryKind,
        name: &str,
    ) -> Result<Option<Uuid>, StoreError> {
        let index = self.entry_index(kind, name)?;
        let row = sqlx::query(
            "SELECT id FROM directory_entry
             WHERE workspace_id = $1 AND provider_id = $2 AND kind = $3 AND name_index = $4",
        )
        .bind(self.scope())
        .bind(provider.id.to_string())
        .bind(kind.as_str())
        .bind(index)
        .fetch_optional(self.connection())
        .await?;
        row.map(|row| row.id("id")).transpose()
    }

    /// userName is the same in any case, and so is displayName here, so that no two groups look alike.
    fn entry_index(&self, kind: EntryKind, name: &str) -> Result<Vec<u8>, StoreError> {
        self.blind(&format!("directory.{}", kind.as_str()), name.trim().to_lowercase())
    }

    /// Takes a person who is gone out of the groups that name them.
    async fn leave_groups(&mut self, provider: &Provider, person: Uuid, at: Moment) -> Result<(), StoreError> {
        for group in self.entries(provider, EntryKind::Group).await? {
            if !group.entry.members().contains(&person) {
                continue;
            }
            let mut entry = group.entry;
            if let Some(members) = entry.attributes.get_mut("members").and_then(Value::as_array_mut) {
                members.retain(|member| member["value"] != json!(person));
            }
            let sealed = self.seal(Table::DirectoryEntry, group.id, &entry)?;
            sqlx::query(
                "UPDATE directory_entry SET number = number + 1, updated_at = $3, sealed = $4
                 WHERE workspace_id = $1 AND id = $2",
            )
            .bind(self.scope())
            .bind(group.id.to_string())
            .bind(at.millis())
            .bind(sealed)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// Gives each of these people the role that follows from the directory now.
    async fn settle_all(
        &mut self,
        provider: &Provider,
        actor: &Actor,
        people: &[Uuid],
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let groups = self.entries(provider, EntryKind::Group).await?;
        for person in people {
            let Some(entry) = self.entry(provider, EntryKind::User, *person).await? else { continue };
            let Some(account) = entry.account else { continue };
            if !entry.entry.is_active() {
                self.shut_out(provider, actor, account, environment).await?;
                continue;
            }
            let names: Vec<String> = groups_of(*person, &groups).iter().map(|group| group.entry.name.clone()).collect();
            let told = (!provider.settings.roles.is_empty()).then_some(names.as_slice());
            let decision = provider.settings.role_of(told);
            // Whom no group gives a role has no membership, which is no error of the directory's.
            let _ = self.settle(provider, actor, account, decision, environment).await?;
        }
        Ok(())
    }

    /// Whether the directory says that this account may not come in.
    pub(super) async fn is_deactivated(&mut self, provider: &Provider, account: Uuid) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT id FROM directory_entry
             WHERE workspace_id = $1 AND provider_id = $2 AND account_id = $3 AND active = 0",
        )
        .bind(self.scope())
        .bind(provider.id.to_string())
        .bind(account.to_string())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.is_some())
    }

    async fn log_entry(
        &mut self,
        environment: &dyn Environment,
        name: &'static str,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(), StoreError> {
        let event = Event::new(environment.id(), environment.now(), name, actor).about(id).security(Reach::Workspace);
        self.audit(event).await
    }
}

fn groups_of(person: Uuid, groups: &[DirectoryEntry]) -> Vec<&DirectoryEntry> {
    groups.iter().filter(|group| group.entry.members().contains(&person)).collect()
}

/// Whose role may change with an entry: the person, or who is or was in the group.
fn concerned(kind: EntryKind, id: Uuid, entry: &Entry, before: Option<&Entry>) -> Vec<Uuid> {
    if kind == EntryKind::User {
        return vec![id];
    }
    let mut people = entry.members();
    people.extend(before.map(Entry::members).unwrap_or_default());
    people.sort();
    people.dedup();
    people
}

const fn created(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::User => "directory.user-added",
        EntryKind::Group => "directory.group-added",
    }
}

const fn updated(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::User => "directory.user-changed",
        EntryKind::Group => "directory.group-changed",
    }
}

const fn removed(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::User => "directory.user-removed",
        EntryKind::Group => "directory.group-removed",
    }
}

fn entry_of(transaction: &Transaction, row: &AnyRow) -> Result<DirectoryEntry, StoreError> {
    let id = row.id("id")?;
    let kind = if row.text("kind")? == EntryKind::User.as_str() { EntryKind::User } else { EntryKind::Group };
    Ok(DirectoryEntry {
        id,
        kind,
        account: row.id_or_none("account_id")?,
        number: row.number("number")?,
        entry: transaction.unseal(Table::DirectoryEntry, id, &row.bytes("sealed")?)?,
        created_at: row.moment("created_at")?,
        updated_at: row.moment("updated_at")?,
    })
}
