//! How a version gets into the catalog: the steps that captures and the page's documents share.

use std::collections::HashMap;

use conspectus_metadata::{AgentInfo, AssetKind, Body};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Named, Row, SealedVersion, StoreError, Transaction, rows};
use crate::catalog::{Digest, content_of};
use crate::identity::Actor;
use crate::moment::Moment;
use crate::vault::{Table, words_of};

/// An asset as a writer needs it: which one, and how many versions it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownAsset {
    pub id: Uuid,
    pub versions: u32,
}

/// A version about to be appended to an asset.
#[derive(Debug, Clone, Copy)]
pub struct NewVersion<'a> {
    pub id: Uuid,
    pub asset: Uuid,
    pub project: Uuid,
    /// The asset's name.
    pub name: &'a str,
    pub iteration: Option<Uuid>,
    pub capture: Option<Uuid>,
    pub captured_at: Moment,
    pub recorded_at: Moment,
    pub actor: &'a Actor,
    pub agent: Option<&'a AgentInfo>,
    pub body: &'a Body,
}

/// Rows of one statement that inserts or deletes many; SQLite takes 32,766 arguments at most.
const ROWS_A_STATEMENT: usize = 400;

impl Transaction {
    /// The asset of this kind and name in a project.
    pub async fn asset_named(
        &mut self,
        project: Uuid,
        kind: AssetKind,
        name: &str,
    ) -> Result<Option<KnownAsset>, StoreError> {
        let row = sqlx::query(
            "SELECT id, versions FROM asset
             WHERE workspace_id = $1 AND project_id = $2 AND kind = $3 AND name_index = $4",
        )
        .bind(self.scope())
        .bind(project.to_string())
        .bind(kind.as_str())
        .bind(self.blind("asset.name", name)?)
        .fetch_optional(self.connection())
        .await?;
        row.map(|row| Ok(KnownAsset { id: row.id("id")?, versions: row.number("versions")? })).transpose()
    }

    /// Makes an asset without versions; one is to follow in the same transaction.
    pub async fn insert_asset(
        &mut self,
        id: Uuid,
        project: Uuid,
        (kind, name): (AssetKind, &str),
        at: Moment,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO asset (workspace_id, id, project_id, kind, name_index, versions, created_at, updated_at, sealed)
             VALUES ($1, $2, $3, $4, $5, 0, $6, $6, $7)",
        )
        .bind(self.scope())
        .bind(id.to_string())
        .bind(project.to_string())
        .bind(kind.as_str())
        .bind(self.blind("asset.name", name)?)
        .bind(at.millis())
        .bind(self.seal(Table::Asset, id, &Named { name: name.to_owned() })?)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Appends a version and answers its number. With `after`, only when that is the newest number still: none if not.
    pub async fn append_version(&mut self, new: NewVersion<'_>, after: Option<u32>) -> Result<Option<u32>, StoreError> {
        let Some(number) = self.next_number(&new, after).await? else { return Ok(None) };
        sqlx::query("UPDATE project SET updated_at = $3 WHERE workspace_id = $1 AND id = $2 AND updated_at < $3")
            .bind(self.scope())
            .bind(new.project.to_string())
            .bind(new.recorded_at.millis())
            .execute(self.connection())
            .await?;
        self.insert_version(&new, number).await?;
        self.insert_body(&new).await?;
        self.index_words(new.asset, new.name, new.body).await?;
        Ok(Some(number))
    }

    /// Takes the next number of the asset. Its row lock orders the writers.
    async fn next_number(&mut self, new: &NewVersion<'_>, after: Option<u32>) -> Result<Option<u32>, StoreError> {
        let row = sqlx::query(
            "UPDATE asset SET versions = versions + 1, updated_at = $3
             WHERE workspace_id = $1 AND id = $2 AND versions = COALESCE($4, versions) RETURNING versions",
        )
        .bind(self.scope())
        .bind(new.asset.to_string())
        .bind(new.recorded_at.millis())
        .bind(after.map(i64::from))
        .fetch_optional(self.connection())
        .await?;
        row.map(|row| row.number("versions")).transpose()
    }

