//! Rules *precision* and *dominance*: mean and standard deviation.

use conspectus_metadata::grid::{DecimalStep, significant};
use conspectus_metadata::{Moments, Rule, WithheldFigure};

use super::gaps::Gaps;
use super::scope::Scope;
use crate::summary::NumberSummary;

const DIGITS: usize = 4;

pub(super) fn publish(number: &NumberSummary, scope: &Scope, gaps: &mut Gaps) -> Option<Moments> {
    let (mean, variance) = (number.mean()?, number.variance());
    if !mean.is_finite() {
        return None;
    }
    let rule = if is_dominated(number) {
        Some(Rule::Dominance)
    } else if rests_on_few(number, scope) {
        Some(Rule::Cells)
    } else {
        None
    };
    if let Some(rule) = rule {
        gaps.withhold(WithheldFigure::Mean, rule);
        gaps.withhold(WithheldFigure::StandardDeviation, rule);
        return None;
    }
    let influence = Influence::of(number, mean, variance.unwrap_or(0.0));
    gaps.coarsen(WithheldFigure::Mean, Rule::Precision);
    let deviation = variance.map(f64::sqrt).filter(|deviation| deviation.is_finite());
    // Where one value makes most of the deviation, even a single digit of it would be that value's.
    let dominated = deviation.is_some_and(|deviation| deviation > 0.0 && influence.on_deviation * 2.0 >= deviation);
    let deviation = deviation.filter(|_| !dominated);
    if dominated {
        gaps.withhold(WithheldFigure::StandardDeviation, Rule::Dominance);
    } else if deviation.is_some() {
        gaps.coarsen(WithheldFigure::StandardDeviation, Rule::Precision);
    }
    Some(Moments {
        mean: coarse(mean, influence.on_mean),
        standard_deviation: deviation.map(|deviation| coarse(deviation, influence.on_deviation)),
        skewness: skewness(number, mean, deviation, gaps),
    })
}

/// To two significant digits, in steps no finer than what the outermost value changes; none where one value makes up half
/// of it, or two make up two thirds.
fn skewness(number: &NumberSummary, mean: f64, deviation: Option<f64>, gaps: &mut Gaps) -> Option<f64> {
    let (skewness, deviation) = (number.skewness()?, deviation.filter(|deviation| *deviation > 0.0)?);
    let n = number.finite as f64;
    // Of either sign: which one the largest values have is not known.
    let part = |largest: f64| ((largest + mean.abs()).min(reach(number, mean)) / deviation).powi(3) / n;
    let (first, second) = number.largest();
    let (first, second) = (part(first), part(second));
    // The cubes of all distances together are at least one in these units.
    let total = skewness.abs().max(1.0);
    if !skewness.is_finite() || first >= total / 2.0 || first + second >= total * 2.0 / 3.0 {
        gaps.withhold(WithheldFigure::Skewness, Rule::Dominance);
        return None;
    }
    gaps.coarsen(WithheldFigure::Skewness, Rule::Precision);
    // Beside its own cube, a row moves mean and deviation.
    let rounded = coarse(skewness, first + 3.0 * (1.0 + skewness.abs()) / n);
    Some(significant(rounded, 2))
}

/// The largest distance of a value from the mean.
fn reach(number: &NumberSummary, mean: f64) -> f64 {
    number.distribution().range().map_or(0.0, |(low, high)| (mean - low).abs().max((high - mean).abs()))
}

/// One value makes up half of the total, or two make up two thirds.
fn is_dominated(number: &NumberSummary) -> bool {
    let (first, second) = number.largest();
    let total = number.total();
    total > 0.0 && (first >= total / 2.0 || first + second >= total * 2.0 / 3.0)
}

/// All values are equal but for a few rows: the mean would be theirs.
fn rests_on_few(number: &NumberSummary, scope: &Scope) -> bool {
    let most = number.frequent().first().map_or(0, |(_, count)| *count);
    scope.is_small(number.finite.saturating_sub(most))
}

/// How far one row can move a figure when it is added or removed: any ordinary one, and the most extreme one there is.
/// Finer figures would give the extreme away, for the sum of all others can be told from the histogram.
struct Influence {
    on_mean: f64,
    on_deviation: f64,
}

impl Influence {
    fn of(number: &NumberSummary, mean: f64, variance: f64) -> Self {
        let values = number.distribution();
        let (low, high) = (values.quantile(0.05), values.quantile(0.95));
        let (lowest, highest) = values.range().unwrap_or((low, high));
        let n = number.finite as f64;
        let reach = (mean - lowest.min(low)).abs().max((highest.max(high) - mean).abs());
        let least = (high - low) / n;
        let squares = variance * (n - 1.0);
        let deviation = variance.sqrt();
        let added = |distance: f64| ((squares + distance * distance * n / (n + 1.0)) / n).sqrt();
        let removed = |distance: f64| ((squares - distance * distance * n / (n - 1.0)).max(0.0) / (n - 2.0)).sqrt();
        // The nearest an ordinary row comes to the mean moves the deviation the other way.
        let nearest = mean.clamp(low.min(high), high.max(low)) - mean;
        let moved = [reach, nearest].into_iter().flat_map(|distance| [added(distance), removed(distance)]);
        let on_deviation = moved.map(|other| (other - deviation).abs()).fold(least, f64::max);
        Self { on_mean: least.max(reach / (n - 1.0)), on_deviation }
    }
}

/// At most four significant digits, in steps no finer than `step`.
pub(super) fn coarse(x: f64, step: f64) -> f64 {
    let digits = significant(x, DIGITS);
    if x == 0.0 || step <= 0.0 || !step.is_finite() {
        return digits;
    }
    let step = DecimalStep::at_least(step);
    let resolution = 10_f64.powi(x.abs().log10().floor() as i32 + 1 - DIGITS as i32);
    if step.width() < resolution { digits } else { significant(step.round(x), DIGITS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "the results are exact decimals by construction")]
    fn figures_lie_on_steps_of_one_two_or_five() {
        assert_eq!(coarse(0.0, 0.3), 0.0);
        assert_eq!(coarse(123.456, 0.0), 123.5);
        assert_eq!(coarse(123.456, 3.0), 125.0);
        assert_eq!(coarse(-123.456, 30.0), -100.0);
    }
}
