/// Collects the bytes of a partial summary.
pub(in crate::summary) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn new(magic: &[u8]) -> Self {
        Self(magic.to_vec())
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A count or a length: seven bits a byte, so that small ones are short.
    pub(in crate::summary) fn count(&mut self, mut count: u64) {
        while count >= 0x80 {
            self.0.push(count as u8 | 0x80);
            count >>= 7;
        }
        self.0.push(count as u8);
    }

    /// Eight bytes, for hashes and sums.
    pub(in crate::summary) fn word(&mut self, word: u64) {
        self.0.extend(word.to_le_bytes());
    }

    pub(in crate::summary) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}
