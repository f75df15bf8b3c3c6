use uuid::Uuid;

use super::{Row, Store, StoreError};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, SignInRules};

impl Store {
    /// What a workspace demands of its members' sessions.
    pub async fn sign_in_rules(&self, workspace: Uuid) -> Result<SignInRules, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let row = sqlx::query("SELECT idle_seconds, second_factor FROM sign_in_rules WHERE workspace_id = $1")
            .bind(transaction.scope())
            .fetch_optional(transaction.connection())
            .await?;
        let Some(row) = row else { return Ok(SignInRules::default()) };
        let second_factor = row.integer("second_factor")? != 0;
        Ok(SignInRules { idle_seconds: row.integer("idle_seconds")?, second_factor })
    }

    /// Replaces them, with their audit event. Sessions that lack a factor now have no scope from here on.
    pub async fn set_sign_in_rules(
        &self,
        actor: &Actor,
        rules: SignInRules,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let before = self.sign_in_rules(actor.workspace).await?;
        if before == rules {
            return Ok(());
        }
        let mut transaction = self.write(actor.workspace).await?;
        sqlx::query(
            "INSERT INTO sign_in_rules (workspace_id, idle_seconds, second_factor) VALUES ($1, $2, $3)
             ON CONFLICT (workspace_id) DO UPDATE SET idle_seconds = $2, second_factor = $3",
        )
        .bind(transaction.scope())
        .bind(rules.idle_seconds)
        .bind(i64::from(rules.second_factor))
        .execute(transaction.connection())
        .await?;
        let event = Event::new(environment.id(), environment.now(), "sign-in-rules.changed", actor)
            .about(actor.workspace)
            .security(Reach::Workspace)
            .with(serde_json::json!({ "from": before, "to": rules }));
        transaction.audit(event).await?;
        transaction.commit().await
    }
}
