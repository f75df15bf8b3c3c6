/// So many names are offered.
const MOST: usize = 3;

/// The names that differ from `name` by a few letters, nearest first.
pub(super) fn matches<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted: Vec<char> = folded(name);
    let most = (wanted.len() / 3).max(2);
    let mut near: Vec<(usize, &str)> = known
        .map(|other| {
            let letters = folded(other);
            let within = wanted.len() > 2 && other.to_lowercase().contains(&name.to_lowercase());
            (if within { 1 } else { distance(&wanted, &letters) }, other)
        })
        .filter(|(distance, _)| *distance <= most)
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().take(MOST).map(|(_, other)| other.to_owned()).collect()
}

/// Lower case, without blanks and underscores.
fn folded(name: &str) -> Vec<char> {
    name.to_lowercase().chars().filter(|letter| !matches!(letter, ' ' | '_' | '-' | '.')).take(100).collect()
}

/// Letters to insert, remove or replace (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (at, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[at + 1];
            row[at + 1] = cost.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[b.len()]
}
