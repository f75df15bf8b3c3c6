use uuid::Uuid;

use crate::environment::Environment;
use crate::identity::Actor;
use crate::store::{DataRotation, INSTALLATION, Store, StoreError};
use crate::vault::Table;

/// How far a rotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// A rotation that was cut off goes on.
    Resumed,
    /// The new key opens everywhere; every server learns of it before one seals with it.
    Announced { version: u32 },
    /// So many bodies are under the new key, and so many are not yet.
    Resealed { done: u64, left: u64 },
    /// All bodies are under the new key; the old one stays until nobody can still be using it.
    Settling,
    /// The old keys are gone.
    Destroyed { keys: u64 },
    /// So many data keys are wrapped with the new master key.
    Rewrapped { keys: u64 },
}

/// Replaces a workspace's content key while servers read and write: each body is sealed under the new key, then the old
/// key is destroyed. Cut off at any moment, it goes on from there when it is called again.
pub async fn rotate_content(
    store: &Store,
    actor: &Actor,
    environment: &dyn Environment,
    mut tell: impl FnMut(Progress) + Send,
) -> Result<(), StoreError> {
    let rotation = store.begin_data_rotation(actor, environment).await?;
    if rotation.resumed {
        tell(Progress::Resumed);
    }
    tell(Progress::Announced { version: rotation.to_version });
    tokio::time::sleep(store.lease().hold).await;
    store.activate(rotation).await?;
    reseal_all(store, rotation, &mut tell).await?;
    tell(Progress::Settling);
    tokio::time::sleep(store.lease().settled()).await;
    // What was written meanwhile by servers that had not heard of the new key.
    while store.left_to_reseal(rotation.workspace).await? > 0 {
        reseal_all(store, rotation, &mut tell).await?;
    }
    let keys = store.finish_data_rotation(actor, rotation, environment).await?;
    tell(Progress::Destroyed { keys });
    Ok(())
}

async fn reseal_all(
    store: &Store,
    rotation: DataRotation,
    tell: &mut (impl FnMut(Progress) + Send),
) -> Result<(), StoreError> {
    let mut left = store.left_to_reseal(rotation.workspace).await?;
    let mut done = rotation.done;
    tell(Progress::Resealed { done, left });
    for table in Table::ALL.iter().filter(|table| !table.is_final()) {
        let mut after = String::new();
        loop {
            let batch = store.reseal(rotation, *table, &after).await?;
            done += batch.changed;
            left = left.saturating_sub(batch.changed);
            if batch.changed > 0 {
                tell(Progress::Resealed { done, left });
            }
            let Some(last) = batch.last else { break };
            after = last;
        }
    }
    Ok(())
}

/// Gives the master key of `owner` (the installation, or a workspace with a key of its own) a new version, and wraps
/// every data key with it. Bodies stay as they are. Cut off, it goes on when it is called again.
pub async fn rotate_master(
    store: &Store,
    owner: Uuid,
    environment: &dyn Environment,
    mut tell: impl FnMut(Progress) + Send,
) -> Result<(), StoreError> {
    let rotation = store.begin_master_rotation(owner, environment).await?;
    if rotation.resumed {
        tell(Progress::Resumed);
    }
    let mut keys = 0;
    for workspace in affected(store, owner).await? {
        keys += store.rewrap(rotation, workspace, environment).await?;
        tell(Progress::Rewrapped { keys });
    }
    store.finish_master_rotation(rotation, environment).await
}

/// Whose data keys are wrapped with the master key of `owner`.
async fn affected(store: &Store, owner: Uuid) -> Result<Vec<Uuid>, StoreError> {
    if owner != INSTALLATION {
        return Ok(vec![owner]);
    }
    let mut affected = Vec::new();
    for workspace in store.workspaces().await? {
        if !store.has_own_key(workspace).await? {
            affected.push(workspace);
        }
    }
    Ok(affected)
}
