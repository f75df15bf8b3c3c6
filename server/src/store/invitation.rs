use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::account::normalised;
use super::{INSTALLATION, Row, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, INVITATION_SECONDS, Role};
use crate::moment::Moment;
use crate::vault::Table;

/// Somebody who may join a workspace.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub id: Uuid,
    pub workspace: Uuid,
    pub email: String,
    pub role: Role,
    /// Who invited, by the name they had.
    pub by: String,
    pub created_at: Moment,
    pub expires_at: Moment,
}

#[derive(Serialize, Deserialize)]
struct SealedInvitation {
    email: String,
    by: String,
}

impl Store {
    /// Invites somebody to the actor's workspace. An earlier invitation of the same address ends. Answers with the
    /// invitation and the id of its audit event.
    pub async fn invite(
        &self,
        actor: &Actor,
        email: &str,
        role: Role,
        digest: Vec<u8>,
        environment: &dyn Environment,
    ) -> Result<(Invitation, Uuid), StoreError> {
        let (id, at) = (environment.id(), environment.now());
        let (email, expires_at) = (normalised(email), at.plus_seconds(INVITATION_SECONDS));
        let mut transaction = self.write(actor.workspace).await?;
        let index = transaction.blind("invitation.email", &email)?;
        sqlx::query(
            "UPDATE invitation SET settled_at = $3 WHERE workspace_id = $1 AND email_index = $2 AND settled_at IS NULL",
        )
        .bind(transaction.scope())
        .bind(index.clone())
        .bind(at.millis())
        .execute(transaction.connection())
        .await?;
        let body = SealedInvitation { email: email.clone(), by: actor.name.clone() };
        let sealed = transaction.seal(Table::Invitation, id, &body)?;
        sqlx::query(
            "INSERT INTO invitation
               (id, workspace_id, role, email_index, secret_digest, created_at, expires_at, sealed)
             VALUES ($2, $1, $3, $4, $5, $6, $7, $8)",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(role.as_str())
        .bind(index)
        .bind(digest)
        .bind(at.millis())
        .bind(expires_at.millis())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        let event = Event::new(environment.id(), at, "invitation.created", actor)
            .about(id)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "email": email, "role": role }));
        let event_id = event.id;
        transaction.audit(event).await?;
        transaction.commit().await?;
        let by = actor.name.clone();
        let invitation = Invitation { id, workspace: actor.workspace, email, role, by, created_at: at, expires_at };
        Ok((invitation, event_id))
    }

    /// The workspace's invitations that can still be accepted, newest first.
    pub async fn invitations(&self, workspace: Uuid, now: Moment) -> Result<Vec<Invitation>, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let rows = sqlx::query(
            "SELECT id, workspace_id, role, created_at, expires_at, sealed FROM invitation
             WHERE workspace_id = $1 AND settled_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id DESC",
        )
        .bind(transaction.scope())
        .bind(now.millis())
        .fetch_all(transaction.connection())
        .await?;
        rows.iter().map(|row| invitation_of(&transaction, row)).collect()
    }

    /// The invitation behind a link, while it can be accepted.
    pub async fn invitation(&self, digest: &[u8], now: Moment) -> Result<Option<Invitation>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT id, workspace_id, role, created_at, expires_at, sealed FROM invitation
             WHERE secret_digest = $1 AND settled_at IS NULL AND expires_at > $2",
        )
        .bind(digest.to_vec())
        .bind(now.millis())
        .fetch_optional(transaction.connection())
        .await?;
        drop(transaction);
        let Some(row) = row else { return Ok(None) };
        let transaction = self.read(row.id("workspace_id")?).await?;
        Ok(Some(invitation_of(&transaction, &row)?))
    }

    /// Uses up an invitation and makes the account a member. False when somebody was faster, or it was revoked.
    pub async fn accept_invitation(
        &self,
        invitation: &Invitation,
        account: Uuid,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(invitation.workspace).await?;
        if !transaction.settle_invitation(invitation.id, at).await? {
            return Ok(false);
        }
        let person = Actor {
            id: account,
            name: invitation.email.clone(),
            account: Some(account),
            ..Actor::console(invitation.workspace)
        };
        let accepted = Event::new(environment.id(), at, "invitation.accepted", &person)
            .about(invitation.id)
            .security(Reach::Workspace);
        transaction.audit(accepted).await?;
        transaction.add_member(&person, account, invitation.role, environment).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Ends an invitation. False when there is none of this id that can still be accepted.
    pub async fn revoke_invitation(
        &self,
        actor: &Actor,
        id: Uuid,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(actor.workspace).await?;
        if !transaction.settle_invitation(id, at).await? {
            return Ok(false);
        }
        let event = Event::new(environment.id(), at, "invitation.revoked", actor).about(id).security(Reach::Workspace);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

impl Transaction {
    async fn settle_invitation(&mut self, id: Uuid, at: Moment) -> Result<bool, StoreError> {
        let settled = sqlx::query(
            "UPDATE invitation SET settled_at = $3
             WHERE workspace_id = $1 AND id = $2 AND settled_at IS NULL AND expires_at > $3",
        )
        .bind(self.scope())
        .bind(id.to_string())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(settled.rows_affected() == 1)
    }
}

fn invitation_of(transaction: &Transaction, row: &AnyRow) -> Result<Invitation, StoreError> {
    let id = row.id("id")?;
    let body: SealedInvitation = transaction.unseal(Table::Invitation, id, &row.bytes("sealed")?)?;
    Ok(Invitation {
        id,
        workspace: row.id("workspace_id")?,
        email: body.email,
        role: row.text("role")?.parse().map_err(|()| StoreError::Unreadable("role"))?,
        by: body.by,
        created_at: row.moment("created_at")?,
        expires_at: row.moment("expires_at")?,
    })
}
