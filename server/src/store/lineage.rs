use std::collections::HashSet;

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::versions::relation;
use super::{Row, Store, StoreError, Transaction, VersionKey, rows};
use crate::catalog::{Direction, Edge, Lineage, Walk};
use crate::identity::Actor;

/// Versions shown in each direction at most.
const MOST_VERSIONS: usize = 500;

impl Store {
    /// What a version came from and what came from it, `depth` steps each way.
    pub async fn lineage(&self, actor: &Actor, root: Uuid, depth: u32) -> Result<Option<Lineage>, StoreError> {
        let mut transaction = self.read(actor.workspace).await?;
        let Some(opened) = transaction.opened(actor, VersionKey::Id(root)).await? else { return Ok(None) };
        let upstream = transaction.walked(root, Direction::Upstream, depth).await?;
        let downstream = transaction.walked(root, Direction::Downstream, depth).await?;
        let reached: Vec<Uuid> = upstream.seen().iter().chain(downstream.seen()).copied().collect();
        let mut seen = transaction.summaries(actor, &reached).await?;
        seen.remove(&root);
        let mut nodes = vec![opened.summary];
        nodes.extend(reached.iter().filter_map(|id| seen.remove(id)));
        let shown: HashSet<Uuid> = nodes.iter().map(|node| node.id).collect();
        let among: Vec<Uuid> = nodes.iter().map(|node| node.id).collect();
        let mut edges = transaction.edges(&among, Direction::Upstream).await?;
        edges.retain(|edge| shown.contains(&edge.to));
        Ok(Some(Lineage { root, nodes, edges, truncated: upstream.truncated() || downstream.truncated() }))
    }
}

impl Transaction {
    async fn walked(&mut self, root: Uuid, direction: Direction, depth: u32) -> Result<Walk, StoreError> {
        let mut walk = Walk::new(root, direction, depth, MOST_VERSIONS);
        while !walk.frontier().is_empty() {
            let edges = self.edges(walk.frontier(), direction).await?;
            walk.advance(&edges);
        }
        Ok(walk)
    }

    /// The edges that leave these versions in a direction.
    async fn edges(&mut self, versions: &[Uuid], direction: Direction) -> Result<Vec<Edge>, StoreError> {
        let list = rows::placeholders(2, versions.len());
        let end = match direction {
            Direction::Upstream => "from_version",
            Direction::Downstream => "to_version",
        };
        let sql = format!(
            "SELECT from_version, to_version, relation FROM lineage
             WHERE workspace_id = $1 AND {end} IN ({list}) ORDER BY recorded_at, from_version, to_version"
        );
        let statement = sqlx::query(AssertSqlSafe(sql)).bind(self.scope());
        let statement = versions.iter().fold(statement, |statement, id| statement.bind(id.to_string()));
        let rows = statement.fetch_all(self.connection()).await?;
        rows.iter()
            .map(|row| Ok(Edge { from: row.id("from_version")?, to: row.id("to_version")?, relation: relation(row)? }))
            .collect()
    }
}
