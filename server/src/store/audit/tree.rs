use std::ops::Range;

use conspectus_proof::Hash;
use conspectus_proof::tree::{Completed, blocks, joined, root_of};

use super::{Row, StoreError, Transaction};

/// Subtrees from this level on (256 events) are stored; smaller ones are computed from the events when they are needed.
pub(super) const STORED_LEVEL: u32 = 8;

const NODE: StoreError = StoreError::Unreadable("audit_node.hash");

/// Sequence numbers and levels as the database keeps them; a log is never so long that they do not fit.
pub(super) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Transaction {
    /// Stores a subtree that is complete now, when it is large enough to be worth it.
    pub(super) async fn keep_node(&mut self, node: &Completed) -> Result<(), StoreError> {
        if node.level < STORED_LEVEL {
            return Ok(());
        }
        sqlx::query("INSERT INTO audit_node (workspace_id, level, position, hash) VALUES ($1, $2, $3, $4)")
            .bind(self.scope())
            .bind(i64::from(node.level))
            .bind(stored(node.position))
            .bind(node.hash.to_vec())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// The hash of the subtree over these leaves (from 0), from what is stored.
    pub(super) async fn subtree(&mut self, range: &Range<u64>) -> Result<Hash, StoreError> {
        let (mut parts, mut rest) = (Vec::new(), range.start);
        for (level, position) in blocks(range) {
            if level < STORED_LEVEL {
                break;
            }
            parts.push(self.node(level, position).await?);
            rest = (position + 1) << level;
        }
        if rest < range.end {
            parts.push(root_of(self.leaves(rest..range.end).await?));
        }
        Ok(joined(parts))
    }

    async fn node(&mut self, level: u32, position: u64) -> Result<Hash, StoreError> {
        let row = sqlx::query("SELECT hash FROM audit_node WHERE workspace_id = $1 AND level = $2 AND position = $3")
            .bind(self.scope())
            .bind(i64::from(level))
            .bind(stored(position))
            .fetch_optional(self.connection())
            .await?;
        row.ok_or(NODE)?.bytes("hash")?.as_slice().try_into().map_err(|_| NODE)
    }

    /// The hashes of these leaves.
    pub(super) async fn leaves(&mut self, range: Range<u64>) -> Result<Vec<Hash>, StoreError> {
        let rows = sqlx::query(
            "SELECT hash FROM audit_event WHERE workspace_id = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence",
        )
        .bind(self.scope())
        .bind(stored(range.start))
        .bind(stored(range.end))
        .fetch_all(self.connection())
        .await?;
        rows.iter().map(|row| row.bytes("hash")?.as_slice().try_into().map_err(|_| NODE)).collect()
    }
}
