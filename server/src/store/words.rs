use std::collections::HashMap;

use conspectus_metadata::Body;
use sqlx::AssertSqlSafe;

use super::append::LockedAsset;
use super::{Row, StoreError, Transaction};
use crate::vault::words_of;

/// Rows inserted by one statement; both engines take more parameters than four times this.
const AT_ONCE: usize = 200;

impl Transaction {
    /// Makes the asset findable by the words of its newest version, and by no others.
    pub(super) async fn index_words(&mut self, asset: &LockedAsset, body: &Body) -> Result<(), StoreError> {
        let mut wanted = HashMap::new();
        for (word, weight) in words_of(&asset.name, body) {
            wanted.insert(self.blind("word", word)?, weight);
        }
        let known = sqlx::query("SELECT word, weight FROM blind_index WHERE workspace_id = $1 AND asset_id = $2")
            .bind(self.scope())
            .bind(asset.id.to_string())
            .fetch_all(self.connection())
            .await?;
        for row in known {
            let word = row.bytes("word")?;
            if wanted.get(&word) == Some(&row.integer("weight")?) {
                wanted.remove(&word);
            } else {
                self.forget_word(asset, word).await?;
            }
        }
        let wanted: Vec<(Vec<u8>, i64)> = wanted.into_iter().collect();
        for rows in wanted.chunks(AT_ONCE) {
            self.insert_words(asset, rows).await?;
        }
        Ok(())
    }

    async fn forget_word(&mut self, asset: &LockedAsset, word: Vec<u8>) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM blind_index WHERE workspace_id = $1 AND asset_id = $2 AND word = $3")
            .bind(self.scope())
            .bind(asset.id.to_string())
            .bind(word)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    async fn insert_words(&mut self, asset: &LockedAsset, rows: &[(Vec<u8>, i64)]) -> Result<(), StoreError> {
        let values: Vec<String> =
            (0..rows.len()).map(|row| format!("($1, ${}, $2, ${})", 2 * row + 3, 2 * row + 4)).collect();
        let sql =
            format!("INSERT INTO blind_index (workspace_id, word, asset_id, weight) VALUES {}", values.join(", "));
        // Safe: only placeholders are put together.
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(self.scope()).bind(asset.id.to_string());
        for (word, weight) in rows {
            query = query.bind(word.clone()).bind(*weight);
        }
        query.execute(self.connection()).await?;
        Ok(())
    }
}