    async fn insert_version(&mut self, new: &NewVersion<'_>, number: u32) -> Result<(), StoreError> {
        let summary =
            SealedVersion { actor: new.actor.name.clone(), agent: new.agent.cloned(), digest: Digest::of(new.body) };
        sqlx::query(
            "INSERT INTO version (workspace_id, id, project_id, asset_id, number, iteration_id, capture_id, actor_kind,
                                  actor_id, captured_at, recorded_at, content_index, sealed)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(self.scope())
        .bind(new.id.to_string())
        .bind(new.project.to_string())
        .bind(new.asset.to_string())
        .bind(i64::from(number))
        .bind(new.iteration.map(|id| id.to_string()))
        .bind(new.capture.map(|id| id.to_string()))
        .bind(new.actor.kind.as_str())
        .bind(new.actor.id.to_string())
        .bind(new.captured_at.millis())
        .bind(new.recorded_at.millis())
        .bind(self.content_index(new.body)?)
        .bind(self.seal(Table::Version, new.id, &summary)?)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    async fn insert_body(&mut self, new: &NewVersion<'_>) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO version_body (workspace_id, version_id, sealed) VALUES ($1, $2, $3)")
            .bind(self.scope())
            .bind(new.id.to_string())
            .bind(self.seal(Table::VersionBody, new.id, new.body)?)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// The keyed digest by which equal contents are known without opening them.
    pub fn content_index(&self, body: &Body) -> Result<Vec<u8>, StoreError> {
        self.blind("version.content", content_of(body))
    }

    /// Brings the index of an asset's words up to its newest version, touching only the words that differ.
    async fn index_words(&mut self, asset: Uuid, name: &str, body: &Body) -> Result<(), StoreError> {
        let mut stale: HashMap<Vec<u8>, i64> = self.indexed_words(asset).await?;
        let mut fresh = Vec::new();
        for (word, weight) in words_of(name, body) {
            let word = self.blind("word", word)?;
            if stale.get(&word) == Some(&weight) {
                stale.remove(&word);
            } else {
                fresh.push((word, weight));
            }
        }
        let stale: Vec<Vec<u8>> = stale.into_keys().collect();
        for words in stale.chunks(ROWS_A_STATEMENT) {
            let list = rows::placeholders(3, words.len());
            let sql = format!("DELETE FROM blind_index WHERE workspace_id = $1 AND asset_id = $2 AND word IN ({list})");
            let statement = sqlx::query(AssertSqlSafe(sql)).bind(self.scope()).bind(asset.to_string());
            let statement = words.iter().fold(statement, |statement, word| statement.bind(word.clone()));
            statement.execute(self.connection()).await?;
        }
        for words in fresh.chunks(ROWS_A_STATEMENT) {
            let values = (0..words.len()).map(|row| format!("($1, $2, ${}, ${})", 2 * row + 3, 2 * row + 4));
            let values = values.collect::<Vec<_>>().join(", ");
            let sql = format!("INSERT INTO blind_index (workspace_id, asset_id, word, weight) VALUES {values}");
            let statement = sqlx::query(AssertSqlSafe(sql)).bind(self.scope()).bind(asset.to_string());
            let bind = |statement: sqlx::query::Query<'static, _, _>, (word, weight): &(Vec<u8>, i64)| {
                statement.bind(word.clone()).bind(*weight)
            };
            words.iter().fold(statement, bind).execute(self.connection()).await?;
        }
        Ok(())
    }

    async fn indexed_words(&mut self, asset: Uuid) -> Result<HashMap<Vec<u8>, i64>, StoreError> {
        let rows = sqlx::query("SELECT word, weight FROM blind_index WHERE workspace_id = $1 AND asset_id = $2")
            .bind(self.scope())
            .bind(asset.to_string())
            .fetch_all(self.connection())
            .await?;
        rows.iter().map(|row| Ok((row.bytes("word")?, row.integer("weight")?))).collect()
    }
}
