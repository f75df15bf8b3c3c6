use uuid::Uuid;

use super::{INSTALLATION, Row, Store, StoreError};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, LINK_SECONDS};
use crate::moment::Moment;

impl Store {
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

    /// The workspace and account a sign-in link was made for, while it is good.
    pub async fn link(&self, digest: &[u8], now: Moment) -> Result<Option<(Uuid, Uuid)>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT workspace_id, account_id FROM sign_in_link
             WHERE secret_digest = $1 AND used_at IS NULL AND expires_at > $2",
        )
        .bind(digest.to_vec())
        .bind(now.millis())
        .fetch_optional(transaction.connection())
        .await?;
        row.map(|row| Ok((row.id("workspace_id")?, row.id("account_id")?))).transpose()
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
}
