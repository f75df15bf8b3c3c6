use std::collections::HashMap;

use conspectus_metadata::{AgentInfo, Body, Relation};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::summaries::{Reader, version_columns, version_tables};
use super::{Row, Store, StoreError, Transaction, rows};
use crate::catalog::{Named, Neighbour, Neighbourhood, Version, VersionSummary};
use crate::identity::Actor;
use crate::vault::Table;

/// How a version is asked for.
#[derive(Debug, Clone, Copy)]
pub enum VersionKey {
    Id(Uuid),
    Number { asset: Uuid, number: u32 },
}

/// Edges of one version that are shown with it, in each direction; its lineage shows more.
const MOST_NEIGHBOURS: i64 = 100;

/// A version's row, opened.
pub(super) struct Opened {
    pub summary: VersionSummary,
    pub agent: Option<AgentInfo>,
    pub project: Uuid,
    pub newest_number: u32,
}

impl Store {
    /// A version with its body and the edges that touch it.
    pub async fn version(&self, actor: &Actor, key: VersionKey) -> Result<Option<Version>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        transaction.version(actor, key).await
    }

    /// A version's summary and body, without its edges.
    pub async fn body(&self, actor: &Actor, id: Uuid) -> Result<Option<(VersionSummary, Body)>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        let Some(opened) = transaction.opened(actor, VersionKey::Id(id)).await? else { return Ok(None) };
        let body = transaction.version_body(id).await?;
        Ok(Some((opened.summary, body)))
    }
}

impl Transaction {
    pub(super) async fn version(&mut self, actor: &Actor, key: VersionKey) -> Result<Option<Version>, StoreError> {
        let Some(opened) = self.opened(actor, key).await? else { return Ok(None) };
        let id = opened.summary.id;
        let lineage = Neighbourhood {
            upstream: self.neighbours(actor, id, UPSTREAM).await?,
            downstream: self.neighbours(actor, id, DOWNSTREAM).await?,
        };
        Ok(Some(Version {
            summary: opened.summary,
            project: Named { id: opened.project, name: self.project_name(opened.project).await? },
            newest_number: opened.newest_number,
            agent: opened.agent,
            body: self.version_body(id).await?,
            lineage,
        }))
    }

    /// The version's row, when the actor sees it.
    pub(super) async fn opened(&mut self, actor: &Actor, key: VersionKey) -> Result<Option<Opened>, StoreError> {
        let by_id = concat!(
            "SELECT ",
            version_columns!(),
            " FROM ",
            version_tables!(),
            " WHERE version.workspace_id = $1 AND version.id = $2"
        );
        let by_number = concat!(
            "SELECT ",
            version_columns!(),
            " FROM ",
            version_tables!(),
            " WHERE version.workspace_id = $1 AND version.asset_id = $2 AND version.number = $3"
        );
        let scope = self.scope();
        let statement = match key {
            VersionKey::Id(id) => sqlx::query(by_id).bind(scope).bind(id.to_string()),
            VersionKey::Number { asset, number } => {
                sqlx::query(by_number).bind(scope).bind(asset.to_string()).bind(i64::from(number))
            }
        };
        let Some(row) = statement.fetch_optional(self.connection()).await? else { return Ok(None) };
        let project = row.id("project_id")?;
        if !actor.sees(project) {
            return Ok(None);
        }
        let (summary, agent) = Reader::new(self).version_and_agent(&row)?;
        Ok(Some(Opened { summary, agent, project, newest_number: row.number("versions")? }))
    }

    async fn version_body(&mut self, id: Uuid) -> Result<Body, StoreError> {
        let row = sqlx::query("SELECT sealed FROM version_body WHERE workspace_id = $1 AND version_id = $2")
            .bind(self.scope())
            .bind(id.to_string())
            .fetch_one(self.connection())
            .await?;
        self.unseal(Table::VersionBody, id, &row.bytes("sealed")?)
    }

    async fn neighbours(&mut self, actor: &Actor, id: Uuid, edges: &'static str) -> Result<Vec<Neighbour>, StoreError> {
        let rows = sqlx::query(edges)
            .bind(self.scope())
            .bind(id.to_string())
            .bind(MOST_NEIGHBOURS)
            .fetch_all(self.connection())
            .await?;
        let edges: Vec<(Uuid, Relation)> =
            rows.iter().map(|row| Ok((row.id("other")?, relation(row)?))).collect::<Result<_, StoreError>>()?;
        let ids: Vec<Uuid> = edges.iter().map(|(other, _)| *other).collect();
        let versions = self.summaries(actor, &ids).await?;
        let neighbour = |(other, relation): (Uuid, Relation)| {
            versions.get(&other).map(|version| Neighbour { relation, version: version.clone() })
        };
        Ok(edges.into_iter().filter_map(neighbour).collect())
    }

    /// The summaries of those of the versions that the actor sees.
    pub(super) async fn summaries(
        &mut self,
        actor: &Actor,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, VersionSummary>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let list = rows::placeholders(2, ids.len());
        let sql = format!(
            concat!(
                "SELECT ",
                version_columns!(),
                " FROM ",
                version_tables!(),
                " WHERE version.workspace_id = $1 AND version.id IN ({})"
            ),
            list
        );
        let statement = sqlx::query(AssertSqlSafe(sql)).bind(self.scope());
        let statement = ids.iter().fold(statement, |statement, id| statement.bind(id.to_string()));
        let rows = statement.fetch_all(self.connection()).await?;
        let mut reader = Reader::new(self);
        let mut versions = HashMap::with_capacity(rows.len());
        for row in &rows {
            if actor.sees(row.id("project_id")?) {
                versions.insert(row.id("id")?, reader.version(row)?);
            }
        }
        Ok(versions)
    }
}

const UPSTREAM: &str = "SELECT to_version AS other, relation FROM lineage
     WHERE workspace_id = $1 AND from_version = $2 ORDER BY recorded_at DESC, to_version LIMIT $3";
const DOWNSTREAM: &str = "SELECT from_version AS other, relation FROM lineage
     WHERE workspace_id = $1 AND to_version = $2 ORDER BY recorded_at DESC, from_version LIMIT $3";

pub(super) fn relation(row: &AnyRow) -> Result<Relation, StoreError> {
    let text = row.text("relation")?;
    Relation::ALL.into_iter().find(|relation| relation.as_str() == text).ok_or(StoreError::Unreadable("relation"))
}
