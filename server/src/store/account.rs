use uuid::Uuid;

use super::{INSTALLATION, Row, SealedAccount, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, Role};
use crate::vault::Table;

/// An account and the workspace it signs in to.
#[derive(Clone)]
pub struct Account {
    pub id: Uuid,
    pub body: SealedAccount,
    /// The workspace it joined first.
    pub workspace: Option<Uuid>,
    /// Whether it may not sign in any more.
    pub disabled: bool,
}

impl Store {
    /// The account of this e-mail address, made when there is none; a new password hash replaces the old one.
    pub async fn ensure_account(
        &self,
        email: &str,
        password: Option<String>,
        environment: &dyn Environment,
    ) -> Result<Uuid, StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        let (console, at) = (Actor::console(INSTALLATION), environment.now());
        let known = transaction.account_of(email).await?;
        let (id, name) = match known {
            Some((id, _)) if password.is_none() => return Ok(id),
            Some((id, mut body)) => {
                (body.password, body.short_password) = (password, false);
                transaction.update_account(id, &body).await?;
                (id, "password.changed")
            }
            None => {
                let id = environment.id();
                let email = normalised(email);
                let body = SealedAccount { name: email.clone(), email, password, short_password: false };
                transaction.insert_account(id, &body, at.millis()).await?;
                (id, "account.created")
            }
        };
        let event = Event::new(environment.id(), at, name, &console).about(id).security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Makes the account a member of the actor's workspace, once.
    pub async fn ensure_member(
        &self,
        actor: &Actor,
        account: Uuid,
        role: Role,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        if transaction.add_member(actor, account, role, environment).await? {
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Makes an account of this e-mail address; none when there is one.
    pub async fn create_account(
        &self,
        email: &str,
        name: &str,
        password: String,
        environment: &dyn Environment,
    ) -> Result<Option<Uuid>, StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        if transaction.account_of(email).await?.is_some() {
            return Ok(None);
        }
        let (id, at, email) = (environment.id(), environment.now(), normalised(email));
        let body =
            SealedAccount { name: name.trim().to_owned(), email, password: Some(password), short_password: false };
        match transaction.insert_account(id, &body, at.millis()).await {
            Err(error) if error.is_collision() => return Ok(None),
            made => made?,
        }
        let person = Actor { id, name: body.name.clone(), account: Some(id), ..Actor::console(INSTALLATION) };
        let event = Event::new(environment.id(), at, "account.created", &person).about(id).security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// The account of this e-mail address, with the workspace it signs in to.
    pub async fn account(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let found = transaction.account_of(email).await?;
        // Asked for the nil account too, so that an address nobody has takes as many questions.
        let (workspace, disabled) =
            transaction.standing_of(found.as_ref().map(|(id, _)| *id).unwrap_or_default()).await?;
        Ok(found.map(|(id, body)| Account { id, body, workspace, disabled }))
    }

    /// The account of this id.
    pub async fn account_by_id(&self, id: Uuid) -> Result<Option<Account>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let Some(body) = transaction.account_body(id).await? else { return Ok(None) };
        let (workspace, disabled) = transaction.standing_of(id).await?;
        Ok(Some(Account { id, body, workspace, disabled }))
    }

    /// Replaces the password of the actor's own account.
    pub async fn set_password(
        &self,
        actor: &Actor,
        hash: String,
        short: bool,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let account = actor.account.ok_or(StoreError::Unreadable("account"))?;
        let mut transaction = self.write(INSTALLATION).await?;
        let mut body = transaction.account_body(account).await?.ok_or(StoreError::Unreadable("account"))?;
        (body.password, body.short_password) = (Some(hash), short);
        transaction.update_account(account, &body).await?;
        let event = Event::new(environment.id(), environment.now(), "password.changed", actor)
            .about(account)
            .security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await
    }

    /// Lets an account sign in no more, or again. From the commit on none of its sessions and tokens opens anything;
    /// its sessions are gone for good. False when it was so before.
    pub async fn set_disabled(
        &self,
        actor: &Actor,
        account: Uuid,
        disabled: bool,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(INSTALLATION).await?;
        let changed = sqlx::query(
            "UPDATE account SET disabled_at = $3
             WHERE workspace_id = $1 AND id = $2 AND (disabled_at IS NULL) <> ($3 IS NULL)",
        )
        .bind(transaction.scope())
        .bind(account.to_string())
        .bind(disabled.then_some(at.millis()))
        .execute(transaction.connection())
        .await?;
        if changed.rows_affected() == 0 {
            return Ok(false);
        }
        let name = if disabled { "account.disabled" } else { "account.enabled" };
        let event = Event::new(environment.id(), at, name, actor).about(account).security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await?;
        if disabled {
            self.close_sessions(actor, account, None, environment).await?;
        }
        Ok(true)
    }
}

/// The blind index of addresses that belong to the installation, whatever workspace they are members of.
pub(super) const EMAIL_FIELD: &str = "account.email";

impl Transaction {
    /// The workspace an account joined first, and whether it is disabled.
    async fn standing_of(&mut self, account: Uuid) -> Result<(Option<Uuid>, bool), StoreError> {
        let row = sqlx::query(
            "SELECT workspace_id FROM membership WHERE account_id = $1 AND suspended_at IS NULL
             ORDER BY created_at, workspace_id LIMIT 1",
        )
        .bind(account.to_string())
        .fetch_optional(self.connection())
        .await?;
        let workspace = row.map(|row| row.id("workspace_id")).transpose()?;
        let row = sqlx::query("SELECT disabled_at FROM account WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(account.to_string())
            .fetch_optional(self.connection())
            .await?;
        let disabled = row.map(|row| row.moment_or_none("disabled_at")).transpose()?.flatten();
        Ok((workspace, disabled.is_some()))
    }

    /// Makes the account a member of this workspace, with its audit event. False when it was one before.
    pub(super) async fn add_member(
        &mut self,
        actor: &Actor,
        account: Uuid,
        role: Role,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let at = environment.now();
        let added = sqlx::query(
            "INSERT INTO membership (workspace_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace_id, account_id) DO NOTHING",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .bind(role.as_str())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        if added.rows_affected() == 0 {
            return Ok(false);
        }
        let event = Event::new(environment.id(), at, "member.added", actor)
            .about(account)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "role": role }));
        self.audit(event).await?;
        Ok(true)
    }

