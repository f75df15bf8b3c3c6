use uuid::Uuid;

use super::provider::Provider;
use super::{INSTALLATION, Row, SealedAccount, Store, StoreError, Transaction};
use crate::audit::{Event, Reach, Severity};
use crate::environment::Environment;
use crate::identity::sso::{Asserted, Refusal, RoleDecision};
use crate::identity::{Actor, Role};
use crate::moment::Moment;
use crate::vault::Table;

impl Store {
    /// The account a provider means, made and given its role where the provider's settings say so.
    ///
    /// A provider's own name for a person, once seen, means the same account for good. The first time, the address
    /// decides: among the accounts of this workspace's providers, or among the installation's where the operator lets the
    /// provider speak for them, and only when it vouches for the address.
    pub async fn federate(
        &self,
        provider: &Provider,
        asserted: &Asserted,
        environment: &dyn Environment,
    ) -> Result<Result<Uuid, Refusal>, StoreError> {
        let known = self.read(provider.workspace).await?.subject(provider, &asserted.subject).await?;
        let account = match known {
            Some(account) => {
                self.refresh_account(provider, account, asserted.name.as_deref(), &asserted.email).await?;
                account
            }
            None => match self.account_for(provider, asserted, environment).await? {
                Ok(account) => account,
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        let mut transaction = self.write(provider.workspace).await?;
        let name = asserted.name.clone().unwrap_or_else(|| asserted.email.clone());
        let actor = Actor { id: account, account: Some(account), name, ..Actor::console(provider.workspace) };
        if transaction.is_deactivated(provider, account).await? {
            return Ok(Err(Refusal::Deactivated));
        }
        let decision = provider.settings.role_of(asserted.groups.as_deref());
        if let Err(refusal) = transaction.settle(provider, &actor, account, decision, environment).await? {
            transaction.commit().await?;
            return Ok(Err(refusal));
        }
        transaction.note_subject(provider, &asserted.subject, account, environment).await?;
        transaction.commit().await?;
        Ok(Ok(account))
    }

    /// Logs a sign-in that did not happen, in the provider's workspace.
    pub async fn federation_failed(
        &self,
        provider: &Provider,
        cause: &str,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(provider.workspace).await?;
        let nobody = Actor { name: "nobody".into(), ..Actor::console(provider.workspace) };
        let event = Event::new(environment.id(), environment.now(), "sign-in.failed", &nobody)
            .about(provider.id)
            .security(Reach::Workspace)
            .severity(Severity::Warn)
            .with(serde_json::json!({ "cause": cause }));
        transaction.audit(event).await?;
        transaction.commit().await
    }

    async fn account_for(
        &self,
        provider: &Provider,
        asserted: &Asserted,
        environment: &dyn Environment,
    ) -> Result<Result<Uuid, Refusal>, StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        let field = field_of(provider);
        if let Some((account, _)) = transaction.account_by(&field, &asserted.email).await? {
            let vouched = asserted.email_verified || provider.settings.trust_addresses;
            return Ok(if vouched { Ok(account) } else { Err(Refusal::Unverified) });
        }
        if !provider.settings.create_accounts {
            return Ok(Err(Refusal::NoAccount));
        }
        if provider.settings.role_of(asserted.groups.as_deref()) == RoleDecision::None {
            return Ok(Err(Refusal::NoRole));
        }
        let (name, email) = described(asserted.name.as_deref(), &asserted.email);
        let maker = provider.settings.name.clone();
        let id = transaction.make_account(provider, &SealedAccount::new(name, email), maker, environment).await?;
        transaction.commit().await?;
        Ok(Ok(id))
    }

    /// Follows a change of name or address, where the account is the provider's own.
    pub(super) async fn refresh_account(
        &self,
        provider: &Provider,
        account: Uuid,
        name: Option<&str>,
        email: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        let field = field_of(provider);
        let Some(before) = transaction.account_body(account).await? else { return Ok(()) };
        let own = transaction.account_by(&field, &before.email).await?.is_some_and(|(id, _)| id == account);
        let (name, email) = described(name, email);
        let after = SealedAccount { name, email, ..before.clone() };
        let same = (&before.name, &before.email) == (&after.name, &after.email);
        if provider.settings.link_accounts || !own || same {
            return Ok(());
        }
        let taken = transaction.account_by(&field, &after.email).await?.is_some_and(|(id, _)| id != account);
        if taken {
            return Ok(());
        }
        transaction.rename_account(&field, account, &after).await?;
        transaction.commit().await
    }
}

impl Transaction {
    /// Makes the account of somebody the provider knows, in the provider's namespace; `maker` stands in the log.
    pub(super) async fn make_account(
        &mut self,
        provider: &Provider,
        body: &SealedAccount,
        maker: String,
        environment: &dyn Environment,
    ) -> Result<Uuid, StoreError> {
        let (id, at) = (environment.id(), environment.now());
        self.insert_account_by(&field_of(provider), id, body, at.millis()).await?;
        let maker = Actor { name: maker, ..Actor::console(INSTALLATION) };
        let event = Event::new(environment.id(), at, "account.created", &maker).about(id).security(Reach::User);
        self.audit(event.with(serde_json::json!({ "provider": provider.id }))).await?;
        Ok(id)
    }

