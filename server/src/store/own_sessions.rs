use uuid::Uuid;

use super::session::SealedSession;
use super::{INSTALLATION, Row, Store, StoreError};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, Factors, SessionClient};
use crate::moment::Moment;
use crate::vault::Table;

/// One of somebody's sessions, as they see it.
#[derive(Debug, Clone)]
pub struct OwnSession {
    pub id: Uuid,
    pub workspace: Uuid,
    pub client: SessionClient,
    pub opened_at: Moment,
    pub last_seen_at: Moment,
    pub expires_at: Moment,
}

impl Store {
    /// The workspaces an account is a member of, the one it joined first in front.
    pub async fn workspaces_of(&self, account: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let rows =
            sqlx::query("SELECT workspace_id FROM membership WHERE account_id = $1 ORDER BY created_at, workspace_id")
                .bind(account.to_string())
                .fetch_all(transaction.connection())
                .await?;
        rows.iter().map(|row| row.id("workspace_id")).collect()
    }

    /// The sessions of an account that have not ended, in all its workspaces, the one used last in front.
    pub async fn sessions_of(&self, account: Uuid, now: Moment) -> Result<Vec<OwnSession>, StoreError> {
        let mut sessions = Vec::new();
        for workspace in self.workspaces_of(account).await? {
            let idle = self.sign_in_rules(workspace).await?.idle_seconds;
            let mut transaction = self.read(workspace).await?;
            let rows = sqlx::query(
                "SELECT id, created_at, last_seen_at, expires_at, sealed FROM session
                 WHERE workspace_id = $1 AND account_id = $2 AND expires_at > $3 AND last_seen_at > $4",
            )
            .bind(transaction.scope())
            .bind(account.to_string())
            .bind(now.millis())
            .bind(now.plus_seconds(-idle).millis())
            .fetch_all(transaction.connection())
            .await?;
            for row in &rows {
                let id = row.id("id")?;
                let sealed = row.bytes_or_none("sealed")?;
                let body: SealedSession = sealed
                    .map(|sealed| transaction.unseal(Table::Session, id, &sealed))
                    .transpose()?
                    .unwrap_or_default();
                sessions.push(OwnSession {
                    id,
                    workspace,
                    client: body.client,
                    opened_at: row.moment("created_at")?,
                    last_seen_at: row.moment("last_seen_at")?,
                    expires_at: row.moment("expires_at")?,
                });
            }
        }
        sessions.sort_by_key(|session| std::cmp::Reverse((session.last_seen_at, session.id)));
        Ok(sessions)
    }

    /// Ends all sessions of an account but perhaps one, in all its workspaces. How many there were.
    pub async fn close_sessions(
        &self,
        actor: &Actor,
        account: Uuid,
        keep: Option<Uuid>,
        environment: &dyn Environment,
    ) -> Result<u64, StoreError> {
        let mut closed = 0;
        for workspace in self.workspaces_of(account).await? {
            let mut transaction = self.write(workspace).await?;
            let ended = sqlx::query("DELETE FROM session WHERE workspace_id = $1 AND account_id = $2 AND id <> $3")
                .bind(transaction.scope())
                .bind(account.to_string())
                .bind(keep.unwrap_or_default().to_string())
                .execute(transaction.connection())
                .await?
                .rows_affected();
            if ended == 0 {
                continue;
            }
            let event = Event::new(environment.id(), environment.now(), "session.all-closed", actor)
                .about(account)
                .security(Reach::User)
                .with(serde_json::json!({ "sessions": ended }));
            transaction.audit(event).await?;
            transaction.commit().await?;
            closed += ended;
        }
        Ok(closed)
    }

    /// Notes that the owner of a session has just proved who they are.
    pub async fn note_proof(
        &self,
        actor: &Actor,
        session: Uuid,
        factors: Factors,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let at = environment.now();
        let mut transaction = self.write(actor.workspace).await?;
        sqlx::query(
            "UPDATE session SET proved_at = $3, factors = CASE WHEN factors > $4 THEN factors ELSE $4 END
             WHERE workspace_id = $1 AND id = $2",
        )
        .bind(transaction.scope())
        .bind(session.to_string())
        .bind(at.millis())
        .bind(factors.count())
        .execute(transaction.connection())
        .await?;
        let event = Event::new(environment.id(), at, "session.proved", actor).about(session).security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await
    }

    /// When the owner of a session last proved who they are.
    pub async fn proved_at(&self, workspace: Uuid, session: Uuid) -> Result<Option<Moment>, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let row = sqlx::query("SELECT proved_at FROM session WHERE workspace_id = $1 AND id = $2")
            .bind(transaction.scope())
            .bind(session.to_string())
            .fetch_optional(transaction.connection())
            .await?;
        row.map(|row| row.moment("proved_at")).transpose()
    }
}
