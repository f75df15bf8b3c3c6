//! Keys and tokens by the marks that their issuers put on them.

use conspectus_metadata::PersonalClass;

use super::Marks;

/// A prefix, and how many letters, digits, `-`, `_` follow at least.
const ISSUED: &[(&[u8], usize)] = &[
    (b"AKIA", 16),
    (b"ASIA", 16),
    (b"AIza", 35),
    (b"ghp_", 36),
    (b"gho_", 36),
    (b"ghu_", 36),
    (b"ghs_", 36),
    (b"ghr_", 36),
    (b"github_pat_", 22),
    (b"glpat-", 20),
    (b"xoxb-", 10),
    (b"xoxp-", 10),
    (b"xoxa-", 10),
    (b"xoxs-", 10),
    (b"sk_live_", 16),
    (b"rk_live_", 16),
    (b"sk_test_", 16),
    (b"sk-ant-", 20),
    (b"sk-proj-", 20),
    (b"npm_", 36),
    (b"pypi-", 50),
    (b"hf_", 30),
    (b"dop_v1_", 64),
    (b"SG.", 60),
    (b"csp_pat_", 16),
    (b"csp_ses_", 16),
];

/// First bytes of the marks above.
const FIRST: [bool; 256] = {
    let mut first = [false; 256];
    let mut at = 0;
    while at < ISSUED.len() {
        first[ISSUED[at].0[0] as usize] = true;
        at += 1;
    }
    first[b'-' as usize] = true;
    first[b'e' as usize] = true;
    first
};

/// Looks at the start of every word.
pub(super) fn secrets(text: &[u8], marks: &mut Marks) {
    let mut inside = false;
    for (at, &byte) in text.iter().enumerate() {
        let word = byte.is_ascii_alphanumeric() || byte == b'_';
        if FIRST[usize::from(byte)] && !inside && is_secret(&text[at..]) {
            marks.set(PersonalClass::Secret);
            return;
        }
        inside = word;
    }
}

fn is_secret(text: &[u8]) -> bool {
    let body = |text: &[u8]| text.iter().take_while(|byte| is_body(**byte)).count();
    match text.first() {
        Some(b'-') => text.starts_with(b"-----BEGIN ") && text.windows(11).any(|part| part == b"PRIVATE KEY"),
        Some(b'e') => text.starts_with(b"eyJ") && is_web_token(text),
        _ => ISSUED.iter().any(|(mark, length)| text.starts_with(mark) && body(&text[mark.len()..]) >= *length),
    }
}

fn is_body(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Three parts in base64url: a JWT.
fn is_web_token(text: &[u8]) -> bool {
    let token = &text[..text.iter().take_while(|byte| is_body(**byte)).count()];
    let mut parts = token.split(|byte| *byte == b'.');
    let long = |part: Option<&[u8]>, least| part.is_some_and(|part| part.len() >= least);
    long(parts.next(), 10) && long(parts.next(), 10) && parts.next().is_some()
}
