use super::{Store, StoreError};
use crate::audit::{Event, Reach, Severity};
use crate::environment::Environment;
use crate::identity::Actor;

impl Store {
    /// Logs that the actor was refused a route for lack of a scope.
    pub async fn access_denied(
        &self,
        actor: &Actor,
        route: &str,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        self.log_access("access.denied", Severity::Warn, actor, route, environment).await
    }

    /// Logs that the actor is about to read what is sensitive. Without this entry they do not read it.
    pub async fn sensitive_read(
        &self,
        actor: &Actor,
        route: &str,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        self.log_access("access.sensitive", Severity::Info, actor, route, environment).await
    }

    async fn log_access(
        &self,
        name: &'static str,
        severity: Severity,
        actor: &Actor,
        route: &str,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        let event = Event::new(environment.id(), environment.now(), name, actor)
            .security(Reach::Workspace)
            .severity(severity)
            .with(serde_json::json!({ "route": route }));
        transaction.audit(event).await?;
        transaction.commit().await
    }
}
