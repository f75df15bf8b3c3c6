use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{INSTALLATION, Row, SealedAccount, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, ActorKind, Credential, Role, SESSION_IDLE_SECONDS, SESSION_SECONDS};
use crate::moment::Moment;
use crate::vault::Table;

/// Activity is noted this often at most, so that reading does not become writing.
const NOTE_ACTIVITY_SECONDS: i64 = 60;

/// A live session.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: Uuid,
    pub actor: Actor,
    pub email: String,
    /// When it ends if nothing more happens.
    pub expires_at: Moment,
    last_seen_at: Moment,
}

impl Store {
    /// Opens a session of `account` in `workspace`, when it is a member there.
    pub async fn open_session(
        &self,
        workspace: Uuid,
        account: Uuid,
        digest: Vec<u8>,
        environment: &dyn Environment,
    ) -> Result<Option<Session>, StoreError> {
        let (id, at) = (environment.id(), environment.now());
        let Some((mut actor, email)) = self.member(workspace, account).await? else { return Ok(None) };
        actor.credential = Credential::Session { session: id };
        let expires_at = at.plus_seconds(SESSION_SECONDS);
        let mut transaction = self.write(workspace).await?;
        sqlx::query(
            "INSERT INTO session (id, workspace_id, account_id, secret_digest, created_at, last_seen_at, expires_at)
             VALUES ($2, $1, $3, $4, $5, $5, $6)",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(account.to_string())
        .bind(digest)
        .bind(at.millis())
        .bind(expires_at.millis())
        .execute(transaction.connection())
        .await?;
        let event = Event::new(environment.id(), at, "session.opened", &actor).about(id).security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await?;
        let expires_at = expires_at.min(at.plus_seconds(SESSION_IDLE_SECONDS));
        Ok(Some(Session { id, actor, email, expires_at, last_seen_at: at }))
    }

    /// A member of a workspace as an actor, and their e-mail address.
    async fn member(&self, workspace: Uuid, account: Uuid) -> Result<Option<(Actor, String)>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT m.workspace_id, m.account_id, m.role, m.auditor, a.sealed
             FROM membership m JOIN account a ON a.id = m.account_id
             WHERE m.workspace_id = $1 AND m.account_id = $2 AND m.suspended_at IS NULL",
        )
        .bind(workspace.to_string())
        .bind(account.to_string())
        .fetch_optional(transaction.connection())
        .await?;
        row.map(|row| actor_of(&transaction, &row)).transpose()
    }

    /// Uses up a sign-in link. The workspace and account it was made for, when it was still good.
    pub async fn redeem_link(&self, digest: &[u8], now: Moment) -> Result<Option<(Uuid, Uuid)>, StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        let row = sqlx::query(
            "UPDATE sign_in_link SET used_at = $2 WHERE secret_digest = $1 AND used_at IS NULL AND expires_at > $2
             RETURNING workspace_id, account_id",
        )
        .bind(digest.to_vec())
        .bind(now.millis())
        .fetch_optional(transaction.connection())
        .await?;
        transaction.commit().await?;
        row.map(|row| Ok((row.id("workspace_id")?, row.id("account_id")?))).transpose()
    }

    /// The session behind a secret, while it lives and its account is still a member.
    pub async fn session(&self, digest: &[u8], now: Moment) -> Result<Option<Session>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT s.id, s.workspace_id, s.account_id, s.last_seen_at, s.expires_at, m.role, m.auditor, a.sealed
             FROM session s
             JOIN account a ON a.id = s.account_id
             JOIN membership m ON m.account_id = s.account_id AND m.workspace_id = s.workspace_id
                  AND m.suspended_at IS NULL
             WHERE s.secret_digest = $1 AND s.expires_at > $2 AND s.last_seen_at > $3",
        )
        .bind(digest.to_vec())
        .bind(now.millis())
        .bind(now.plus_seconds(-SESSION_IDLE_SECONDS).millis())
        .fetch_optional(transaction.connection())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (mut actor, email) = actor_of(&transaction, &row)?;
        let id = row.id("id")?;
        actor.credential = Credential::Session { session: id };
        let expires_at = row.moment("expires_at")?.min(now.plus_seconds(SESSION_IDLE_SECONDS));
        Ok(Some(Session { id, actor, email, expires_at, last_seen_at: row.moment("last_seen_at")? }))
    }

    /// Notes that the session was used, at most once a minute.
    pub async fn touch_session(&self, session: &Session, now: Moment) -> Result<(), StoreError> {
        if session.last_seen_at.plus_seconds(NOTE_ACTIVITY_SECONDS) > now {
            return Ok(());
        }
        let mut transaction = self.write(session.actor.workspace).await?;
        sqlx::query("UPDATE session SET last_seen_at = $3 WHERE workspace_id = $1 AND id = $2")
            .bind(transaction.scope())
            .bind(session.id.to_string())
            .bind(now.millis())
            .execute(transaction.connection())
            .await?;
        transaction.commit().await
    }

    /// Ends a session: its secret opens nothing any more.
    pub async fn close_session(
        &self,
        actor: &Actor,
        session: Uuid,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        sqlx::query("DELETE FROM session WHERE workspace_id = $1 AND id = $2")
            .bind(transaction.scope())
            .bind(session.to_string())
            .execute(transaction.connection())
            .await?;
        let event = Event::new(environment.id(), environment.now(), "session.closed", actor)
            .about(session)
            .security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await
    }
}

/// From the columns workspace_id, account_id, role, auditor and the account's sealed body.
fn actor_of(transaction: &Transaction, row: &AnyRow) -> Result<(Actor, String), StoreError> {
    let account = row.id("account_id")?;
    let body: SealedAccount = transaction.unseal(Table::Account, account, &row.bytes("sealed")?)?;
    let role: Role = row.text("role")?.parse().map_err(|()| StoreError::Unreadable("role"))?;
    let actor = Actor {
        kind: ActorKind::Person,
        id: account,
        name: body.name,
        account: Some(account),
        workspace: row.id("workspace_id")?,
        scopes: role.scopes(row.integer("auditor")? != 0),
        project: None,
        credential: Credential::Console,
    };
    Ok((actor, body.email))
}
