//! Rules *distinct* and *identifiers*.

use conspectus_metadata::{Distinct, Rule, WithheldFigure, grid};

use super::gaps::Gaps;

/// Whether nearly every value occurs once: at least 95 of 100.
pub(super) fn nearly_all(distinct: u64, values: u64) -> bool {
    values > 0 && distinct.saturating_mul(100) >= values.saturating_mul(95)
}

/// All that is said about an identifier.
pub(super) const fn all_distinct() -> Distinct {
    Distinct { estimate: None, all_distinct: true }
}

/// An estimate to two significant digits; none where it would say how few values repeat.
pub(super) fn publish(distinct: u64, values: u64, gaps: &mut Gaps) -> Distinct {
    if nearly_all(distinct, values) {
        return all_distinct();
    }
    let estimate = grid::significant(distinct as f64, 2) as u64;
    if estimate != distinct {
        gaps.coarsen(WithheldFigure::Distinct, Rule::Distinct);
    }
    Distinct { estimate: Some(estimate), all_distinct: false }
}
