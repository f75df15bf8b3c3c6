const PREFIXES: [&str; 16] = [
    "sk-",
    "sk_live_",
    "pk_live_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "AKIA",
    "ASIA",
    "AIza",
    "eyJ",
    "csp_pat_",
    "csp_ses_",
];

pub(super) fn looks_secret(text: &str) -> bool {
    let is_separator = |c: char| !(c.is_ascii_alphanumeric() || "_-+/=.".contains(c));
    text.split(is_separator).any(|word| {
        has_known_prefix(word)
            || is_uuid(word)
            || word.split(['.', '=', '/', '_', '-']).any(|part| is_digest(part) || is_random(part))
    })
}

fn has_known_prefix(word: &str) -> bool {
    PREFIXES.iter().any(|prefix| word.starts_with(prefix) && word.len() >= prefix.len() + 12)
}

fn is_uuid(word: &str) -> bool {
    let groups: Vec<usize> = word.split('-').map(str::len).collect();
    groups.ends_with(&[8, 4, 4, 4, 12]) && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
        || groups.len() >= 5 && groups[groups.len() - 4..] == [4, 4, 4, 12]
}

/// Hexadecimal of 64 bits and more, with digits and letters.
fn is_digest(part: &str) -> bool {
    part.len() >= 16
        && part.chars().all(|c| c.is_ascii_hexdigit())
        && part.chars().any(|c| c.is_ascii_digit())
        && part.chars().any(|c| c.is_ascii_alphabetic())
}

/// Long, and changing between digits, capitals and small letters more often than any name does.
fn is_random(part: &str) -> bool {
    let digits = part.chars().filter(char::is_ascii_digit).count();
    let kinds: Vec<u8> = part.chars().map(kind).collect();
    // A capital before small letters is how words begin.
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1] && pair != &[2, 1]).count();
    part.len() >= 20 && digits >= 3 && changes * 4 >= part.len()
}

const fn kind(c: char) -> u8 {
    match c {
        '0'..='9' => 0,
        'A'..='Z' => 2,
        _ => 1,
    }
}
