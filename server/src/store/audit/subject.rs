use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conspectus_proof::Committed;
use uuid::Uuid;

use super::{Row, SealedPerson, Store, StoreError, Transaction, UNREADABLE};
use crate::audit::{Event, Reach, Severity};
use crate::environment::Environment;
use crate::identity::Actor;
use crate::moment::Moment;
use crate::vault::{SubjectKey, Table};

/// People's keys for sealing, by workspace and person. Reading never uses it: what was erased elsewhere is gone here too.
pub(in crate::store) type Subjects = Arc<Mutex<HashMap<(Uuid, Uuid), Arc<SubjectKey>>>>;

impl Transaction {
    pub(super) async fn seal_person(
        &mut self,
        of: Uuid,
        event: Uuid,
        at: Moment,
        name: &Committed,
    ) -> Result<SealedPerson, StoreError> {
        let key = self.sealing_key(of, at).await?;
        let plain = serde_json::to_vec(name).map_err(|_| UNREADABLE)?;
        Ok(SealedPerson { of, sealed: STANDARD.encode(key.seal(event, &plain)?) })
    }

    /// None when the person's key is destroyed.
    pub(super) async fn open_person(
        &mut self,
        event: Uuid,
        person: &SealedPerson,
    ) -> Result<Option<Committed>, StoreError> {
        let Some(key) = self.subject_key(person.of).await? else { return Ok(None) };
        let sealed = STANDARD.decode(&person.sealed).map_err(|_| UNREADABLE)?;
        // A replica that had not heard of the erasure yet may have sealed under the destroyed key.
        let Ok(plain) = key.open(event, &sealed) else { return Ok(None) };
        serde_json::from_slice(&plain).map(Some).map_err(|_| UNREADABLE)
    }

    async fn sealing_key(&mut self, of: Uuid, at: Moment) -> Result<Arc<SubjectKey>, StoreError> {
        let place = (self.workspace(), of);
        let known = self.subjects.lock().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        if let Some(key) = self.subject_key(of).await? {
            let key = Arc::new(key);
            self.subjects.lock().unwrap_or_else(PoisonError::into_inner).insert(place, key.clone());
            return Ok(key);
        }
        // Not remembered before it is read back: this transaction may leave nothing.
        let bytes = SubjectKey::generate()?;
        let sealed = self.seal(Table::SubjectKey, of, &bytes.as_slice())?;
        sqlx::query(
            "INSERT INTO subject_key (workspace_id, subject_id, created_at, sealed) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace_id, subject_id) DO NOTHING",
        )
        .bind(self.scope())
        .bind(of.to_string())
        .bind(at.millis())
        .bind(sealed)
        .execute(self.connection())
        .await?;
        // Another transaction may have been faster; its key is the one that stays.
        Ok(Arc::new(self.subject_key(of).await?.ok_or(UNREADABLE)?))
    }

    async fn subject_key(&mut self, of: Uuid) -> Result<Option<SubjectKey>, StoreError> {
        let row = sqlx::query("SELECT sealed FROM subject_key WHERE workspace_id = $1 AND subject_id = $2")
            .bind(self.scope())
            .bind(of.to_string())
            .fetch_optional(self.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let bytes: Vec<u8> = self.unseal(Table::SubjectKey, of, &row.bytes("sealed")?)?;
        Ok(Some(SubjectKey::from_bytes(&zeroize::Zeroizing::new(bytes))?))
    }
}

impl Store {
    /// Destroys a person's key in the actor's workspace: their name is gone from every event, and every proof still holds.
    /// False when there was none.
    pub async fn erase_subject(
        &self,
        actor: &Actor,
        person: Uuid,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write(actor.workspace).await?;
        let erased = sqlx::query("DELETE FROM subject_key WHERE workspace_id = $1 AND subject_id = $2")
            .bind(transaction.scope())
            .bind(person.to_string())
            .execute(transaction.connection())
            .await?;
        if erased.rows_affected() == 0 {
            return Ok(false);
        }
        self.subjects.lock().unwrap_or_else(PoisonError::into_inner).remove(&(actor.workspace, person));
        let event = Event::new(environment.id(), environment.now(), "subject.erased", actor)
            .about(person)
            .security(Reach::User)
            .severity(Severity::Warn);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
