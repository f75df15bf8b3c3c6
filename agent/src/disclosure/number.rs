//! Columns of numbers, dates and times.

use conspectus_metadata::{Column, Count, Rule, Semantic, TypeFamily, WithheldFigure};

use super::bins::{self, Bins};
use super::cells::{self, partition};
use super::gaps::Gaps;
use super::quantiles::{self, Axis};
use super::scope::Scope;
use super::signs::Signs;
use super::{distinct, moments, nulls, semantic};
use crate::summary::{ColumnSummary, NumberSummary};

/// Fills in what may be said about a column of numbers.
pub(super) fn publish(
    column: &ColumnSummary,
    number: &NumberSummary,
    scope: &Scope,
    target: &mut Column,
    gaps: &mut Gaps,
) {
    let figures = Figures { column, number, scope };
    let infinite = number.pos_inf + number.neg_inf;
    let groups = [nulls::to_tell(column, scope), number.nan, infinite];
    let specials = partition(&groups, number.finite, scope);
    target.nulls = Some(nulls::whole(specials[0], column, scope));
    if figures.has_specials() {
        target.nan = Some(specials[1]);
        target.infinite = Some(specials[2]);
    }
    if specials.iter().any(|count| matches!(count, Count::Range { .. })) {
        gaps.coarsen(WithheldFigure::Nulls, Rule::Cells);
    }
    if number.finite < scope.min_cell {
        if number.finite > 0 {
            gaps.withhold(WithheldFigure::All, Rule::Rows);
        }
        return;
    }
    if figures.is_identifier() {
        target.semantic = Some(Semantic::Identifier);
        target.distinct = Some(distinct::all_distinct());
        gaps.withhold(WithheldFigure::All, Rule::Identifiers);
        return;
    }
    target.distinct = Some(distinct::publish(number.distinct(), number.count(), gaps));
    target.semantic = Some(semantic::of_place(&target.name, figures.semantic()));
    figures.publish_shape(target, gaps);
    target.moments = moments::publish(number, scope, gaps);
    figures.publish_constant(target);
}

struct Figures<'a> {
    column: &'a ColumnSummary,
    number: &'a NumberSummary,
    scope: &'a Scope,
}

impl Figures<'_> {
    fn axis(&self) -> Axis {
        let family = self.column.family;
        Axis { family, integral: self.number.integral && !is_temporal(family) && family != TypeFamily::Duration }
    }

    /// Only floating-point numbers can be NaN or infinite.
    fn has_specials(&self) -> bool {
        let specials = self.number.nan + self.number.pos_inf + self.number.neg_inf;
        self.column.family == TypeFamily::Float || specials > 0
    }

    fn is_identifier(&self) -> bool {
        self.axis().integral && distinct::nearly_all(self.number.distinct(), self.number.count())
    }

    fn semantic(&self) -> Semantic {
        match self.number.distinct() {
            1 => Semantic::Constant,
            _ if is_temporal(self.column.family) => Semantic::Temporal,
            2 if self.axis().integral => Semantic::Categorical,
            _ if self.axis().integral && semantic::is_ordinal(self.number, self.scope) => Semantic::Ordinal,
            _ if self.axis().integral => Semantic::Discrete,
            _ => Semantic::Continuous,
        }
    }

    /// A constant is told by all its figures in the same words: those of its mean. Dates and times keep their calendar.
    fn publish_constant(&self, target: &mut Column) {
        let constant =
            self.number.distinct_is_exact() && self.number.distinct() == 1 && !is_temporal(self.column.family);
        let Some(moments) = target.moments.as_mut().filter(|_| constant) else { return };
        moments.standard_deviation = Some(0.0);
        for quantile in &mut target.quantiles {
            quantile.value = moments.mean;
        }
    }

    /// Histogram, signs and quantiles: all are sums over the same cells, so none contradicts another by a few rows.
    fn publish_shape(&self, target: &mut Column, gaps: &mut Gaps) {
        let values = self.number.distribution();
        let groups =
            [nulls::to_tell(self.column, self.scope), self.number.nan, self.number.pos_inf + self.number.neg_inf];
        let small = groups.into_iter().filter(|count| self.scope.is_small(*count));
        let (hidden_cells, hidden_rows) = small.fold((0, 0), |(cells, rows), count| (cells + 1, rows + count));
        let range = quantiles::range(values, self.axis(), self.scope);
        let mut bins = match &range {
            Some(range) => bins::lay(values, self.axis(), range, hidden_rows, self.scope),
            None => Bins { edges: Vec::new(), counts: vec![self.number.finite], merged: false },
        };
        let mut signs = Signs::split(&bins, self.number, self.scope);
        signs.absorb(&mut bins, hidden_rows, hidden_cells, self.scope);
        if !is_temporal(self.column.family) {
            target.zeros = Some(signs.zeros());
            target.negatives = Some(signs.negatives());
            if signs.are_coarse() {
                gaps.coarsen(WithheldFigure::Counts, Rule::Cells);
            }
        }
        match range {
            Some(range) => {
                gaps.coarsen(WithheldFigure::Range, Rule::Extremes);
                gaps.coarsen(WithheldFigure::Quantiles, Rule::Quantiles);
                let edges = bins.cumulative();
                let n = bins.total();
                target.quantiles = quantiles::publish(values, self.axis(), &range, &edges, n, self.scope);
            }
            None => gaps.withhold(WithheldFigure::Quantiles, Rule::Quantiles),
        }
        let coarse = bins.merged || hidden_rows > 0;
        target.histogram = bins.into_histogram();
        match &target.histogram {
            None if target.quantiles.is_empty() => gaps.withhold(WithheldFigure::Histogram, Rule::Quantiles),
            None if self.number.distinct() > 1 => gaps.withhold(WithheldFigure::Histogram, Rule::Cells),
            Some(_) if coarse => gaps.coarsen(WithheldFigure::Histogram, Rule::Cells),
            _ => {}
        }
    }
}

/// What the figures of the column say it is.
pub(super) fn semantic_of(column: &ColumnSummary, number: &NumberSummary) -> Semantic {
    Figures { column, number, scope: &Scope::of(&conspectus_metadata::Policy::STANDARD) }.semantic()
}

pub(super) const fn is_temporal(family: TypeFamily) -> bool {
    matches!(family, TypeFamily::Date | TypeFamily::Time | TypeFamily::Timestamp)
}

/// Only nulls: for columns without figures.
pub(super) fn publish_nulls(column: &ColumnSummary, scope: &Scope, target: &mut Column, gaps: &mut Gaps) {
    let told = cells::partition(&[nulls::to_tell(column, scope)], column.rows.saturating_sub(column.nulls), scope)[0];
    let nulls = nulls::whole(told, column, scope);
    if matches!(nulls, Count::Range { .. }) {
        gaps.coarsen(WithheldFigure::Nulls, Rule::Cells);
    }
    target.nulls = Some(nulls);
}
