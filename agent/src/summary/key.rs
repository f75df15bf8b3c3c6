/// The secret of one ledger: every hash of a value is keyed by it.
#[derive(Clone)]
pub struct SummaryKey([u8; 32]);

impl SummaryKey {
    /// A key from 32 secret bytes.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The public key behind plain fingerprints: equal content gives equal fingerprints on every machine.
    pub const fn plain() -> Self {
        Self(*b"conspectus plain fingerprint, v1")
    }
}

impl std::fmt::Debug for SummaryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SummaryKey(..)")
    }
}
