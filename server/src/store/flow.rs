use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::provider::Provider;
use super::{INSTALLATION, Row, Store, StoreError, Transaction};
use crate::environment::Environment;
use crate::identity::sso::saml::Spent;
use crate::identity::sso::{Asserted, FLOW_SECONDS};
use crate::moment::Moment;
use crate::vault::Table;

/// What must be remembered while somebody is away at a provider.
#[derive(Clone, Serialize, Deserialize)]
pub struct SealedFlow {
    /// Where they wanted to go.
    pub next: String,
    #[serde(default)]
    pub nonce: String,
    #[serde(default)]
    pub verifier: String,
    /// The id of a SAML request.
    #[serde(default)]
    pub request: String,
    /// Who a SAML response said it is.
    #[serde(default)]
    pub asserted: Option<Asserted>,
}

/// A sign-in under way.
#[derive(Clone)]
pub struct Flow {
    pub id: Uuid,
    pub workspace: Uuid,
    pub provider: Uuid,
    pub body: SealedFlow,
}

impl Store {
    /// Remembers a sign-in that leaves for a provider now.
    pub async fn begin_flow(
        &self,
        provider: &Provider,
        state: Vec<u8>,
        browser: Vec<u8>,
        body: &SealedFlow,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(provider.workspace).await?;
        let (id, at) = (environment.id(), environment.now());
        for sql in [
            "DELETE FROM sign_in_flow WHERE workspace_id = $1 AND expires_at <= $2",
            "DELETE FROM accepted_assertion WHERE workspace_id = $1 AND expires_at <= $2",
        ] {
            sqlx::query(sql).bind(transaction.scope()).bind(at.millis()).execute(transaction.connection()).await?;
        }
        let sealed = transaction.seal(Table::SignInFlow, id, body)?;
        sqlx::query(
            "INSERT INTO sign_in_flow
             (id, workspace_id, provider_id, state_digest, browser_digest, answered, expires_at, sealed)
             VALUES ($2, $1, $3, $4, $5, 0, $6, $7)",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(provider.id.to_string())
        .bind(state)
        .bind(browser)
        .bind(at.plus_seconds(FLOW_SECONDS).millis())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        transaction.commit().await
    }

    /// The sign-in of this state, while it waits for a SAML response.
    pub async fn waiting_flow(&self, state: &[u8], now: Moment) -> Result<Option<Flow>, StoreError> {
        let Some(workspace) = self.workspace_of_flow(state).await? else { return Ok(None) };
        let mut transaction = self.read(workspace).await?;
        let row = sqlx::query(
            "SELECT id, provider_id, sealed FROM sign_in_flow
             WHERE workspace_id = $1 AND state_digest = $2 AND answered = 0 AND expires_at > $3",
        )
        .bind(transaction.scope())
        .bind(state.to_vec())
        .bind(now.millis())
        .fetch_optional(transaction.connection())
        .await?;
        row.map(|row| flow_of(&transaction, &row)).transpose()
    }

    /// Records the one response of a flow, and what it spent. False when the flow had one already, or when something of it
    /// was spent before: a replay.
    pub async fn answer_flow(&self, flow: &Flow, asserted: Asserted, spent: &[Spent]) -> Result<bool, StoreError> {
        let mut transaction = self.write(flow.workspace).await?;
        for each in spent {
            let identifier = transaction.blind("saml.spent", &each.identifier)?;
            let noted = sqlx::query(
                "INSERT INTO accepted_assertion (workspace_id, identifier, expires_at) VALUES ($1, $2, $3)
                 ON CONFLICT (workspace_id, identifier) DO NOTHING",
            )
            .bind(transaction.scope())
            .bind(identifier)
            .bind(each.until.millis())
            .execute(transaction.connection())
            .await?;
            if noted.rows_affected() == 0 {
                return Ok(false);
            }
        }
        let body = SealedFlow { asserted: Some(asserted), ..flow.body.clone() };
        let sealed = transaction.seal(Table::SignInFlow, flow.id, &body)?;
        let answered = sqlx::query(
            "UPDATE sign_in_flow SET answered = 1, sealed = $3 WHERE workspace_id = $1 AND id = $2 AND answered = 0",
        )
        .bind(transaction.scope())
        .bind(flow.id.to_string())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        if answered.rows_affected() == 0 {
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Ends the sign-in of this state, begun by the browser that comes back now. It can be ended once.
    pub async fn end_flow(&self, state: &[u8], browser: &[u8], now: Moment) -> Result<Option<Flow>, StoreError> {
        let Some(workspace) = self.workspace_of_flow(state).await? else { return Ok(None) };
        let mut transaction = self.write(workspace).await?;
        let row = sqlx::query(
            "DELETE FROM sign_in_flow
             WHERE workspace_id = $1 AND state_digest = $2 AND browser_digest = $3 AND expires_at > $4
             RETURNING id, provider_id, sealed",
        )
        .bind(transaction.scope())
        .bind(state.to_vec())
        .bind(browser.to_vec())
        .bind(now.millis())
        .fetch_optional(transaction.connection())
        .await?;
        let flow = row.map(|row| flow_of(&transaction, &row)).transpose()?;
        transaction.commit().await?;
        Ok(flow)
    }

    async fn workspace_of_flow(&self, state: &[u8]) -> Result<Option<Uuid>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query("SELECT workspace_id FROM sign_in_flow WHERE state_digest = $1")
            .bind(state.to_vec())
            .fetch_optional(transaction.connection())
            .await?;
        row.map(|row| row.id("workspace_id")).transpose()
    }
}

fn flow_of(transaction: &Transaction, row: &sqlx::any::AnyRow) -> Result<Flow, StoreError> {
    let id = row.id("id")?;
    let body = transaction.unseal(Table::SignInFlow, id, &row.bytes("sealed")?)?;
    Ok(Flow { id, workspace: transaction.workspace(), provider: row.id("provider_id")?, body })
}
