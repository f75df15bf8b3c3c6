use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Open at the same time, from everywhere.
const MOST: usize = 4096;
/// Open at the same time from one address that is not a trusted proxy's.
const MOST_FROM_ONE: usize = 512;

/// Counts connections, so that no one address can take all of them.
#[derive(Clone)]
pub(super) struct Connections {
    free: Arc<Semaphore>,
    of: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A connection that is counted until this is dropped.
pub(super) struct Counted {
    of: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: IpAddr,
    _place: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) fn new() -> Self {
        Self { free: Arc::new(Semaphore::new(MOST)), of: Arc::default() }
    }

    /// Waits for a place; none when this address has too many.
    pub(super) async fn enter(&self, address: IpAddr, is_trusted: bool) -> Option<Counted> {
        let place = self.free.clone().acquire_owned().await.ok()?;
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let count = of.entry(address).or_default();
        if *count >= MOST_FROM_ONE && !is_trusted {
            return None;
        }
        *count += 1;
        Some(Counted { of: self.of.clone(), address, _place: place })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = of.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                of.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_address_cannot_take_all_connections_and_a_proxy_may_bring_many() {
        let connections = Connections::new();
        let (one, other): (IpAddr, IpAddr) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let mut open = Vec::new();
        for _ in 0..MOST_FROM_ONE {
            open.push(connections.enter(one, false).await.expect("a place"));
        }
        assert!(connections.enter(one, false).await.is_none());
        assert!(connections.enter(other, false).await.is_some());
        assert!(connections.enter(one, true).await.is_some());
        open.clear();
        assert!(connections.enter(one, false).await.is_some());
        assert!(connections.of.lock().expect("not poisoned").is_empty(), "nothing is remembered of who has left");
    }
}
