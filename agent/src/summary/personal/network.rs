//! E-mail addresses, IP and MAC addresses, URLs that name a user.

use std::net::{Ipv4Addr, Ipv6Addr};

use conspectus_metadata::PersonalClass;

use super::Marks;

/// Looks at what stands around each `@`.
pub(super) fn addresses(text: &[u8], marks: &mut Marks) {
    for at in (0..text.len()).filter(|at| text[*at] == b'@') {
        let local = text[..at].iter().rev().take_while(|byte| is_local(**byte)).count();
        let host = text[at + 1..].iter().take_while(|byte| is_host(**byte)).count();
        let before = &text[..at - local];
        if is_user_of_url(text, at) {
            marks.set(PersonalClass::Url);
        } else if (1..=64).contains(&local) && !before.ends_with(b"@") && is_domain(&text[at + 1..=at + host]) {
            marks.set(PersonalClass::Email);
        }
    }
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"!#$%&*+-/=?^_`{|}~.'".contains(&byte)
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'-' || byte == b'.'
}

/// At least two labels, the last one of letters.
fn is_domain(host: &[u8]) -> bool {
    let host = host.strip_suffix(b".").unwrap_or(host);
    let mut labels = host.split(|byte| *byte == b'.');
    let top = labels.next_back().unwrap_or_default();
    let valid = |label: &[u8]| (1..=63).contains(&label.len()) && !label.starts_with(b"-") && !label.ends_with(b"-");
    let top_valid =
        top.len() >= 2 && (top.starts_with(b"xn--") || top.iter().all(|b| !b.is_ascii_digit() && *b != b'-'));
    host.len() <= 253 && top_valid && host.contains(&b'.') && labels.all(valid)
}

/// `scheme://user:password@host`.
fn is_user_of_url(text: &[u8], at: usize) -> bool {
    let before = &text[..at];
    let start = before.iter().rposition(|byte| matches!(byte, b' ' | b'\n' | b'"' | b'<' | b'\'')).map_or(0, |s| s + 1);
    let authority = before[start..].windows(3).position(|three| three == b"://").map(|scheme| start + scheme + 3);
    authority.is_some_and(|authority| authority < at && !before[authority..].contains(&b'/'))
}

/// Looks at one piece without spaces.
pub(super) fn piece(piece: &[u8], marks: &mut Marks) {
    let count = |mark: u8| piece.iter().map(|byte| usize::from(*byte == mark)).sum::<usize>();
    let (colons, dots, dashes) = (count(b':'), count(b'.'), count(b'-'));
    if (colons == 5 || dashes == 5) && is_mac(piece) {
        marks.set(PersonalClass::MacAddress);
    } else if is_ip(piece, colons, dots) {
        marks.set(PersonalClass::IpAddress);
    }
}

fn is_mac(piece: &[u8]) -> bool {
    let separator = piece[2];
    let mut pairs = piece.split(|byte| *byte == separator);
    piece.len() == 17 && pairs.all(|pair| pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit))
}

/// An address of either version, perhaps with a prefix length or a port; not one of a kind that versions look like.
fn is_ip(piece: &[u8], colons: usize, dots: usize) -> bool {
    let Ok(piece) = std::str::from_utf8(piece) else { return false };
    let piece = piece.split('/').next().unwrap_or(piece);
    if dots == 3 && colons <= 1 {
        let host = piece.split(':').next().unwrap_or(piece);
        return host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.octets()[0] != 0);
    }
    let host = piece.split('%').next().unwrap_or(piece);
    colons >= 2 && piece.len() >= 6 && host.parse::<Ipv6Addr>().is_ok()
}
