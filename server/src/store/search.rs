use std::collections::HashMap;

use conspectus_metadata::AssetKind;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::summaries::{Reader, version_columns, version_tables};
use super::{Row, Slice, Store, StoreError, Transaction, rows};
use crate::catalog::AssetSummary;
use crate::identity::Actor;

/// An asset found, its rank, and the words that found it.
#[derive(Debug, Clone)]
pub struct Found {
    pub rank: i64,
    pub asset: AssetSummary,
    pub words: Vec<String>,
}

impl Store {
    /// The assets that hold at least one of the words: more words first, then words that say more.
    pub async fn search(
        &self,
        actor: &Actor,
        words: &[String],
        kind: Option<AssetKind>,
        slice: Slice,
    ) -> Result<Vec<Found>, StoreError> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.read(actor.workspace).await?;
        let blind = words.iter().map(|word| transaction.blind("word", word)).collect::<Result<Vec<_>, _>>()?;
        let ranked = transaction.ranked(actor, &blind, kind, slice).await?;
        let assets: Vec<Uuid> = ranked.iter().map(|(_, asset)| asset.id).collect();
        let mut matches = transaction.matches(&assets, words, &blind).await?;
        let found = |(rank, asset): (i64, AssetSummary)| {
            let words = matches.remove(&asset.id).unwrap_or_default();
            Found { rank, asset, words }
        };
        Ok(ranked.into_iter().map(found).collect())
    }
}

impl Transaction {
    async fn ranked(
        &mut self,
        actor: &Actor,
        words: &[Vec<u8>],
        kind: Option<AssetKind>,
        slice: Slice,
    ) -> Result<Vec<(i64, AssetSummary)>, StoreError> {
        let (rank, id) = slice.below();
        let sql = format!(
            concat!(
                "SELECT hit.hit_rank, ",
                version_columns!(),
                " FROM ",
                version_tables!(),
                " JOIN (SELECT asset_id, CAST(COUNT(*) * 1000000 + SUM(weight) AS BIGINT) AS hit_rank FROM blind_index
                        WHERE workspace_id = $1 AND word IN ({}) GROUP BY asset_id) hit ON hit.asset_id = asset.id
                  WHERE asset.workspace_id = $1 AND version.number = asset.versions
                  AND asset.kind = COALESCE($2, asset.kind) AND asset.project_id = COALESCE($3, asset.project_id)
                  AND (hit.hit_rank, asset.id) < ($4, $5) ORDER BY hit.hit_rank DESC, asset.id DESC LIMIT $6"
            ),
            rows::placeholders(7, words.len())
        );
        let statement = sqlx::query(AssertSqlSafe(sql))
            .bind(self.scope())
            .bind(kind.map(AssetKind::as_str))
            .bind(actor.project.map(|project| project.to_string()))
            .bind(rank)
            .bind(id)
            .bind(slice.surplus());
        let statement = words.iter().fold(statement, |statement, word| statement.bind(word.clone()));
        let rows = statement.fetch_all(self.connection()).await?;
        let mut reader = Reader::new(self);
        rows.iter().map(|row| Ok((row.integer("hit_rank")?, reader.asset(row)?))).collect()
    }

    /// Which of the words each asset holds.
    async fn matches(
        &mut self,
        assets: &[Uuid],
        words: &[String],
        blind: &[Vec<u8>],
    ) -> Result<HashMap<Uuid, Vec<String>>, StoreError> {
        if assets.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = format!(
            "SELECT asset_id, word FROM blind_index WHERE workspace_id = $1 AND word IN ({}) AND asset_id IN ({})",
            rows::placeholders(2, blind.len()),
            rows::placeholders(2 + blind.len(), assets.len())
        );
        let statement = sqlx::query(AssertSqlSafe(sql)).bind(self.scope());
        let statement = blind.iter().fold(statement, |statement, word| statement.bind(word.clone()));
        let statement = assets.iter().fold(statement, |statement, asset| statement.bind(asset.to_string()));
        let mut matches: HashMap<Uuid, Vec<String>> = HashMap::new();
        for row in statement.fetch_all(self.connection()).await? {
            let found = row.bytes("word")?;
            let word = blind.iter().position(|word| *word == found).map(|place| words[place].clone());
            matches.entry(row.id("asset_id")?).or_default().extend(word);
        }
        for words in matches.values_mut() {
            words.sort();
        }
        Ok(matches)
    }
}
