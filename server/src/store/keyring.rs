use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Mutex as Gate;
use uuid::Uuid;

use super::keys::StoredKeys;
use super::{Store, StoreError};
use crate::vault::{Custody, VaultError, WorkspaceKeys};

/// How long keys are used without a look at whether they still hold.
#[derive(Debug, Clone, Copy)]
pub struct KeyLease {
    /// After this a server reads them anew: so soon it learns of new, revoked and destroyed keys.
    pub hold: Duration,
    /// No transaction keeps what it wrote longer than this after its keys' lease ran out.
    pub longest: Duration,
}

impl KeyLease {
    /// From the moment a key was replaced until nobody can have written anything under it any more.
    pub fn settled(self) -> Duration {
        self.hold + self.longest
    }
}

impl Default for KeyLease {
    fn default() -> Self {
        Self { hold: Duration::from_secs(20), longest: Duration::from_secs(30) }
    }
}

/// A workspace whose own key could not be asked for this long is closed, as if it were revoked.
const UNCONFIRMED: Duration = Duration::from_mins(1);

/// The keys of workspaces in use.
pub(super) struct Keyring {
    custody: Custody,
    lease: KeyLease,
    slots: Mutex<HashMap<Uuid, Arc<Slot>>>,
}

#[derive(Default)]
struct Slot {
    known: Mutex<Option<Known>>,
    /// One reads anew, the others wait for it.
    reading: Gate<()>,
}

#[derive(Clone)]
struct Known {
    keys: Arc<WorkspaceKeys>,
    stored: StoredKeys,
    /// When the database, and where the workspace has a key of its own that key's service, last agreed.
    confirmed: Instant,
    looked: Instant,
}

/// Keys, and how long what they seal may be kept.
pub(super) struct Held {
    pub(super) keys: Arc<WorkspaceKeys>,
    pub(super) good_until: Instant,
}

impl Keyring {
    pub(super) fn new(custody: Custody, lease: KeyLease) -> Self {
        Self { custody, lease, slots: Mutex::default() }
    }

    pub(super) const fn custody(&self) -> &Custody {
        &self.custody
    }

    fn slot(&self, workspace: Uuid) -> Arc<Slot> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).entry(workspace).or_default().clone()
    }

    fn held(&self, known: &Known) -> Held {
        Held { keys: known.keys.clone(), good_until: known.looked + self.lease.settled() }
    }

    /// What is known, while nobody needs to look again.
    fn fresh(&self, slot: &Slot) -> Option<Held> {
        let known = slot.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|known| known.looked.elapsed() < self.lease.hold).map(|known| self.held(known))
    }
}

impl Slot {
    fn known(&self) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, known: Option<Known>) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

impl Store {
    /// How soon servers learn of changed keys.
    pub fn lease(&self) -> KeyLease {
        self.keyring.lease
    }

    /// Forgets a workspace's keys, so that the next transaction reads them anew.
    pub(super) fn let_go_of_keys(&self, workspace: Uuid) {
        self.keyring.slot(workspace).set(None);
    }

    pub(super) async fn keys_of(&self, workspace: Uuid) -> Result<Held, StoreError> {
        let slot = self.keyring.slot(workspace);
        if let Some(held) = self.keyring.fresh(&slot) {
            return Ok(held);
        }
        let _reading = slot.reading.lock().await;
        if let Some(held) = self.keyring.fresh(&slot) {
            return Ok(held);
        }
        let looked = Instant::now();
        let stored = self.read_without_keys(workspace).await?.stored_keys().await?;
        let known = match slot.known() {
            Some(known) if known.stored == stored => self.confirmed(workspace, known, looked).await,
            _ => self.opened(workspace, stored, looked).await,
        };
        match known {
            Ok(known) => {
                let held = self.keyring.held(&known);
                slot.set(Some(known));
                Ok(held)
            }
            Err(error) => {
                slot.set(None);
                Err(error.into())
            }
        }
    }

    async fn opened(&self, workspace: Uuid, stored: StoredKeys, looked: Instant) -> Result<Known, VaultError> {
        let keys = Arc::new(WorkspaceKeys::open(&self.keyring.custody, workspace, &stored.keys).await?);
        Ok(Known { keys, stored, confirmed: looked, looked })
    }

    /// The same keys as before. Where they are under a key of the workspace's own, its service must still agree.
    async fn confirmed(&self, workspace: Uuid, mut known: Known, looked: Instant) -> Result<Known, VaultError> {
        known.looked = looked;
        let Some(key) = known.stored.under_own_key() else {
            known.confirmed = looked;
            return Ok(known);
        };
        match WorkspaceKeys::secret(&self.keyring.custody, workspace, key).await {
            Ok(_) => known.confirmed = looked,
            Err(error) if error.is_passing() && known.confirmed.elapsed() < UNCONFIRMED => {
                tracing::warn!(%workspace, %error, "the workspace's own key could not be asked");
            }
            Err(error) => return Err(error),
        }
        Ok(known)
    }
}
