/// Whether the whole text reads as a number, a date, a time or a truth value, and not as a name.
#[must_use]
pub fn looks_like_value(text: &str) -> bool {
    let text = text.trim();
    is_number(text) || is_date_or_time(text) || is_word_for_a_value(text)
}

fn is_number(text: &str) -> bool {
    let bare = text.trim_start_matches(['-', '+', '$', '€', '£', '¥']).trim_end_matches(['%', '€', '$', '£']).trim();
    let is_part = |c: char| c.is_ascii_digit() || ",._ '’".contains(c);
    let grouped = bare.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') && bare.chars().all(is_part);
    let digits = bare.chars().any(|c| c.is_ascii_digit());
    digits && (grouped || bare.parse::<f64>().is_ok())
}

/// Digits in two groups or more, parted as dates and times are, with a month's name allowed for one of them.
fn is_date_or_time(text: &str) -> bool {
    const MONTHS: [&str; 24] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt", "dez",
        "ene", "abr", "ago", "dic", "fév", "avr", "aoû", "déc",
    ];
    let is_separator = |c: char| "-/.: ,".contains(c);
    let groups: Vec<&str> =
        text.split(|c| is_separator(c) || c == 'T' || c == 'Z' || c == '+').filter(|g| !g.is_empty()).collect();
    let is_digits = |group: &&&str| group.chars().all(|c| c.is_ascii_digit());
    let digits = groups.iter().filter(is_digits).count();
    let months = groups.iter().filter(|group| {
        let lower = group.to_lowercase();
        MONTHS.iter().any(|month| lower.starts_with(month))
            && lower.chars().all(char::is_alphabetic)
            && lower.chars().count() <= 10
    });
    let months = months.count();
    let only_dates = digits + months == groups.len() && months <= 1;
    only_dates && digits >= 1 && groups.len() >= 2 && text.chars().any(is_separator)
}

fn is_word_for_a_value(text: &str) -> bool {
    const VALUES: [&str; 14] =
        ["true", "false", "yes", "no", "nan", "null", "none", "n/a", "na", "inf", "-inf", "#n/a", "<na>", "nat"];
    VALUES.contains(&text.to_lowercase().as_str())
}
