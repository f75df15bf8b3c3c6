use ring::hmac;

/// The secret of one ledger: every hash of a value is keyed by it.
#[derive(Clone)]
pub struct SummaryKey([u8; 32]);

impl SummaryKey {
    /// A key from 32 secret bytes.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The key that follows from a ledger's secret, which itself stays with the ledger.
    pub fn of_ledger(secret: &[u8; 32]) -> Self {
        Self(Self(*secret).sign(b"conspectus summaries, v1"))
    }

    /// The 32 bytes, for a worker of the user's own cluster.
    pub const fn secret(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public key behind plain fingerprints: equal content gives equal fingerprints on every machine.
    pub const fn plain() -> Self {
        Self(*b"conspectus plain fingerprint, v1")
    }

    /// Four words for one purpose.
    pub(super) fn derive(&self, purpose: &[u8]) -> [u64; 4] {
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(self.sign(purpose).chunks_exact(8)) {
            *word = bytes.first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk));
        }
        words
    }

    /// HMAC-SHA-256 under this key.
    pub(super) fn sign(&self, message: &[u8]) -> [u8; 32] {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), message);
        tag.as_ref().first_chunk().copied().unwrap_or_default()
    }
}

impl std::fmt::Debug for SummaryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SummaryKey(..)")
    }
}
