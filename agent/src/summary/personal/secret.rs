//! Keys and tokens by the marks that their issuers put on them.

use super::{Marks, Pattern};

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
    (b"rk_test_", 16),
    (b"pk_live_", 16),
    (b"whsec_", 24),
    (b"sk-", 32),
    (b"xapp-", 20),
    (b"ABIA", 16),
    (b"ACCA", 16),
    (b"AGPA", 16),
    (b"AROA", 16),
    (b"ya29.", 30),
    (b"GOCSPX-", 24),
    (b"EAACEdEose0cBA", 10),
    (b"shpat_", 32),
    (b"shpss_", 32),
    (b"dapi", 32),
    (b"dckr_pat_", 20),
    (b"glptt-", 20),
    (b"gldt-", 20),
    (b"hvs.", 24),
    (b"lin_api_", 32),
    (b"nfp_", 32),
    (b"ntn_", 40),
    (b"secret_", 40),
    (b"sntrys_", 40),
    (b"sq0atp-", 20),
    (b"sq0csp-", 40),
    (b"xkeysib-", 40),
    (b"r8_", 36),
    (b"gsk_", 40),
    (b"key-", 32),
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
            marks.set(Pattern::Secret);
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

/// Looks at a whole text without spaces that nobody issued with a mark: long and random, or like a password.
pub(super) fn unmarked(text: &[u8], marks: &mut Marks) {
    let count = |is: fn(&u8) -> bool| text.iter().filter(|byte| is(byte)).count();
    let (upper, lower, digits) =
        (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase), count(u8::is_ascii_digit));
    let plain = upper + lower + digits;
    let kind = |byte: &u8| (byte.is_ascii_uppercase(), byte.is_ascii_lowercase(), byte.is_ascii_digit());
    let changes = text.windows(2).filter(|two| kind(&two[0]) != kind(&two[1])).count();
    if text.len() >= 30 {
        let alphabet = text.iter().all(|byte| is_body(*byte) || matches!(byte, b'+' | b'/' | b'='));
        let mixed = upper >= 4 && lower >= 4 && digits >= 2 && changes * 5 >= text.len() * 2;
        marks.judge(Pattern::RandomToken, alphabet && mixed);
    } else {
        let special = count(|byte| b"!@#$%^&*()+?~=".contains(byte));
        let signs = text.len() - plain;
        let whole = special >= 1 && signs <= text.len() / 3 && text.iter().all(u8::is_ascii_graphic);
        marks.judge(Pattern::Password, whole && upper >= 1 && lower >= 1 && digits >= 1 && changes * 2 >= text.len());
    }
}
