use uuid::Uuid;

use super::{INSTALLATION, Row, SealedAccount, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, LINK_SECONDS, Role};
use crate::vault::Table;

/// An account and the workspace it signs in to.
#[derive(Clone)]
pub struct Account {
    pub id: Uuid,
    pub body: SealedAccount,
    /// The workspace it joined first.
    pub workspace: Option<Uuid>,
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
                body.password = password;
                transaction.update_account(id, &body).await?;
                (id, "password.changed")
            }
            None => {
                let id = environment.id();
                let email = normalised(email);
                let body = SealedAccount { name: email.clone(), email, password };
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
        let at = environment.now();
        let added = sqlx::query(
            "INSERT INTO membership (workspace_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace_id, account_id) DO NOTHING",
        )
        .bind(transaction.scope())
        .bind(account.to_string())
        .bind(role.as_str())
        .bind(at.millis())
        .execute(transaction.connection())
        .await?;
        if added.rows_affected() == 0 {
            return Ok(());
        }
        let event = Event::new(environment.id(), at, "member.added", actor)
            .about(account)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "role": role }));
        transaction.audit(event).await?;
        transaction.commit().await
    }

    /// Records a one-time sign-in link of `account` to the actor's workspace.
    pub async fn create_link(
        &self,
        actor: &Actor,
        account: Uuid,
        digest: Vec<u8>,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        let (id, at) = (environment.id(), environment.now());
        sqlx::query(
            "INSERT INTO sign_in_link (id, workspace_id, account_id, secret_digest, created_at, expires_at)
             VALUES ($2, $1, $3, $4, $5, $6)",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(account.to_string())
        .bind(digest)
        .bind(at.millis())
        .bind(at.plus_seconds(LINK_SECONDS).millis())
        .execute(transaction.connection())
        .await?;
        let event =
            Event::new(environment.id(), at, "sign-in-link.created", actor).about(account).security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await
    }

    /// The account of this e-mail address, with the workspace it signs in to.
    pub async fn account(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let Some((id, body)) = transaction.account_of(email).await? else { return Ok(None) };
        let row = sqlx::query(
            "SELECT workspace_id FROM membership WHERE account_id = $1 AND suspended_at IS NULL
             ORDER BY created_at, workspace_id LIMIT 1",
        )
        .bind(id.to_string())
        .fetch_optional(transaction.connection())
        .await?;
        let workspace = row.map(|row| row.id("workspace_id")).transpose()?;
        Ok(Some(Account { id, body, workspace }))
    }
}

/// The blind index of addresses that belong to the installation, whatever workspace they are members of.
pub(super) const EMAIL_FIELD: &str = "account.email";

impl Transaction {
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
