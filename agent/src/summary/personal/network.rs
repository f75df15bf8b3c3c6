//! E-mail addresses, IP and MAC addresses, URLs that name a user.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Marks, Pattern};

/// Looks at what stands around each `@`.
pub(super) fn addresses(text: &[u8], marks: &mut Marks) {
    for at in (0..text.len()).filter(|at| text[*at] == b'@') {
        let quoted = text[..at].ends_with(b"\"");
        let local =
            usize::from(quoted) + text[..at - usize::from(quoted)].iter().rev().take_while(|b| is_local(**b)).count();
        let host = text[at + 1..].iter().take_while(|byte| is_host(**byte)).count();
        let before = &text[..at - local];
        if is_user_of_url(text, at) {
            marks.set(Pattern::UserUrl);
        } else if (1..=64).contains(&local) && !before.ends_with(b"@") && is_domain(&text[at + 1..=at + host]) {
            marks.set(Pattern::Email);
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
        marks.set(Pattern::Mac);
    } else {
        ip(piece, colons, dots, marks);
    }
}

fn is_mac(piece: &[u8]) -> bool {
    let separator = piece[2];
    let mut pairs = piece.split(|byte| *byte == separator);
    piece.len() == 17 && pairs.all(|pair| pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit))
}

/// An address of either version, perhaps with a prefix length or a port. Versions of software look like short ones.
fn ip(piece: &[u8], colons: usize, dots: usize, marks: &mut Marks) {
    let Ok(piece) = std::str::from_utf8(piece) else { return };
    let piece = piece.split('/').next().unwrap_or(piece);
    if dots == 3 && colons <= 1 {
        let host = piece.split(':').next().unwrap_or(piece);
        if !host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return;
        }
        let octets = host.parse::<Ipv4Addr>().ok().filter(|ip| ip.octets()[0] != 0);
        if octets.is_some_and(|ip| ip.is_private() || ip.is_loopback() || host.len() >= 10 && ip.octets()[0] >= 11) {
            marks.set(Pattern::Ip);
        }
        marks.judge(Pattern::ShortIp, octets.is_some_and(|ip| ip.octets().iter().any(|octet| *octet >= 100)));
        return;
    }
    let host = piece.split('%').next().unwrap_or(piece);
    if colons >= 2 && piece.len() >= 6 && host.parse::<Ipv6Addr>().is_ok() {
        marks.set(Pattern::Ip);
    }
}
