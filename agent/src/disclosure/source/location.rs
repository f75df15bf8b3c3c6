use conspectus_metadata::pattern;

/// The longest location that is published.
const MAX_CHARACTERS: usize = 1_024;

/// A URL, path or connection string without user info, query string and fragment; home folders become `~`.
///
/// Key-value connection strings keep only the host, port and database. Parts that look like personal data or like a
/// secret become `…`.
#[must_use]
pub fn clean_location(location: &str) -> String {
    let location = location.trim();
    let cleaned = if let Some((scheme, rest)) = split_scheme(location) {
        clean_url(scheme, rest)
    } else if is_key_value(location) {
        clean_key_value(location)
    } else {
        clean_path(location)
    };
    cleaned.chars().filter(|c| !c.is_control()).take(MAX_CHARACTERS).collect()
}

/// A file's name without its folder.
#[must_use]
pub fn clean_file_name(path: &str) -> String {
    let without_query = clean_location(path);
    let name = without_query.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    name.to_owned()
}

fn split_scheme(location: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = location.split_once(':')?;
    let named = scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.:".contains(c));
    let rest = if scheme.eq_ignore_ascii_case("jdbc") {
        // jdbc:postgresql://…, jdbc:oracle:thin:…
        return split_scheme(rest).map(|(inner, rest)| (&location[..=scheme.len() + inner.len()], rest));
    } else {
        rest
    };
    (named && rest.starts_with("//")).then_some((scheme, rest))
}

fn clean_url(scheme: &str, rest: &str) -> String {
    if scheme.eq_ignore_ascii_case("file") {
        return format!("{scheme}://{}", clean_path(&format!("/{}", strip(rest.trim_start_matches('/')))));
    }
    let Some(rest) = without_user_info(rest.trim_start_matches('/')) else {
        return format!("{scheme}://…");
    };
    let rest = rest.split(['?', '#', ';']).next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    format!("{scheme}://{}{}", clean_segments(host), clean_home(&clean_segments(path)))
}

/// What follows `user:password@`. A password may hold '@', '/', '?' and '#' unescaped; `None` where its end is in doubt.
fn without_user_info(rest: &str) -> Option<&str> {
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let signs = rest.matches('@').count();
    let after = |at: Option<usize>| at.map(|at| &rest[at + 1..]);
    match (authority.matches('@').count(), signs) {
        (0, 0) => Some(rest),
        (0, _) if !looks_like_user_info(authority) => Some(rest),
        (inside, all) if inside == all || all == 1 => after(rest.rfind('@')),
        _ => None,
    }
}

/// A colon that is not followed by a port.
fn looks_like_user_info(authority: &str) -> bool {
    authority.split_once(':').is_some_and(|(_, port)| port.is_empty() || !port.chars().all(|c| c.is_ascii_digit()))
}

fn strip(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}

fn is_key_value(location: &str) -> bool {
    let parts = || location.split([';', ' ']).filter(|part| !part.trim().is_empty());
    parts().count() >= 2 && parts().filter(|part| part.contains('=')).count() * 2 > parts().count()
}

fn clean_key_value(location: &str) -> String {
    const KEPT: [&str; 12] = [
        "host",
        "hostaddr",
        "server",
        "datasource",
        "address",
        "port",
        "dbname",
        "database",
        "initialcatalog",
        "driver",
        "schema",
        "warehouse",
    ];
    let separator = if location.contains(';') { ';' } else { ' ' };
    let kept = location.split(separator).filter_map(|part| {
        let (key, value) = part.split_once('=')?;
        let name: String = key.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        KEPT.contains(&name.as_str()).then(|| format!("{}={}", key.trim(), clean_segments(value.trim())))
    });
    kept.collect::<Vec<_>>().join(if separator == ';' { ";" } else { " " })
}

fn clean_path(path: &str) -> String {
    // A path may hold '#' or '?' by right; what follows them may also be a query string: the shorter is published.
    let path = path.split(['?', '#']).next().unwrap_or_default();
    // `user:password@host/db` without a scheme.
    let path = match path.split_once('@') {
        Some((user, rest)) if user.contains(':') => rest,
        _ => path,
    };
    clean_home(&clean_segments(path))
}

fn clean_home(path: &str) -> String {
    for root in ["/home/", "/Users/", "/root", "\\Users\\", "/users/", "\\users\\", "/var/home/", "/export/home/"] {
        let Some(at) = path.find(root) else { continue };
        let drive = at == 0 || at == 2 && path[1..].starts_with(':') || path[..at].eq_ignore_ascii_case("/mnt/c");
        if !drive {
            continue;
        }
        let rest = &path[at + root.len()..];
        if root == "/root" {
            if rest.is_empty() || rest.starts_with('/') {
                return format!("~{rest}");
            }
            continue;
        }
        let user = rest.find(['/', '\\']).unwrap_or(rest.len());
        return format!("~{}", &rest[user..]);
    }
    path.to_owned()
}

/// Each part between separators that itself looks like data is blanked.
fn clean_segments(path: &str) -> String {
    let mut cleaned = String::with_capacity(path.len());
    for segment in path.split_inclusive(['/', '\\']) {
        let name = segment.trim_end_matches(['/', '\\']);
        cleaned.push_str(if pattern::holds_personal(name) || pattern::looks_secret(name) { "…" } else { name });
        cleaned.push_str(&segment[name.len()..]);
    }
    cleaned
}
