//! What the values of a column of text could be read as: shares of at least `min_cell` values.

use conspectus_metadata::{Encoding, Looks, Rule, WithheldFigure};

use super::gaps::Gaps;
use super::scope::Scope;
use crate::summary::{TextEncoding, TextSummary};

/// Fewer than `min_cell` values that look so, or that do not, are as good as none.
pub(super) fn publish(text: &TextSummary, scope: &Scope, gaps: &mut Gaps) -> Option<Looks> {
    let tested = text.tested();
    if tested < scope.min_rows {
        return None;
    }
    let mut share = |looking: u64| {
        let (looking, rest) = (looking.min(tested), tested.saturating_sub(looking));
        if scope.is_small(looking) || scope.is_small(rest) {
            gaps.coarsen(WithheldFigure::Looks, Rule::Cells);
            return Some(if looking < rest { 0.0 } else { 1.0 });
        }
        Some((looking as f64 / tested as f64 * 100.0).round() / 100.0)
    };
    let (numeric, date) = (share(text.numeric_looking()), share(text.date_looking()));
    let encoding = encoding(text, scope);
    if encoding.is_none() {
        gaps.withhold(WithheldFigure::Looks, Rule::Cells);
    }
    Some(Looks { numeric, date, encoding })
}

/// Other characters than those of ASCII are told of where frequent values have them.
fn encoding(text: &TextSummary, scope: &Scope) -> Option<Encoding> {
    if text.encoding() == TextEncoding::Ascii {
        return Some(Encoding::Ascii);
    }
    let wide = text.frequent().into_iter().filter(|(value, _)| !value.is_ascii()).map(|(_, rows)| rows).sum::<u64>();
    (wide >= scope.min_cell).then_some(Encoding::Utf8)
}
