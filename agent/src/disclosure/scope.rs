use conspectus_metadata::Policy;

/// The thresholds that hold for one column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) min_rows: u64,
    pub(super) min_cell: u64,
    /// So many missing values another column has, or none; see [`super::nulls`].
    pub(super) null_step: u64,
    /// The user wants the labels of this column to be shown.
    pub(super) revealed: bool,
}

impl Scope {
    pub(super) const fn of(policy: &Policy) -> Self {
        Self { min_rows: policy.min_rows, min_cell: policy.min_cell, null_step: 0, revealed: false }
    }

    /// For the items of a list: one row holds up to `longest` of them, so it takes that many times more items for a
    /// figure to stand for `min_cell` rows.
    pub(super) fn of_items(self, longest: u64) -> Self {
        let longest = longest.max(1);
        Self {
            min_rows: self.min_rows.saturating_mul(longest),
            min_cell: self.min_cell.saturating_mul(longest),
            null_step: 0,
            revealed: false,
        }
    }

    /// Whether a count stands for too few rows to be published.
    pub(super) const fn is_small(&self, count: u64) -> bool {
        count > 0 && count < self.min_cell
    }

    /// The most rows a hidden cell can have.
    pub(super) const fn largest_small(&self) -> u64 {
        self.min_cell.saturating_sub(1)
    }
}
