use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{INSTALLATION, Row, SealedAccount, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{
    Actor, ActorKind, Credential, Factors, Role, SESSION_IDLE_SECONDS, SESSION_SECONDS, Scopes, SessionClient,
};
use crate::moment::Moment;
use crate::vault::Table;

/// Activity is noted this often at most, so that reading does not become writing.
const NOTE_ACTIVITY_SECONDS: i64 = 60;

/// A live session.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: Uuid,
    /// Without any scope while the workspace demands a second factor and this session began with one.
    pub actor: Actor,
    pub email: String,
    /// When it ends if nothing more happens.
    pub expires_at: Moment,
    /// When its owner last proved who they are.
    pub proved_at: Moment,
    /// Whether the workspace demands a second factor that this session lacks.
    pub lacks_factor: bool,
    last_seen_at: Moment,
}

/// A session about to begin.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Of the secret that opens it.
    pub digest: Vec<u8>,
    /// By how many of them its owner is known.
    pub factors: Factors,
    pub client: SessionClient,
}

/// The sealed body of a session.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SealedSession {
    #[serde(default)]
    pub client: SessionClient,
}

impl Store {
    /// Opens a session of `account` in `workspace`, when it is a member there and may sign in.
    pub async fn open_session(
        &self,
        workspace: Uuid,
        account: Uuid,
        new: NewSession,
        environment: &dyn Environment,
    ) -> Result<Option<Session>, StoreError> {
        let (id, at) = (environment.id(), environment.now());
        let Some((mut actor, _)) = self.member(workspace, account).await? else { return Ok(None) };
        actor.credential = Credential::Session { session: id };
        let mut transaction = self.write(workspace).await?;
        let digest = new.digest.clone();
        let body = SealedSession { client: new.client };
        let sealed = transaction.seal(Table::Session, id, &body)?;
        sqlx::query(
            "INSERT INTO session
               (id, workspace_id, account_id, secret_digest, created_at, last_seen_at, expires_at, proved_at, factors, sealed)
             VALUES ($2, $1, $3, $4, $5, $5, $6, $5, $7, $8)",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(account.to_string())
        .bind(new.digest)
        .bind(at.millis())
        .bind(at.plus_seconds(SESSION_SECONDS).millis())
        .bind(new.factors.count())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        let event = Event::new(environment.id(), at, "session.opened", &actor)
            .about(id)
            .security(Reach::User)
            .with(serde_json::json!({ "factors": new.factors.count() }));
        transaction.audit(event).await?;
        transaction.commit().await?;
        self.session(&digest, at).await
    }

    /// A member of a workspace as an actor, and their e-mail address; none when the account is disabled.
    async fn member(&self, workspace: Uuid, account: Uuid) -> Result<Option<(Actor, String)>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT m.workspace_id, m.account_id, m.role, m.auditor, a.sealed
             FROM membership m JOIN account a ON a.id = m.account_id
             WHERE m.workspace_id = $1 AND m.account_id = $2 AND m.suspended_at IS NULL AND a.disabled_at IS NULL",
        )
        .bind(workspace.to_string())
        .bind(account.to_string())
        .fetch_optional(transaction.connection())
        .await?;
        row.map(|row| actor_of(&transaction, &row)).transpose()
    }

    /// The session behind a secret, while it lives and its account is still a member that may sign in.
    pub async fn session(&self, digest: &[u8], now: Moment) -> Result<Option<Session>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT s.id, s.workspace_id, s.account_id, s.last_seen_at, s.expires_at, s.proved_at, s.factors, m.role,
                    m.auditor, a.sealed, COALESCE(r.idle_seconds, $3) AS idle_seconds, COALESCE(r.second_factor, 0) AS second_factor
             FROM session s
             JOIN account a ON a.id = s.account_id
             JOIN membership m ON m.account_id = s.account_id AND m.workspace_id = s.workspace_id
                  AND m.suspended_at IS NULL
             LEFT JOIN sign_in_rules r ON r.workspace_id = s.workspace_id
             WHERE s.secret_digest = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL",
        )
        .bind(digest.to_vec())
        .bind(now.millis())
        .bind(SESSION_IDLE_SECONDS)
        .fetch_optional(transaction.connection())
        .await?;
        let Some(row) = row else { return Ok(None) };
        live(&transaction, &row, now)
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

    /// Ends a session: its secret opens nothing any more. False when the actor has none of this id here.
    pub async fn close_session(
        &self,
        actor: &Actor,
        session: Uuid,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        let closed = sqlx::query("DELETE FROM session WHERE workspace_id = $1 AND id = $2 AND account_id = $3")
            .bind(transaction.scope())
            .bind(session.to_string())
            .bind(actor.account.unwrap_or_default().to_string())
            .execute(transaction.connection())
            .await?;
        if closed.rows_affected() == 0 {
            return Ok(false);
        }
        let event = Event::new(environment.id(), environment.now(), "session.closed", actor)
            .about(session)
            .security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// The session of a row, unless it has been idle for too long.
fn live(transaction: &Transaction, row: &AnyRow, now: Moment) -> Result<Option<Session>, StoreError> {
    let idle = row.integer("idle_seconds")?;
    let last_seen_at = row.moment("last_seen_at")?;
    if last_seen_at.plus_seconds(idle) <= now {
        return Ok(None);
    }
    let (mut actor, email) = actor_of(transaction, row)?;
    let id = row.id("id")?;
    actor.credential = Credential::Session { session: id };
    let lacks_factor = row.integer("second_factor")? != 0 && row.integer("factors")? < 2;
    if lacks_factor {
        actor.scopes = Scopes::default();
    }
    let expires_at = row.moment("expires_at")?.min(now.plus_seconds(idle));
    let proved_at = row.moment("proved_at")?;
    Ok(Some(Session { id, actor, email, expires_at, proved_at, lacks_factor, last_seen_at }))
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
