use std::collections::HashMap;

use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::summaries::Reader;
use super::{Row, Slice, Store, StoreError, Transaction, rows};
use crate::catalog::{Counts, Named, Project, ProjectSummary};
use crate::identity::Actor;
use crate::vault::Table;

impl Store {
    /// The projects an actor sees, the one last recorded in first.
    pub async fn projects(&self, actor: &Actor, slice: Slice) -> Result<Vec<ProjectSummary>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        let (key, id) = slice.below();
        let rows = sqlx::query(
            "SELECT id, created_at, updated_at, sealed FROM project
             WHERE workspace_id = $1 AND (updated_at, id) < ($2, $3) AND id = COALESCE($4, id)
             ORDER BY updated_at DESC, id DESC LIMIT $5",
        )
        .bind(transaction.scope())
        .bind(key)
        .bind(id)
        .bind(actor.project.map(|project| project.to_string()))
        .bind(slice.surplus())
        .fetch_all(transaction.connection())
        .await?;
        transaction.project_summaries(&rows).await
    }

    /// A project and its phases.
    pub async fn project(&self, actor: &Actor, id: Uuid) -> Result<Option<Project>, StoreError> {
        if !actor.sees(id) {
            return Ok(None);
        }
        let mut transaction = self.read(actor.workspace).await?;
        let rows =
            sqlx::query("SELECT id, created_at, updated_at, sealed FROM project WHERE workspace_id = $1 AND id = $2")
                .bind(transaction.scope())
                .bind(id.to_string())
                .fetch_all(transaction.connection())
                .await?;
        let Some(summary) = transaction.project_summaries(&rows).await?.pop() else { return Ok(None) };
        let phases = transaction.phases(id, Slice { after: None, limit: 1000 }).await?;
        Ok(Some(Project { summary, phases: phases.into_iter().map(|(_, phase)| phase).collect() }))
    }

    /// A project's phases with the sort key of each, in the order they were made; none when there is no such project.
    pub async fn phases(
        &self,
        actor: &Actor,
        project: Uuid,
        slice: Slice,
    ) -> Result<Option<Vec<(i64, Named)>>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        if !transaction.sees_project(actor, project).await? {
            return Ok(None);
        }
        transaction.phases(project, slice).await.map(Some)
    }
}

impl Transaction {
    /// Whether a project exists for an actor.
    pub(super) async fn sees_project(&mut self, actor: &Actor, project: Uuid) -> Result<bool, StoreError> {
        let found = sqlx::query("SELECT id FROM project WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(project.to_string())
            .fetch_optional(self.connection())
            .await?;
        Ok(found.is_some() && actor.sees(project))
    }

    /// The name of a project.
    pub(super) async fn project_name(&mut self, project: Uuid) -> Result<String, StoreError> {
        let row = sqlx::query("SELECT sealed FROM project WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(project.to_string())
            .fetch_one(self.connection())
            .await?;
        Reader::new(self).name(Table::Project, project, &row.bytes("sealed")?)
    }

    async fn phases(&mut self, project: Uuid, slice: Slice) -> Result<Vec<(i64, Named)>, StoreError> {
        let (key, id) = slice.above();
        let rows = sqlx::query(
            "SELECT id, created_at, sealed FROM phase
             WHERE workspace_id = $1 AND project_id = $2 AND (created_at, id) > ($3, $4)
             ORDER BY created_at, id LIMIT $5",
        )
        .bind(self.scope())
        .bind(project.to_string())
        .bind(key)
        .bind(id)
        .bind(slice.surplus())
        .fetch_all(self.connection())
        .await?;
        let mut reader = Reader::new(self);
        let phase = |row: &AnyRow| {
            let id = row.id("id")?;
            let name = reader.name(Table::Phase, id, &row.bytes("sealed")?)?;
            Ok((row.integer("created_at")?, Named { id, name }))
        };
        rows.iter().map(phase).collect()
    }

    async fn project_summaries(&mut self, rows: &[AnyRow]) -> Result<Vec<ProjectSummary>, StoreError> {
        let ids = rows.iter().map(|row| row.id("id")).collect::<Result<Vec<_>, _>>()?;
        let mut counts = self.counts(&ids).await?;
        let mut reader = Reader::new(self);
        let summary = |row: &AnyRow| {
            let id = row.id("id")?;
            Ok(ProjectSummary {
                id,
                name: reader.name(Table::Project, id, &row.bytes("sealed")?)?,
                created_at: row.moment("created_at")?,
                updated_at: row.moment("updated_at")?,
                counts: counts.remove(&id).unwrap_or_default(),
            })
        };
        rows.iter().map(summary).collect()
    }

    async fn counts(&mut self, projects: &[Uuid]) -> Result<HashMap<Uuid, Counts>, StoreError> {
        if projects.is_empty() {
            return Ok(HashMap::new());
        }
        let list = rows::placeholders(2, projects.len());
        let sql = format!(
            "SELECT project_id, kind AS what, COUNT(*) AS many FROM asset
             WHERE workspace_id = $1 AND project_id IN ({list}) GROUP BY project_id, kind
             UNION ALL
             SELECT project_id, 'iteration' AS what, COUNT(*) AS many FROM iteration
             WHERE workspace_id = $1 AND project_id IN ({list}) GROUP BY project_id"
        );
        let statement = sqlx::query(AssertSqlSafe(sql)).bind(self.scope());
        let statement = projects.iter().fold(statement, |statement, project| statement.bind(project.to_string()));
        let mut counts: HashMap<Uuid, Counts> = HashMap::new();
        for row in statement.fetch_all(self.connection()).await? {
            let many = row.integer("many")?.unsigned_abs();
            let of_project = counts.entry(row.id("project_id")?).or_default();
            match row.text("what")?.as_str() {
                "dataset" => of_project.datasets = many,
                "model" => of_project.models = many,
                "document" => of_project.documents = many,
                "figure" => of_project.figures = many,
                _ => of_project.iterations = many,
            }
        }
        Ok(counts)
    }
}
