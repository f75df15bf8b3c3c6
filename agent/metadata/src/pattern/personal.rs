pub(super) fn holds_personal(text: &str) -> bool {
    holds_email(text)
        || holds_number(text)
        || text.split(is_separator).any(|word| is_address(word) || is_iban(word))
        || is_iban(&text.chars().filter(|c| !c.is_whitespace()).collect::<String>())
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || "_,;|/\\()[]{}<>\"'=".contains(c)
}

fn holds_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let local = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._%+-".contains(c));
        let domain: &str =
            text[at + 1..].split(|c: char| !(c.is_alphanumeric() || ".-".contains(c))).next().unwrap_or("");
        local && domain.rsplit_once('.').is_some_and(|(host, top)| !host.is_empty() && top.chars().count() >= 2)
    })
}

/// Runs of digits, with the separators that people put between them.
fn holds_number(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || " -.()+/".contains(c);
    text.split(|c| !is_part(c)).any(|run| {
        let digits: Vec<u32> = run.chars().filter_map(|c| c.to_digit(10)).collect();
        let card = (13..=19).contains(&digits.len()) && luhn(&digits);
        let international = run.trim_start().starts_with('+') && (8..=15).contains(&digits.len());
        card || international || is_social_security(run.trim()) || is_local_phone(run.trim(), digits.len())
    })
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}

/// 3-2-4 digits.
fn is_social_security(run: &str) -> bool {
    let groups: Vec<usize> = run.split('-').map(str::len).collect();
    groups == [3, 2, 4] && run.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// 9 to 11 digits in three groups or more, such as `(555) 010-4477` or `030 123 45 67`.
fn is_local_phone(run: &str, digits: usize) -> bool {
    let groups = run.split([' ', '-', '.', '/', '(', ')']).filter(|group| !group.is_empty());
    (9..=11).contains(&digits)
        && groups.clone().count() >= 3
        && groups.map(str::len).all(|length| length <= 4)
        && !(run.len() == 10 && run.starts_with(['1', '2']) && digits == 8)
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let octets: Vec<&str> = word.split('.').collect();
    let ip = octets.len() == 4 && octets.iter().all(|octet| octet.parse::<u8>().is_ok());
    let pairs: Vec<&str> = word.split([':', '-']).collect();
    let mac = pairs.len() == 6 && pairs.iter().all(|pair| pair.len() == 2 && is_hexadecimal(pair));
    let groups: Vec<&str> = word.split(':').collect();
    let ip6 = (4..=8).contains(&groups.len())
        && groups.iter().all(|group| group.len() <= 4 && is_hexadecimal(group))
        && groups.iter().any(|group| group.chars().any(|c| c.is_ascii_digit()));
    ip || mac || ip6
}

fn is_hexadecimal(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_hexdigit())
}

/// Two letters, two check digits and the account, with the remainder 1 modulo 97.
fn is_iban(word: &str) -> bool {
    let characters: Vec<char> = word.chars().filter(|c| *c != '-').collect();
    let shaped = (15..=34).contains(&characters.len())
        && characters.iter().all(char::is_ascii_alphanumeric)
        && characters[..2].iter().all(char::is_ascii_alphabetic)
        && characters[2..4].iter().all(char::is_ascii_digit);
    shaped && remainder(&characters) == Some(1)
}

fn remainder(characters: &[char]) -> Option<u32> {
    characters[4..].iter().chain(&characters[..4]).try_fold(0, |rest, c| {
        let value = c.to_digit(36)?;
        Some((rest * if value > 9 { 100 } else { 10 } + value) % 97)
    })
}