    pub(super) async fn account_body(&mut self, account: Uuid) -> Result<Option<SealedAccount>, StoreError> {
        let row = sqlx::query("SELECT sealed FROM account WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(account.to_string())
            .fetch_optional(self.connection())
            .await?;
        row.map(|row| self.unseal(Table::Account, account, &row.bytes("sealed")?)).transpose()
    }

    async fn account_of(&mut self, email: &str) -> Result<Option<(Uuid, SealedAccount)>, StoreError> {
        self.account_by(EMAIL_FIELD, email).await
    }

    /// The account of this address among those that `field` indexes.
    pub(super) async fn account_by(
        &mut self,
        field: &str,
        email: &str,
    ) -> Result<Option<(Uuid, SealedAccount)>, StoreError> {
        let index = self.blind(field, normalised(email))?;
        let row = sqlx::query("SELECT id, sealed FROM account WHERE workspace_id = $1 AND email_index = $2")
            .bind(self.scope())
            .bind(index)
            .fetch_optional(self.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let id = row.id("id")?;
        Ok(Some((id, self.unseal(Table::Account, id, &row.bytes("sealed")?)?)))
    }

    async fn insert_account(&mut self, id: Uuid, body: &SealedAccount, at: i64) -> Result<(), StoreError> {
        self.insert_account_by(EMAIL_FIELD, id, body, at).await
    }

    /// Makes an account that is found by its address where `field` indexes it.
    pub(super) async fn insert_account_by(
        &mut self,
        field: &str,
        id: Uuid,
        body: &SealedAccount,
        at: i64,
    ) -> Result<(), StoreError> {
        let index = self.blind(field, normalised(&body.email))?;
        let sealed = self.seal(Table::Account, id, body)?;
        sqlx::query(
            "INSERT INTO account (id, workspace_id, email_index, created_at, sealed) VALUES ($2, $1, $3, $4, $5)",
        )
        .bind(self.scope())
        .bind(id.to_string())
        .bind(index)
        .bind(at)
        .bind(sealed)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    async fn update_account(&mut self, id: Uuid, body: &SealedAccount) -> Result<(), StoreError> {
        let sealed = self.seal(Table::Account, id, body)?;
        sqlx::query("UPDATE account SET sealed = $3 WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(id.to_string())
            .bind(sealed)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

/// One address, however it is typed.
pub(super) fn normalised(email: &str) -> String {
    email.trim().to_lowercase()
}
