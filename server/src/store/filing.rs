//! Finds or makes the places a version is filed in. Each is found by the blind index of its name.

use uuid::Uuid;

use super::{Named, Row, StoreError, Transaction};
use crate::audit::Event;
use crate::environment::Environment;
use crate::identity::Actor;
use crate::moment::Moment;
use crate::vault::Table;

impl Transaction {
    /// The id of the project of this name.
    pub async fn project_named(&mut self, name: &str) -> Result<Option<Uuid>, StoreError> {
        let index = self.blind("project.name", name)?;
        let row = sqlx::query("SELECT id FROM project WHERE workspace_id = $1 AND name_index = $2")
            .bind(self.scope())
            .bind(index)
            .fetch_optional(self.connection())
            .await?;
        row.map(|row| row.id("id")).transpose()
    }

    /// The project of this name, made when there is none.
    pub async fn ensure_project(
        &mut self,
        name: &str,
        actor: &Actor,
        at: Moment,
        environment: &dyn Environment,
    ) -> Result<Uuid, StoreError> {
        if let Some(id) = self.project_named(name).await? {
            return Ok(id);
        }
        let id = environment.id();
        let (index, sealed) = self.name_parts("project.name", name, Table::Project, id)?;
        let added = sqlx::query(
            "INSERT INTO project (id, workspace_id, name_index, created_at, updated_at, sealed)
             VALUES ($2, $1, $3, $4, $4, $5) ON CONFLICT (workspace_id, name_index) DO NOTHING",
        )
        .bind(self.scope())
        .bind(id.to_string())
        .bind(index)
        .bind(at.millis())
        .bind(sealed)
        .execute(self.connection())
        .await?;
        if added.rows_affected() == 0 {
            // Another request made it while this one waited.
            return self.project_named(name).await?.ok_or(StoreError::Unreadable("project.name_index"));
        }
        self.audit(Event::new(environment.id(), at, "project.created", actor).about(id)).await?;
        Ok(id)
    }

    /// The phase of this name within the project, made when there is none.
    pub async fn ensure_phase(
        &mut self,
        project: Uuid,
        name: &str,
        at: Moment,
        environment: &dyn Environment,
    ) -> Result<Uuid, StoreError> {
        let id = environment.id();
        let (index, sealed) = self.name_parts("phase.name", name, Table::Phase, id)?;
        sqlx::query(
            "INSERT INTO phase (id, workspace_id, project_id, name_index, created_at, sealed)
             VALUES ($2, $1, $3, $4, $5, $6) ON CONFLICT (workspace_id, project_id, name_index) DO NOTHING",
        )
        .bind(self.scope())
        .bind(id.to_string())
        .bind(project.to_string())
        .bind(index.clone())
        .bind(at.millis())
        .bind(sealed)
        .execute(self.connection())
        .await?;
        let row = sqlx::query("SELECT id FROM phase WHERE workspace_id = $1 AND project_id = $2 AND name_index = $3")
            .bind(self.scope())
            .bind(project.to_string())
            .bind(index)
            .fetch_one(self.connection())
            .await?;
        row.id("id")
    }

    /// The iteration of this name within project and phase, made when there is none; its time is moved on to `at`.
    pub async fn ensure_iteration(
        &mut self,
        (project, phase): (Uuid, Option<Uuid>),
        name: &str,
        at: Moment,
        environment: &dyn Environment,
    ) -> Result<Uuid, StoreError> {
        let id = environment.id();
        let place = phase.map(|phase| phase.to_string()).unwrap_or_default();
        let index = self.blind("iteration.name", format!("{place}|{name}"))?;
        let sealed = self.seal(Table::Iteration, id, &Named { name: name.to_owned() })?;
        let row = sqlx::query(
            "INSERT INTO iteration (id, workspace_id, project_id, phase_id, name_index, started_at, last_at, sealed)
             VALUES ($2, $1, $3, $4, $5, $6, $6, $7)
             ON CONFLICT (workspace_id, project_id, name_index)
             DO UPDATE SET last_at = CASE WHEN excluded.last_at > iteration.last_at
                                          THEN excluded.last_at ELSE iteration.last_at END
             RETURNING id",
        )
        .bind(self.scope())
        .bind(id.to_string())
        .bind(project.to_string())
        .bind(phase.map(|phase| phase.to_string()))
        .bind(index)
        .bind(at.millis())
        .bind(sealed)
        .fetch_one(self.connection())
        .await?;
        row.id("id")
    }

    /// Notes that something was recorded in the project.
    pub async fn touch_project(&mut self, project: Uuid, at: Moment) -> Result<(), StoreError> {
        sqlx::query("UPDATE project SET updated_at = $3 WHERE workspace_id = $1 AND id = $2 AND updated_at < $3")
            .bind(self.scope())
            .bind(project.to_string())
            .bind(at.millis())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    fn name_parts(&self, field: &str, name: &str, table: Table, id: Uuid) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
        Ok((self.blind(field, name)?, self.seal(table, id, &Named { name: name.to_owned() })?))
    }
}
