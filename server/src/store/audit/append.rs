use conspectus_proof::{Body, Committed, Frontier, Leaf, to_hex};

use super::{Row, SealedEvent, StoreError, Transaction, UNREADABLE};
use crate::audit::Event;
use crate::moment::Moment;
use crate::vault::{Table, random_bytes};

const FRONTIER: StoreError = StoreError::Unreadable("audit_head.frontier");

impl Transaction {
    /// Appends an event to the workspace's log. The last statement of a write: its row lock orders the writers.
    pub async fn audit(&mut self, event: Event<'_>) -> Result<(), StoreError> {
        let (sealed, body) = self.seal_event(&event).await?;
        let head = sqlx::query(
            "UPDATE audit_head SET sequence = sequence + 1 WHERE workspace_id = $1 RETURNING sequence, hash, frontier",
        )
        .bind(self.scope())
        .fetch_one(self.connection())
        .await?;
        let sequence = u64::try_from(head.integer("sequence")?).map_err(|_| FRONTIER)?;
        let mut frontier = Frontier::from_bytes(sequence - 1, &head.bytes("frontier")?).ok_or(FRONTIER)?;
        let leaf = Leaf {
            workspace: self.workspace(),
            sequence,
            id: event.id,
            at: event.at.millis(),
            event: event.name.to_owned(),
            actor_kind: event.actor.kind.as_str().to_owned(),
            actor_id: event.actor.id,
            subject: event.subject,
            previous: head.bytes("hash")?.as_slice().try_into().map_err(|_| FRONTIER)?,
            body: body.digest().ok_or(UNREADABLE)?,
        };
        for node in frontier.push(leaf.hash()) {
            self.keep_node(&node).await?;
        }
        self.advance_head(&leaf, &frontier).await?;
        self.insert_event(leaf, sealed).await
    }

    /// The event's body, committed to and sealed.
    async fn seal_event(&mut self, event: &Event<'_>) -> Result<(Vec<u8>, Committed), StoreError> {
        let actor = event.actor;
        let (name, person, digest) = match actor.account {
            Some(account) => {
                let committed = Committed::new(&*random_bytes::<32>()?, actor.name.clone());
                let digest = committed.digest().ok_or(UNREADABLE)?;
                let sealed = self.seal_person(account, event.id, event.at, &committed).await?;
                (None, Some(sealed), Some(to_hex(&digest)))
            }
            None => (Some(actor.name.clone()), None, None),
        };
        let body = Body {
            scope: event.reach.as_str().to_owned(),
            sensitivity: event.sensitivity.as_str().to_owned(),
            severity: event.severity.as_str().to_owned(),
            actor: name,
            person: digest,
            payload: event.payload.clone(),
        };
        let text = serde_json::to_string(&body).map_err(|_| UNREADABLE)?;
        let sealed_event = SealedEvent { body: Committed::new(&*random_bytes::<32>()?, text), person };
        let sealed = self.seal(Table::AuditEvent, event.id, &sealed_event)?;
        Ok((sealed, sealed_event.body))
    }

    async fn advance_head(&mut self, leaf: &Leaf, frontier: &Frontier) -> Result<(), StoreError> {
        sqlx::query("UPDATE audit_head SET hash = $2, frontier = $3 WHERE workspace_id = $1")
            .bind(self.scope())
            .bind(leaf.hash().to_vec())
            .bind(frontier.to_bytes())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    async fn insert_event(&mut self, leaf: Leaf, sealed: Vec<u8>) -> Result<(), StoreError> {
        let hash = leaf.hash().to_vec();
        let signature = self.keys()?.sign(&hash)?;
        sqlx::query(
            "INSERT INTO audit_event (workspace_id, sequence, id, at, event, actor_kind, actor_id, subject_id,
                                      previous, hash, signature, sealed, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(self.scope())
        .bind(i64::try_from(leaf.sequence).map_err(|_| FRONTIER)?)
        .bind(leaf.id.to_string())
        .bind(leaf.at)
        .bind(leaf.event)
        .bind(leaf.actor_kind)
        .bind(leaf.actor_id.to_string())
        .bind(leaf.subject.map(|subject| subject.to_string()))
        .bind(leaf.previous.to_vec())
        .bind(hash)
        .bind(signature)
        .bind(sealed)
        .bind(leaf.body.to_vec())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Starts the workspace's log, and makes the key that signs its heads.
    pub(in crate::store) async fn create_log(&mut self, at: Moment) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO audit_head (workspace_id, sequence, hash, frontier) VALUES ($1, 0, $2, $3)")
            .bind(self.scope())
            .bind(vec![0_u8; 32])
            .bind(Vec::<u8>::new())
            .execute(self.connection())
            .await?;
        self.create_checkpoint_key(at).await
    }
}
