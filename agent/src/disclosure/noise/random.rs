use std::convert::Infallible;

use prio::dp::Rational;
use prio::dp::distributions::DiscreteLaplace;
use rand::TryRng;
use rand::distr::Distribution as _;
use ring::hmac;

use super::Terms;

/// Millionths in one.
const ONE: u64 = 1_000_000;

/// A stream of noise: blocks of HMAC-SHA-256 under a secret key, from which discrete Laplace numbers are sampled exactly.
pub struct Noise {
    key: hmac::Key,
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl Noise {
    /// The stream that belongs to one content and one set of terms.
    #[must_use]
    pub fn new(key: &[u8; 32], content: [u8; 16], terms: &Terms) -> Self {
        let root = hmac::Key::new(hmac::HMAC_SHA256, key);
        let mut stream = hmac::Context::with_key(&root);
        stream.update(b"conspectus noise 1");
        stream.update(&content);
        stream.update(&terms.epsilon.to_bits().to_le_bytes());
        stream.update(&terms.delta.to_bits().to_le_bytes());
        for (name, (low, high)) in &terms.bounds {
            stream.update(&(name.len() as u64).to_le_bytes());
            stream.update(name.as_bytes());
            stream.update(&low.to_bits().to_le_bytes());
            stream.update(&high.to_bits().to_le_bytes());
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, stream.sign().as_ref());
        Self { key, counter: 0, block: [0; 32], used: 32 }
    }

    /// The count with noise of scale 1/ε, for ε in millionths; never below zero.
    pub(super) fn add(&mut self, count: u64, micros: u64) -> u64 {
        u64::try_from(self.signed(count, micros).max(0)).unwrap_or(0)
    }

    /// The count with noise of scale 1/ε, below zero too.
    pub(super) fn signed(&mut self, count: u64, micros: u64) -> i64 {
        // Neither number is zero, so there is a scale and a distribution; were there none, nothing would be told.
        let scale = Rational::from_unsigned(ONE, micros.max(1)).and_then(DiscreteLaplace::new);
        let Ok(distribution) = scale else { return 0 };
        let sample = distribution.sample(&mut *self);
        let noise = i64::try_from(sample).unwrap_or(i64::MAX);
        i64::try_from(count).unwrap_or(i64::MAX).saturating_add(noise)
    }

    /// A number that noise of scale 1/ε exceeds with a chance of at most `chance`.
    pub(super) fn reach(micros: u64, chance: f64) -> i64 {
        let scale = ONE as f64 / micros.max(1) as f64;
        ((1.0 / chance.max(f64::MIN_POSITIVE)).ln() * scale).ceil() as i64 + 1
    }

    fn refill(&mut self) {
        let block = hmac::sign(&self.key, &self.counter.to_le_bytes());
        self.block.copy_from_slice(block.as_ref());
        self.counter += 1;
        self.used = 0;
    }
}

impl TryRng for Noise {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            if self.used == self.block.len() {
                self.refill();
            }
            *byte = self.block[self.used];
            self.used += 1;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Noise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Noise").finish_non_exhaustive()
    }
}