    /// The account that the provider's own name for a person stands for.
    pub(super) async fn subject(&mut self, provider: &Provider, subject: &str) -> Result<Option<Uuid>, StoreError> {
        let index = self.subject_index(provider, subject)?;
        let row = sqlx::query(
            "SELECT account_id FROM provider_subject
             WHERE workspace_id = $1 AND provider_id = $2 AND subject_index = $3",
        )
        .bind(self.scope())
        .bind(provider.id.to_string())
        .bind(index)
        .fetch_optional(self.connection())
        .await?;
        row.map(|row| row.id("account_id")).transpose()
    }

    fn subject_index(&self, provider: &Provider, subject: &str) -> Result<Vec<u8>, StoreError> {
        self.blind("identity-provider.subject", format!("{} {subject}", provider.id))
    }

    async fn note_subject(
        &mut self,
        provider: &Provider,
        subject: &str,
        account: Uuid,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let index = self.subject_index(provider, subject)?;
        sqlx::query(
            "INSERT INTO provider_subject
             (workspace_id, provider_id, subject_index, account_id, created_at, last_seen_at)
             VALUES ($1, $2, $3, $4, $5, $5)
             ON CONFLICT (workspace_id, provider_id, subject_index) DO UPDATE SET last_seen_at = excluded.last_seen_at",
        )
        .bind(self.scope())
        .bind(provider.id.to_string())
        .bind(index)
        .bind(account.to_string())
        .bind(environment.now().millis())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Makes the membership what the decision says, where the provider may: what an admin gave stays as it is.
    pub(super) async fn settle(
        &mut self,
        provider: &Provider,
        actor: &Actor,
        account: Uuid,
        decision: RoleDecision,
        environment: &dyn Environment,
    ) -> Result<Result<(), Refusal>, StoreError> {
        let held = self.role_held(account).await?;
        if held.is_some() && !self.is_provided(provider, account).await? {
            return Ok(Ok(()));
        }
        match (held, decision) {
            (Some(_), RoleDecision::Keep) => Ok(Ok(())),
            (Some(held), RoleDecision::Give(role)) if held == role => Ok(Ok(())),
            (Some(_), RoleDecision::Give(role)) => {
                self.set_role(account, role).await?;
                self.log_member(environment, "member.changed", actor, account, Some(role)).await?;
                Ok(Ok(()))
            }
            (None, RoleDecision::Give(role)) => {
                self.give_membership(provider, account, role, environment).await?;
                self.log_member(environment, "member.added", actor, account, Some(role)).await?;
                Ok(Ok(()))
            }
            (Some(_), RoleDecision::None) => {
                self.take_membership(account, environment.now()).await?;
                self.log_member(environment, "member.removed", actor, account, None).await?;
                Ok(Err(Refusal::NoRole))
            }
            (None, _) => Ok(Err(Refusal::NoRole)),
        }
    }

    pub(super) async fn role_held(&mut self, account: Uuid) -> Result<Option<Role>, StoreError> {
        let row = sqlx::query("SELECT role FROM membership WHERE workspace_id = $1 AND account_id = $2")
            .bind(self.scope())
            .bind(account.to_string())
            .fetch_optional(self.connection())
            .await?;
        row.map(|row| row.text("role")?.parse().map_err(|()| StoreError::Unreadable("role"))).transpose()
    }

    pub(super) async fn is_provided(&mut self, provider: &Provider, account: Uuid) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT account_id FROM provider_membership
             WHERE workspace_id = $1 AND account_id = $2 AND provider_id = $3",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .bind(provider.id.to_string())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.is_some())
    }

