use conspectus_metadata::{AssetKind, CaptureId, LineageEdge, Relation, VersionRef};
use uuid::Uuid;

use super::{Row, StoreError, Transaction};
use crate::moment::Moment;

/// Where an edge leads.
#[derive(Debug)]
pub(super) enum Target {
    Version(Uuid),
    /// A capture that has not arrived yet.
    Awaited(CaptureId),
}

/// An edge whose target was looked up.
#[derive(Debug)]
pub(super) struct Resolved {
    relation: Relation,
    target: Target,
}

impl Transaction {
    /// Looks up each edge's target within the project. The error is the place of an edge that leads nowhere.
    pub(super) async fn resolve(
        &mut self,
        project: Uuid,
        edges: &[LineageEdge],
    ) -> Result<Result<Vec<Resolved>, usize>, StoreError> {
        let mut resolved = Vec::with_capacity(edges.len());
        for (place, edge) in edges.iter().enumerate() {
            let target = match &edge.target {
                VersionRef::Capture { id } => match self.version_of_capture(project, *id).await? {
                    Some(Some(version)) => Target::Version(version),
                    // A note has no versions, and another project's capture is none of ours.
                    Some(None) => return Ok(Err(place)),
                    None => Target::Awaited(*id),
                },
                VersionRef::Name { kind, name, number } => {
                    match self.version_of_name(project, (*kind, name), *number).await? {
                        Some(version) => Target::Version(version),
                        None => return Ok(Err(place)),
                    }
                }
            };
            resolved.push(Resolved { relation: edge.relation, target });
        }
        Ok(Ok(resolved))
    }

    /// Records the edges of `version`, and those that others had waiting for `capture`. It runs after the audit
    /// event, whose lock orders it against the request that records the other end.
    pub(super) async fn connect(
        &mut self,
        (project, version, capture): (Uuid, Uuid, CaptureId),
        edges: Vec<Resolved>,
        at: Moment,
    ) -> Result<(), StoreError> {
        for edge in edges {
            let target = match edge.target {
                Target::Version(target) => Some(target),
                Target::Awaited(capture) => {
                    // It may have arrived while this request waited for its turn.
                    let arrived = self.version_of_capture(project, capture).await?;
                    if arrived.is_none() {
                        self.await_capture((project, version), capture, edge.relation).await?;
                    }
                    arrived.flatten()
                }
            };
            if let Some(target) = target.filter(|target| *target != version) {
                self.insert_edge(project, (version, target), relation_name(edge.relation), at).await?;
            }
        }
        self.connect_awaiting(project, version, capture, at).await
    }

    async fn connect_awaiting(
        &mut self,
        project: Uuid,
        version: Uuid,
        capture: CaptureId,
        at: Moment,
    ) -> Result<(), StoreError> {
        let rows = sqlx::query(
            "DELETE FROM awaited_lineage WHERE workspace_id = $1 AND project_id = $2 AND to_capture = $3
             RETURNING from_version, relation",
        )
        .bind(self.scope())
        .bind(project.to_string())
        .bind(capture.to_string())
        .fetch_all(self.connection())
        .await?;
        for row in rows {
            let from = row.id("from_version")?;
            if from != version {
                self.insert_edge(project, (from, version), &row.text("relation")?, at).await?;
            }
        }
        Ok(())
    }

    async fn await_capture(
        &mut self,
        (project, version): (Uuid, Uuid),
        capture: CaptureId,
        relation: Relation,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO awaited_lineage (workspace_id, project_id, from_version, to_capture, relation)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        )
        .bind(self.scope())
        .bind(project.to_string())
        .bind(version.to_string())
        .bind(capture.to_string())
        .bind(relation_name(relation))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    async fn insert_edge(
        &mut self,
        project: Uuid,
        (from, to): (Uuid, Uuid),
        relation: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO lineage (workspace_id, project_id, from_version, to_version, relation, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(self.scope())
        .bind(project.to_string())
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(relation.to_owned())
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// None: not arrived. `Some(None)`: arrived, but it is no version of this project.
    async fn version_of_capture(
        &mut self,
        project: Uuid,
        capture: CaptureId,
    ) -> Result<Option<Option<Uuid>>, StoreError> {
        let row = sqlx::query("SELECT version_id, project_id FROM capture WHERE workspace_id = $1 AND id = $2")
            .bind(self.scope())
            .bind(capture.to_string())
            .fetch_optional(self.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let here = row.id("project_id")? == project;
        Ok(Some(row.id_or_none("version_id")?.filter(|_| here)))
    }

    async fn version_of_name(
        &mut self,
        project: Uuid,
        (kind, name): (AssetKind, &str),
        number: Option<u32>,
    ) -> Result<Option<Uuid>, StoreError> {
        let index = self.blind("asset.name", name)?;
        let row = sqlx::query(
            "SELECT v.id FROM asset a JOIN version v ON v.asset_id = a.id
             WHERE a.workspace_id = $1 AND a.project_id = $2 AND a.kind = $3 AND a.name_index = $4
               AND v.number = COALESCE($5, a.versions)",
        )
        .bind(self.scope())
        .bind(project.to_string())
        .bind(kind.as_str())
        .bind(index)
        .bind(number.map(i64::from))
        .fetch_optional(self.connection())
        .await?;
        row.map(|row| row.id("id")).transpose()
    }
}

/// The name of a relation as JSON and the database write it.
pub const fn relation_name(relation: Relation) -> &'static str {
    match relation {
        Relation::DerivedFrom => "derived-from",
        Relation::TrainedOn => "trained-on",
        Relation::EvaluatedOn => "evaluated-on",
        Relation::Describes => "describes",
    }
}
