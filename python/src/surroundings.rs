use conspectus_agent::surroundings::Surroundings;
use conspectus_metadata::CaptureId;
use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use uuid::Uuid;

/// The machine as it is.
pub(crate) struct Machine(pub(crate) SystemRandom);

#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read and ids are made")]
impl Surroundings for Machine {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn capture_id(&self) -> CaptureId {
        CaptureId(Uuid::now_v7())
    }

    #[expect(clippy::expect_used, reason = "a system without randomness cannot keep a secret, so nothing may go on")]
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes).expect("the system has randomness");
    }
}