    async fn set_role(&mut self, account: Uuid, role: Role) -> Result<(), StoreError> {
        sqlx::query("UPDATE membership SET role = $3 WHERE workspace_id = $1 AND account_id = $2")
            .bind(self.scope())
            .bind(account.to_string())
            .bind(role.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    async fn give_membership(
        &mut self,
        provider: &Provider,
        account: Uuid,
        role: Role,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO membership (workspace_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)")
            .bind(self.scope())
            .bind(account.to_string())
            .bind(role.as_str())
            .bind(environment.now().millis())
            .execute(self.connection())
            .await?;
        sqlx::query(
            "INSERT INTO provider_membership (workspace_id, account_id, provider_id) VALUES ($1, $2, $3)
             ON CONFLICT (workspace_id, account_id) DO UPDATE SET provider_id = excluded.provider_id",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .bind(provider.id.to_string())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Ends a membership, and with it what rests on it: sessions and tokens.
    pub(super) async fn take_membership(&mut self, account: Uuid, at: Moment) -> Result<(), StoreError> {
        self.end_sessions(account).await?;
        self.revoke_tokens_of(account, at).await?;
        for sql in [
            "DELETE FROM provider_membership WHERE workspace_id = $1 AND account_id = $2",
            "DELETE FROM membership WHERE workspace_id = $1 AND account_id = $2",
        ] {
            sqlx::query(sql).bind(self.scope()).bind(account.to_string()).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Keeps an account out at once: a membership the provider gave ends, any other rests. The last admin stays, so that
    /// no directory can close a workspace to everybody.
    pub(super) async fn shut_out(
        &mut self,
        provider: &Provider,
        actor: &Actor,
        account: Uuid,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let at = environment.now();
        if self.role_held(account).await?.is_none() {
            return Ok(());
        }
        if self.is_provided(provider, account).await? {
            self.take_membership(account, at).await?;
            return self.log_member(environment, "member.removed", actor, account, None).await;
        }
        let rests = sqlx::query(
            "UPDATE membership SET suspended_at = $3
             WHERE workspace_id = $1 AND account_id = $2 AND suspended_at IS NULL
               AND (role <> 'admin' OR EXISTS (SELECT 1 FROM membership m WHERE m.workspace_id = $1 AND m.role = 'admin'
                    AND m.suspended_at IS NULL AND m.account_id <> $2))",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        if rests.rows_affected() == 0 {
            return Ok(());
        }
        self.end_sessions(account).await?;
        self.log_member(environment, "member.suspended", actor, account, None).await
    }

    /// Ends the rest of a membership that [`Self::shut_out`] began.
    pub(super) async fn let_back_in(&mut self, account: Uuid) -> Result<(), StoreError> {
        sqlx::query("UPDATE membership SET suspended_at = NULL WHERE workspace_id = $1 AND account_id = $2")
            .bind(self.scope())
            .bind(account.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    pub(super) async fn log_member(
        &mut self,
        environment: &dyn Environment,
        name: &'static str,
        actor: &Actor,
        account: Uuid,
        role: Option<Role>,
    ) -> Result<(), StoreError> {
        let event = Event::new(environment.id(), environment.now(), name, actor)
            .about(account)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "role": role }));
        self.audit(event).await
    }

    async fn rename_account(&mut self, field: &str, id: Uuid, body: &SealedAccount) -> Result<(), StoreError> {
        let index = self.blind(field, super::account::normalised(&body.email))?;
        let sealed = self.seal(Table::Account, id, body)?;
        sqlx::query("UPDATE account SET email_index = $3, sealed = $4 WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(id.to_string())
            .bind(index)
            .bind(sealed)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

/// Where the provider's accounts are found by address: in a namespace of its workspace, so that no workspace can speak for
/// the accounts of another.
pub(super) fn field_of(provider: &Provider) -> String {
    if provider.settings.link_accounts {
        super::account::EMAIL_FIELD.to_owned()
    } else {
        format!("{} of {}", super::account::EMAIL_FIELD, provider.workspace)
    }
}

/// Name and address of an account, from what the provider says.
fn described(name: Option<&str>, email: &str) -> (String, String) {
    let email = super::account::normalised(email);
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    (name.map_or_else(|| email.clone(), |name| name.chars().take(100).collect()), email)
}
