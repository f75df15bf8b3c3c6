//! Pairs of latitude and longitude.

use super::{Marks, Pattern};

/// Looks at a whole text: `52.5200, 13.4050`, `(52.52, 13.405)`, `POINT (13.4 52.5)`, `52°31'12"N 13°24'18"E`.
pub(super) fn coordinates(text: &[u8], marks: &mut Marks) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let text = text.trim();
    if text.contains('°') {
        let sides = |letters: &str| text.contains(|c: char| letters.contains(c));
        marks.judge(Pattern::Coordinates, sides("NSns") && sides("EWOewo"));
        return;
    }
    let well_known = text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("point"));
    let bare = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let bare = bare.trim_matches(|c| "()[]{} ".contains(c));
    let separators: &[char] = &[',', ';', ' ', '|'];
    let mut parts = bare.split(separators).filter(|part| !part.is_empty());
    let (Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next()) else { return };
    let (Some(first), Some(second)) = (degrees(first), degrees(second)) else { return };
    let (latitude, longitude) = if first.0.abs() <= 90.0 && !well_known { (first, second) } else { (second, first) };
    let on_earth = latitude.0.abs() <= 90.0 && longitude.0.abs() <= 180.0;
    // Pairs of small numbers are anything; almost nobody lives so near to where equator and prime meridian meet.
    let inhabited = latitude.0.abs() + longitude.0.abs() >= 5.0;
    let precise = latitude.1 >= 3 && longitude.1 >= 3 || well_known;
    marks.judge(Pattern::Coordinates, on_earth && inhabited && precise);
}

/// The number and how many decimals it has.
fn degrees(text: &str) -> Option<(f64, usize)> {
    let (_, decimals) = text.split_once('.')?;
    Some((text.parse().ok()?, decimals.len()))
}
