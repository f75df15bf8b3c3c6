//! Names of time zones. In Arrow a zone is any text, and text is data: only zones of the public list leave with a type.

/// The names of the tz database (public domain), one a line, sorted.
const NAMES: &str = include_str!("names.txt");

/// `UTC`, `Europe/Berlin`, `America/Argentina/Buenos_Aires`, `+05:30`.
#[must_use]
pub fn is_zone(zone: &str) -> bool {
    is_offset(zone) || NAMES.lines().any(|name| name == zone)
}

/// A type in Arrow's words without zones that are none, at any depth: `list<timestamp[us, Ann]>` is
/// `list<timestamp[us]>`.
#[must_use]
pub fn without_unknown_zones(written: &str) -> String {
    let mut cleaned = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, after)) = rest.split_once("timestamp[") {
        cleaned.push_str(before);
        cleaned.push_str("timestamp[");
        let (unit, zone) = after.split_once(", ").filter(|(unit, _)| is_unit(unit)).unwrap_or((after, ""));
        if zone.is_empty() {
            rest = unit;
            continue;
        }
        // A zone that is none may hold brackets too, so that nothing behind it can be trusted.
        let (zone, behind) = zone.split_once(']').unwrap_or((zone, ""));
        cleaned.push_str(unit);
        if is_zone(zone) {
            cleaned.push_str(", ");
            cleaned.push_str(zone);
            cleaned.push(']');
            rest = behind;
        } else {
            cleaned.push(']');
            return cleaned + &">".repeat(cleaned_depth(written));
        }
    }
    cleaned + rest
}

/// How many brackets of lists are open before the first zone.
fn cleaned_depth(written: &str) -> usize {
    written.split("timestamp[").next().map_or(0, |before| before.matches('<').count() - before.matches('>').count())
}

fn is_unit(text: &str) -> bool {
    ["s", "ms", "us", "ns"].contains(&text)
}

fn is_offset(zone: &str) -> bool {
    zone.strip_prefix(['+', '-']).is_some_and(|clock| {
        let digits = clock.bytes().filter(u8::is_ascii_digit).count();
        (2..=4).contains(&digits) && clock.len() <= 5 && clock.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_the_list_stay() {
        for zone in ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "+05:30", "-0800"] {
            let written = format!("timestamp[us, {zone}]");
            assert_eq!(without_unknown_zones(&written), written);
        }
        for plain in ["int64", "timestamp[ns]", "list<timestamp[us, UTC]>", "decimal128(10, 2)"] {
            assert_eq!(without_unknown_zones(plain), plain);
        }
    }

    #[test]
    fn other_text_goes_at_any_depth() {
        for zone in ["Ann Lee", "Europe/Ann_Lee", "+49170123456", "AnnLee_4711", "a]>, Ann"] {
            assert_eq!(without_unknown_zones(&format!("timestamp[us, {zone}]")), "timestamp[us]", "{zone}");
            assert_eq!(without_unknown_zones(&format!("list<timestamp[s, {zone}]>")), "list<timestamp[s]>", "{zone}");
        }
    }
}
