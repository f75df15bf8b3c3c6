use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{INSTALLATION, Row, SealedAccount, Store, StoreError, Transaction};
use crate::audit::{Event, Reach, Severity};
use crate::environment::Environment;
use crate::identity::{Actor, Role};
use crate::moment::Moment;
use crate::vault::Table;

/// A person in a workspace.
#[derive(Debug, Clone)]
pub struct Member {
    pub account: Uuid,
    pub name: String,
    pub email: String,
    pub standing: Standing,
    pub joined_at: Moment,
}

/// What a member is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub role: Role,
    /// Whether security-sensitive entries of the log open for them.
    pub auditor: bool,
    pub suspended_at: Option<Moment>,
}

/// What shall change about a member; what is absent stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemberChange {
    pub role: Option<Role>,
    pub auditor: Option<bool>,
    pub suspended: Option<bool>,
}

/// Why a member stays as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberRefusal {
    Unknown,
    /// Nobody could administer the workspace afterwards.
    LastAdmin,
}

impl Store {
    /// The workspace's members, those that rest among them, in the order they joined.
    pub async fn members(&self, workspace: Uuid) -> Result<Vec<Member>, StoreError> {
        // Accounts belong to the installation, so only its keys open them.
        let mut transaction = self.read(INSTALLATION).await?;
        let rows = sqlx::query(
            "SELECT m.account_id, m.role, m.auditor, m.suspended_at, m.created_at, a.sealed
             FROM membership m JOIN account a ON a.id = m.account_id
             WHERE m.workspace_id = $1 ORDER BY m.created_at, m.account_id",
        )
        .bind(workspace.to_string())
        .fetch_all(transaction.connection())
        .await?;
        rows.iter().map(|row| member_of(&transaction, row)).collect()
    }

    /// Changes a member of the actor's workspace. Whoever is suspended is out at once, their tokens with them.
    pub async fn change_member(
        &self,
        actor: &Actor,
        account: Uuid,
        change: MemberChange,
        environment: &dyn Environment,
    ) -> Result<Result<Standing, MemberRefusal>, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(actor.workspace).await?;
        let Some(before) = transaction.standing(account).await? else { return Ok(Err(MemberRefusal::Unknown)) };
        let suspended_at = match change.suspended {
            Some(true) => Some(before.suspended_at.unwrap_or(at)),
            Some(false) => None,
            None => before.suspended_at,
        };
        let after = Standing {
            role: change.role.unwrap_or(before.role),
            auditor: change.auditor.unwrap_or(before.auditor),
            suspended_at,
        };
        if after == before {
            return Ok(Ok(before));
        }
        if !administers(after) && transaction.is_last_admin(account, before).await? {
            return Ok(Err(MemberRefusal::LastAdmin));
        }
        transaction.set_standing(account, after).await?;
        if suspended_at.is_some() {
            transaction.end_sessions(account).await?;
        }
        let event = Event::new(environment.id(), at, "member.changed", actor)
            .about(account)
            .security(Reach::Workspace)
            .severity(Severity::Warn)
            .with(serde_json::json!({ "from": described(before), "to": described(after) }));
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(Ok(after))
    }

    /// Takes a member out of the actor's workspace: sessions end, tokens are revoked. What they recorded stays.
    pub async fn remove_member(
        &self,
        actor: &Actor,
        account: Uuid,
        environment: &dyn Environment,
    ) -> Result<Result<(), MemberRefusal>, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(actor.workspace).await?;
        let Some(before) = transaction.standing(account).await? else { return Ok(Err(MemberRefusal::Unknown)) };
        if transaction.is_last_admin(account, before).await? {
            return Ok(Err(MemberRefusal::LastAdmin));
        }
        transaction.end_sessions(account).await?;
        transaction.revoke_tokens_of(account, at).await?;
        sqlx::query("DELETE FROM membership WHERE workspace_id = $1 AND account_id = $2")
            .bind(transaction.scope())
            .bind(account.to_string())
            .execute(transaction.connection())
            .await?;
        let event = Event::new(environment.id(), at, "member.removed", actor)
            .about(account)
            .security(Reach::Workspace)
            .severity(Severity::Warn)
            .with(serde_json::json!({ "from": described(before) }));
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }
}

impl Transaction {
    async fn standing(&mut self, account: Uuid) -> Result<Option<Standing>, StoreError> {
        let row = sqlx::query(
            "UPDATE membership SET role = role WHERE workspace_id = $1 AND account_id = $2
             RETURNING role, auditor, suspended_at",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .fetch_optional(self.connection())
        .await?;
        row.as_ref().map(standing_of).transpose()
    }

    /// Whether the workspace would have no active admin without this one. Locks the admins' rows, so that two of them
    /// cannot take away each other's role at the same time.
    async fn is_last_admin(&mut self, account: Uuid, standing: Standing) -> Result<bool, StoreError> {
        if !administers(standing) {
            return Ok(false);
        }
        let rows = sqlx::query(
            "UPDATE membership SET role = role WHERE workspace_id = $1 AND role = $2 AND suspended_at IS NULL
             RETURNING account_id",
        )
        .bind(self.scope())
        .bind(Role::Admin.as_str())
        .fetch_all(self.connection())
        .await?;
        for row in &rows {
            if row.id("account_id")? != account {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn set_standing(&mut self, account: Uuid, standing: Standing) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE membership SET role = $3, auditor = $4, suspended_at = $5 WHERE workspace_id = $1 AND account_id = $2",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .bind(standing.role.as_str())
        .bind(i64::from(standing.auditor))
        .bind(standing.suspended_at.map(Moment::millis))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Ends the sessions of an account in this workspace.
    pub(super) async fn end_sessions(&mut self, account: Uuid) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM session WHERE workspace_id = $1 AND account_id = $2")
            .bind(self.scope())
            .bind(account.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Revokes the tokens of an account in this workspace.
    pub(super) async fn revoke_tokens_of(&mut self, account: Uuid, at: Moment) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE token SET revoked_at = $3 WHERE workspace_id = $1 AND account_id = $2 AND revoked_at IS NULL",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

fn administers(standing: Standing) -> bool {
    standing.role == Role::Admin && standing.suspended_at.is_none()
}

fn described(standing: Standing) -> serde_json::Value {
    serde_json::json!({
        "role": standing.role, "auditor": standing.auditor, "suspended": standing.suspended_at.is_some(),
    })
}

/// From the columns role, auditor and suspended_at.
fn standing_of(row: &AnyRow) -> Result<Standing, StoreError> {
    Ok(Standing {
        role: row.text("role")?.parse().map_err(|()| StoreError::Unreadable("role"))?,
        auditor: row.integer("auditor")? != 0,
        suspended_at: row.moment_or_none("suspended_at")?,
    })
}

fn member_of(transaction: &Transaction, row: &AnyRow) -> Result<Member, StoreError> {
    let account = row.id("account_id")?;
    let body: SealedAccount = transaction.unseal(Table::Account, account, &row.bytes("sealed")?)?;
    let (name, email) = (body.name, body.email);
    Ok(Member { account, name, email, standing: standing_of(row)?, joined_at: row.moment("created_at")? })
}
