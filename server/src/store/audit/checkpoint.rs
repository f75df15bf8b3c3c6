use conspectus_proof::tree::consistency_parts;
use conspectus_proof::{Checkpoint, Frontier, Hash, PublicKey};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Row, Store, StoreError, Transaction};
use crate::moment::Moment;
use crate::vault::{Table, VaultError};

const KEY: StoreError = StoreError::Unreadable("checkpoint_key.sealed");
const HEAD: StoreError = StoreError::Unreadable("audit_head.frontier");

/// A signed tree head, and the proof that it extends an earlier one.
#[derive(Debug, Clone)]
pub struct SignedCheckpoint {
    pub checkpoint: Checkpoint,
    /// The signed note.
    pub note: String,
    pub key: PublicKey,
    /// From the size that was asked for; empty when that is nothing, the same, or more than there is.
    pub consistency: Vec<Hash>,
}

impl Store {
    /// The newest checkpoint of a workspace's log, with the proof that it extends the one of `since` events.
    pub async fn checkpoint(&self, workspace: Uuid, since: u64) -> Result<SignedCheckpoint, StoreError> {
        let mut transaction = self.read(workspace).await?;
        let (pair, key) = transaction.checkpoint_key().await?;
        let frontier = transaction.frontier().await?;
        let checkpoint = Checkpoint { origin: origin(workspace), size: frontier.leaves(), root: frontier.root() };
        let mut consistency = Vec::new();
        for part in consistency_parts(since, checkpoint.size).unwrap_or_default() {
            consistency.push(transaction.subtree(&part).await?);
        }
        let note = checkpoint.signed(&key, |text| pair.sign(text).as_ref().to_vec());
        Ok(SignedCheckpoint { checkpoint, note, key, consistency })
    }

    /// The key that signs a workspace's checkpoints.
    pub async fn checkpoint_key(&self, workspace: Uuid) -> Result<PublicKey, StoreError> {
        Ok(self.read(workspace).await?.checkpoint_key().await?.1)
    }
}

fn origin(workspace: Uuid) -> String {
    format!("conspectus/{workspace}")
}

impl Transaction {
    pub(super) async fn create_checkpoint_key(&mut self, at: Moment) -> Result<(), StoreError> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| VaultError::Random)?;
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).map_err(|_| VaultError::Random)?;
        let sealed = self.seal(Table::CheckpointKey, self.workspace(), &document.as_ref())?;
        sqlx::query(
            "INSERT INTO checkpoint_key (workspace_id, public_key, created_at, sealed) VALUES ($1, $2, $3, $4)",
        )
        .bind(self.scope())
        .bind(pair.public_key().as_ref().to_vec())
        .bind(at.millis())
        .bind(sealed)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    pub(super) async fn checkpoint_key(&mut self) -> Result<(Ed25519KeyPair, PublicKey), StoreError> {
        let row = sqlx::query("SELECT sealed FROM checkpoint_key WHERE workspace_id = $1")
            .bind(self.scope())
            .fetch_one(self.connection())
            .await?;
        let document: Vec<u8> = self.unseal(Table::CheckpointKey, self.workspace(), &row.bytes("sealed")?)?;
        let document = Zeroizing::new(document);
        let pair = Ed25519KeyPair::from_pkcs8(&document).map_err(|_| KEY)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| KEY)?;
        let key = PublicKey::new(origin(self.workspace()), public);
        Ok((pair, key))
    }

    /// The key in the clear. Whoever changed it has made every checkpoint that was kept elsewhere refuse it.
    pub(super) async fn public_key(&mut self) -> Result<PublicKey, StoreError> {
        let row = sqlx::query("SELECT public_key FROM checkpoint_key WHERE workspace_id = $1")
            .bind(self.scope())
            .fetch_one(self.connection())
            .await?;
        let bytes = row.bytes("public_key")?.as_slice().try_into().map_err(|_| KEY)?;
        Ok(PublicKey::new(origin(self.workspace()), bytes))
    }

    pub(super) async fn frontier(&mut self) -> Result<Frontier, StoreError> {
        let row = sqlx::query("SELECT sequence, frontier FROM audit_head WHERE workspace_id = $1")
            .bind(self.scope())
            .fetch_one(self.connection())
            .await?;
        let leaves = u64::try_from(row.integer("sequence")?).map_err(|_| HEAD)?;
        Frontier::from_bytes(leaves, &row.bytes("frontier")?).ok_or(HEAD)
    }
}
