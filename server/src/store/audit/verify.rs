use conspectus_proof::tree::Completed;
use conspectus_proof::{Checkpoint, Frontier, Hash};
use uuid::Uuid;

use super::tree::{STORED_LEVEL, stored};
use super::{Recorded, Row, Store, StoreError, Transaction};
use crate::audit::{Broken, Whole};
use crate::moment::Moment;
use crate::vault::VaultError;

/// Clocks of replicas may differ by so much.
const CLOCKS_DIFFER_SECONDS: i64 = 60;

impl Store {
    /// Walks the whole log of a workspace. The number of events when it is whole, or the first break.
    pub async fn verify_audit(&self, workspace: Uuid) -> Result<Result<i64, Broken>, StoreError> {
        Ok(self.examine_audit(workspace, None).await?.map(|whole| whole.events))
    }

    /// Walks the whole log of a workspace, and checks that it extends a checkpoint that was kept elsewhere. Only such a
    /// checkpoint shows that an older state of the whole database was put back.
    pub async fn examine_audit(
        &self,
        workspace: Uuid,
        kept: Option<&str>,
    ) -> Result<Result<Whole, Broken>, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let kept = match kept {
            Some(note) => match Checkpoint::open(note, &transaction.public_key().await?) {
                Ok(checkpoint) => Some(checkpoint),
                Err(error) => return Ok(Err(Broken::OtherCheckpoint(error))),
            },
            None => None,
        };
        let mut walk = Walk { kept, ..Walk::default() };
        loop {
            let page = transaction.events_after(walk.sequence(), 500).await?;
            if page.is_empty() {
                break;
            }
            for recorded in page {
                if let Err(broken) = walk.step(&mut transaction, &recorded).await? {
                    return Ok(Err(broken));
                }
            }
        }
        walk.end(&mut transaction).await
    }
}

#[derive(Default)]
struct Walk {
    frontier: Frontier,
    previous: Hash,
    at: Option<Moment>,
    clock_set_back: Vec<i64>,
    kept: Option<Checkpoint>,
}

impl Walk {
    fn sequence(&self) -> i64 {
        stored(self.frontier.leaves())
    }

    async fn step(
        &mut self,
        transaction: &mut Transaction,
        recorded: &Recorded,
    ) -> Result<Result<(), Broken>, StoreError> {
        let number = recorded.sequence;
        if number != self.sequence() + 1 {
            return Ok(Err(Broken::Missing(self.sequence() + 1)));
        }
        if recorded.previous != self.previous {
            return Ok(Err(Broken::Unchained(number)));
        }
        let hash = recorded.leaf().map(|leaf| leaf.hash()).filter(|hash| hash.as_slice() == recorded.hash);
        let Some(hash) = hash else { return Ok(Err(Broken::Changed(number))) };
        match transaction.open_event(recorded).await {
            // Where the content is destroyed, the log still proves what happened, only not what was said.
            Ok(_) | Err(StoreError::Vault(VaultError::Destroyed)) => {}
            Err(error @ StoreError::Database(_)) => return Err(error),
            Err(_) => return Ok(Err(Broken::Body(number))),
        }
        if !transaction.keys()?.is_signed(&recorded.hash, &recorded.signature) {
            return Ok(Err(Broken::Unsigned(number)));
        }
        if self.at.is_some_and(|before| recorded.at < before.plus_seconds(-CLOCKS_DIFFER_SECONDS)) {
            self.clock_set_back.push(number);
        }
        (self.previous, self.at) = (hash, Some(recorded.at));
        for node in self.frontier.push(hash) {
            if !transaction.holds(&node).await? {
                return Ok(Err(Broken::Node { level: i64::from(node.level), last: number }));
            }
        }
        let kept = self.kept.as_ref().filter(|kept| kept.size == self.frontier.leaves());
        Ok(match kept {
            Some(kept) if kept.root != self.frontier.root() => Err(Broken::Rewritten(kept.size)),
            _ => Ok(()),
        })
    }

    async fn end(self, transaction: &mut Transaction) -> Result<Result<Whole, Broken>, StoreError> {
        let head = sqlx::query("SELECT sequence, hash, frontier FROM audit_head WHERE workspace_id = $1")
            .bind(transaction.scope())
            .fetch_optional(transaction.connection())
            .await?;
        let found = self.sequence();
        let Some(head) = head else { return Ok(Err(Broken::Head(found))) };
        let expected = head.integer("sequence")?;
        if expected != found {
            return Ok(Err(Broken::Truncated { expected, found }));
        }
        if head.bytes("hash")? != self.previous || head.bytes("frontier")? != self.frontier.to_bytes() {
            return Ok(Err(Broken::Head(found)));
        }
        if let Some(kept) = self.kept.filter(|kept| kept.size > self.frontier.leaves()) {
            return Ok(Err(Broken::Shorter { kept: kept.size, found: self.frontier.leaves() }));
        }
        Ok(Ok(Whole { events: found, clock_set_back: self.clock_set_back }))
    }
}

impl Transaction {
    /// Whether a complete subtree is stored as it should be.
    async fn holds(&mut self, node: &Completed) -> Result<bool, StoreError> {
        if node.level < STORED_LEVEL {
            return Ok(true);
        }
        let row = sqlx::query("SELECT hash FROM audit_node WHERE workspace_id = $1 AND level = $2 AND position = $3")
            .bind(self.scope())
            .bind(i64::from(node.level))
            .bind(stored(node.position))
            .fetch_optional(self.connection())
            .await?;
        row.map_or(Ok(false), |row| Ok(row.bytes("hash")? == node.hash))
    }
}
