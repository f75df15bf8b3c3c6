//! What the values of a column of text could be read as: shares of at least `min_cell` values.

use conspectus_metadata::{Encoding, Looks, Rule, WithheldFigure};

use super::gaps::Gaps;
use super::scope::Scope;
use crate::summary::{TextEncoding, TextSummary};

/// Fewer than `min_cell` values that look so, or that do not, are as good as none; a gap would tell that they are there.
pub(super) fn publish(text: &TextSummary, scope: &Scope, gaps: &mut Gaps) -> Option<Looks> {
    let tested = text.tested();
    if tested < scope.min_rows {
        return None;
    }
    let share = |looking: u64| {
        let (looking, rest) = (looking.min(tested), tested.saturating_sub(looking));
        if scope.is_small(looking) || scope.is_small(rest) {
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

/// Other characters than those of ASCII are told of where frequent values have them, and a few rows that may have them are
/// as good as none.
fn encoding(text: &TextSummary, scope: &Scope) -> Option<Encoding> {
    let frequent = text.frequent();
    let rows = |ascii: bool| frequent.iter().filter(|(value, _)| value.is_ascii() == ascii).map(|(_, rows)| rows).sum();
    let (narrow, wide): (u64, u64) = (rows(true), rows(false));
    let others = text.lengths.count().saturating_sub(narrow);
    if text.encoding() == TextEncoding::Ascii || scope.is_small(others) {
        return Some(Encoding::Ascii);
    }
    (wide >= scope.min_cell).then_some(Encoding::Utf8)
}
