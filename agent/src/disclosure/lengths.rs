//! Rule *text*: lengths of text, binary values and lists.

use conspectus_metadata::{Count, LengthSummary, Rule, TypeFamily, WithheldFigure, grid};

use super::gaps::Gaps;
use super::moments;
use super::quantiles::{self, Axis};
use super::scope::Scope;
use crate::summary::NumberSummary;

/// Mean, to two digits so that one long text does not show in it, and quantiles of the lengths, under the rules for
/// numbers; `empty` was made safe by the caller.
pub(super) fn publish(lengths: &NumberSummary, empty: Count, scope: &Scope, gaps: &mut Gaps) -> LengthSummary {
    let axis = Axis { family: TypeFamily::Text, integral: true };
    let values = lengths.distribution();
    let range = quantiles::range(values, axis, scope);
    let quantiles = range.map(|range| quantiles::publish(values, axis, &range, &[], values.count(), scope));
    let mut inner = Gaps::default();
    let mean = moments::publish(lengths, scope, &mut inner).map(|moments| grid::significant(moments.mean, 2));
    if quantiles.is_none() {
        gaps.withhold(WithheldFigure::Lengths, Rule::Quantiles);
    } else if mean.is_none() {
        gaps.coarsen(WithheldFigure::Lengths, Rule::Cells);
    }
    LengthSummary { mean, quantiles: quantiles.unwrap_or_default(), empty: Some(empty) }
}
