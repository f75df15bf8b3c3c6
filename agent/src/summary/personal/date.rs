//! Dates, and those that may be somebody's birth.

use super::{Marks, Pattern};

/// A year, month and day, or day, month and year, perhaps followed by a time.
pub(super) fn date(text: &[u8], marks: &mut Marks) {
    if let Some((year, _, day)) = parts(text) {
        marks.set_date();
        // The first of a month is how periods are written.
        let timeless = text.trim_ascii().len() <= 10;
        marks.judge(Pattern::BirthDate, timeless && (1905..=1989).contains(&year) && day != 1);
    }
}

/// Year, month and day; which of the two is the day may be in doubt.
fn parts(text: &[u8]) -> Option<(u32, u32, u32)> {
    let text = text.trim_ascii();
    let mut parts = text.splitn(3, |byte| matches!(byte, b'-' | b'/' | b'.'));
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    let last = last.split(|byte| matches!(byte, b' ' | b'T')).next().unwrap_or_default();
    let (first, month, last) = (number(first)?, number(month)?, number(last)?);
    let is_year = |year: u32| (1000..=2999).contains(&year);
    let is_day = |a: u32, b: u32| (1..=12).contains(&a.min(b)) && (1..=31).contains(&a.max(b));
    if is_year(first) && is_day(month, last) {
        Some((first, month, last))
    } else {
        (is_year(last) && is_day(first, month)).then_some((last, first.min(month), first.max(month)))
    }
}

fn number(text: &[u8]) -> Option<u32> {
    (1..=4).contains(&text.len()).then(|| {
        text.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
    })?
}
