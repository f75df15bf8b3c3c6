//! What the agent takes from the machine it runs on, given as an argument so that tests decide it.

use conspectus_metadata::CaptureId;
use jiff::Timestamp;

/// Time, ids and randomness. A binary implements it once.
pub trait Surroundings: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;
    /// A new UUIDv7, greater than those this process made before.
    fn capture_id(&self) -> CaptureId;
    /// Fills `bytes` with randomness fit for a key.
    fn fill(&self, bytes: &mut [u8]);

    /// A random number between 0 and 1, to keep many agents from retrying at the same moment.
    fn jitter(&self) -> f64 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    }
}

/// RFC 3339 in UTC, to the millisecond: how every time is written, in captures and in the ledger.
#[must_use]
pub fn rfc3339(time: Timestamp) -> String {
    format!("{time:.3}")
}

#[cfg(test)]
pub(crate) mod testing {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::{CaptureId, Surroundings, Timestamp};

    /// A clock that stands still, and ids that are new in every process.
    #[derive(Debug, Default)]
    pub(crate) struct Steady(AtomicU32);

    impl Surroundings for Steady {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(1_700_000_000).expect("in range")
        }

        fn capture_id(&self) -> CaptureId {
            let mut bytes = [0; 16];
            self.fill(&mut bytes);
            bytes[..4].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
            CaptureId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
        }

        fn fill(&self, bytes: &mut [u8]) {
            ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), bytes).expect("randomness");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc_to_the_millisecond() {
        let time = Timestamp::from_nanosecond(1_700_000_000_123_456_789).expect("in range");
        assert_eq!(rfc3339(time), "2023-11-14T22:13:20.123Z");
    }
}
