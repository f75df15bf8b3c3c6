use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{Named, Row, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, ActorKind, Credential, Role, Scopes};
use crate::moment::Moment;
use crate::vault::Table;

const NOTE_USE_SECONDS: i64 = 60;

/// An access token as its owner sees it; its secret is not here.
#[derive(Debug, Clone)]
pub struct Token {
    pub id: Uuid,
    pub name: String,
    pub scopes: Scopes,
    pub project: Option<Uuid>,
    pub created_at: Moment,
    pub expires_at: Moment,
    pub last_used_at: Option<Moment>,
}

/// A token to be made.
#[derive(Debug)]
pub struct NewToken<'a> {
    pub name: &'a str,
    pub scopes: Scopes,
    /// The only project it reaches, by name; made when there is none.
    pub project: Option<&'a str>,
    pub digest: Vec<u8>,
    pub expires_at: Moment,
}

impl Store {
    pub async fn create_token(
        &self,
        actor: &Actor,
        new: NewToken<'_>,
        environment: &dyn Environment,
    ) -> Result<Token, StoreError> {
        let (id, at) = (environment.id(), environment.now());
        let mut transaction = self.write(actor.workspace).await?;
        let project = match new.project {
            Some(name) => Some(transaction.ensure_project(name, actor, at, environment).await?),
            None => None,
        };
        let sealed = transaction.seal(Table::Token, id, &Named { name: new.name.to_owned() })?;
        sqlx::query(
            "INSERT INTO token (id, workspace_id, account_id, project_id, secret_digest, scopes, created_at,
                                expires_at, sealed)
             VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(actor.account.map(|account| account.to_string()))
        .bind(project.map(|project| project.to_string()))
        .bind(new.digest)
        .bind(new.scopes.to_stored())
        .bind(at.millis())
        .bind(new.expires_at.millis())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        let payload = serde_json::json!({ "name": new.name, "scopes": new.scopes.to_stored(), "project": project });
        let event = Event::new(environment.id(), at, "token.created", actor).about(id).security(Reach::User);
        transaction.audit(event.with(payload)).await?;
        transaction.commit().await?;
        let (name, expires_at) = (new.name.to_owned(), new.expires_at);
        Ok(Token { id, name, scopes: new.scopes, project, created_at: at, expires_at, last_used_at: None })
    }

    /// The actor behind a token's secret, while the token is good and its owner a member that may sign in.
    pub async fn token_actor(&self, digest: &[u8], now: Moment) -> Result<Option<Actor>, StoreError> {
        let mut transaction = self.read(super::INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT t.id, t.workspace_id, t.account_id, t.project_id, t.scopes, t.last_used_at, t.sealed, m.role, m.auditor
             FROM token t
             LEFT JOIN membership m ON m.account_id = t.account_id AND m.workspace_id = t.workspace_id
                  AND m.suspended_at IS NULL
             LEFT JOIN account a ON a.id = t.account_id
             WHERE t.secret_digest = $1 AND t.expires_at > $2 AND t.revoked_at IS NULL AND a.disabled_at IS NULL",
        )
        .bind(digest.to_vec())
        .bind(now.millis())
        .fetch_optional(transaction.connection())
        .await?;
        let Some(row) = row else { return Ok(None) };
        drop(transaction);
        let Some(scopes) = scopes_of(&row)? else { return Ok(None) };
        let (id, workspace) = (row.id("id")?, row.id("workspace_id")?);
        self.touch_token(workspace, id, row.moment_or_none("last_used_at")?, now).await?;
        let named: Named = self.read(workspace).await?.unseal(Table::Token, id, &row.bytes("sealed")?)?;
        Ok(Some(Actor {
            kind: ActorKind::Agent,
            id,
            name: named.name,
            account: row.id_or_none("account_id")?,
            workspace,
            scopes,
            project: row.id_or_none("project_id")?,
            credential: Credential::Token { token: id },
        }))
    }

    async fn touch_token(
        &self,
        workspace: Uuid,
        id: Uuid,
        last: Option<Moment>,
        now: Moment,
    ) -> Result<(), StoreError> {
        if last.is_some_and(|last| last.plus_seconds(NOTE_USE_SECONDS) > now) {
            return Ok(());
        }
        let mut transaction = self.write(workspace).await?;
        sqlx::query("UPDATE token SET last_used_at = $3 WHERE workspace_id = $1 AND id = $2")
            .bind(transaction.scope())
            .bind(id.to_string())
            .bind(now.millis())
            .execute(transaction.connection())
            .await?;
        transaction.commit().await
    }

    /// The workspace's tokens that were not revoked, newest first.
    pub async fn tokens(&self, workspace: Uuid) -> Result<Vec<Token>, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let rows = sqlx::query(
            "SELECT id, project_id, scopes, created_at, expires_at, last_used_at, sealed FROM token
             WHERE workspace_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id DESC",
        )
        .bind(transaction.scope())
        .fetch_all(transaction.connection())
        .await?;
        rows.iter().map(|row| token_of(&transaction, row)).collect()
    }

    /// Ends a token. False when there is none of this id.
    pub async fn revoke_token(
        &self,
        actor: &Actor,
        id: Uuid,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(actor.workspace).await?;
        let revoked =
            sqlx::query("UPDATE token SET revoked_at = $3 WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL")
                .bind(transaction.scope())
                .bind(id.to_string())
                .bind(at.millis())
                .execute(transaction.connection())
                .await?;
        if revoked.rows_affected() == 0 {
            return Ok(false);
        }
        let event = Event::new(environment.id(), at, "token.revoked", actor).about(id).security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// What the token may do: never more than its owner may now. None when the owner is no member any more.
fn scopes_of(row: &AnyRow) -> Result<Option<Scopes>, StoreError> {
    let granted = Scopes::from_stored(&row.text("scopes")?);
    if row.id_or_none("account_id")?.is_none() {
        return Ok(Some(granted));
    }
    let role: Option<String> = sqlx::Row::try_get(row, "role")?;
    let Some(role) = role.and_then(|role| role.parse::<Role>().ok()) else { return Ok(None) };
    let most = role.scopes(row.integer("auditor")? != 0);
    Ok(Some(Scopes::new(granted.as_slice().iter().copied().filter(|scope| most.contains(*scope)))))
}

fn token_of(transaction: &Transaction, row: &AnyRow) -> Result<Token, StoreError> {
    let id = row.id("id")?;
    let named: Named = transaction.unseal(Table::Token, id, &row.bytes("sealed")?)?;
    Ok(Token {
        id,
        name: named.name,
        scopes: Scopes::from_stored(&row.text("scopes")?),
        project: row.id_or_none("project_id")?,
        created_at: row.moment("created_at")?,
        expires_at: row.moment("expires_at")?,
        last_used_at: row.moment_or_none("last_used_at")?,
    })
}
