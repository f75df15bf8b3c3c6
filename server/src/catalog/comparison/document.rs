use std::time::Duration;

use conspectus_metadata::Document;
use serde::Serialize;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};
use utoipa::ToSchema;

/// Unchanged lines shown around changed ones.
const CONTEXT: usize = 3;
/// Lines that one answer shows at most.
const MOST_LINES: usize = 10_000;
/// After this long the rest of the texts is taken as replaced: two long unlike texts must not hold a thread.
const PATIENCE: Duration = Duration::from_millis(500);

/// What changed from one revision of a document to another, line by line and, within changed lines, word by word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentChanges {
    /// Lines only the later revision has.
    pub added_lines: u64,
    /// Lines only the earlier revision has.
    pub removed_lines: u64,
    /// Runs of changed lines with three unchanged ones around them, in order.
    pub hunks: Vec<Hunk>,
    /// True when later hunks were left out: the two differ in too many places.
    pub truncated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hunk {
    /// Number of the first line on the earlier side, from 1.
    pub from_line: u64,
    /// Number of the first line on the later side, from 1.
    pub to_line: u64,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Line {
    pub change: LineChange,
    /// The line's text without its end, cut where it changed.
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LineChange {
    Same,
    Removed,
    Added,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Piece {
    pub text: String,
    /// Whether the other side lacks it.
    pub changed: bool,
}

/// What changed from one revision to another.
pub fn compare(from: &Document, to: &Document) -> DocumentChanges {
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .timeout(PATIENCE)
        .diff_lines(from.markdown.as_str(), to.markdown.as_str());
    let mut changes = DocumentChanges { added_lines: 0, removed_lines: 0, hunks: Vec::new(), truncated: false };
    for operation in diff.ops() {
        if !matches!(operation, DiffOp::Equal { .. }) {
            changes.removed_lines += operation.old_range().len() as u64;
            changes.added_lines += operation.new_range().len() as u64;
        }
    }
    let mut shown = 0;
    for group in diff.grouped_ops(CONTEXT) {
        let hunk = hunk(&diff, &group, MOST_LINES - shown);
        shown += hunk.lines.len();
        changes.hunks.push(hunk);
        if shown >= MOST_LINES {
            changes.truncated = true;
            break;
        }
    }
    changes
}

fn hunk<'a>(diff: &'a TextDiff<'a, 'a, 'a, str>, operations: &[DiffOp], most: usize) -> Hunk {
    let first = |of: fn(&DiffOp) -> usize| operations.first().map_or(1, |operation| of(operation) as u64 + 1);
    let lines = operations.iter().flat_map(|operation| diff.iter_inline_changes(operation)).take(most).map(|change| {
        let pieces = change.iter_strings_lossy().map(|(changed, text)| (changed, text.into_owned()));
        Line { change: kind(change.tag()), pieces: pieces_of(pieces) }
    });
    let lines = lines.collect();
    Hunk {
        from_line: first(|operation| operation.old_range().start),
        to_line: first(|operation| operation.new_range().start),
        lines,
    }
}

const fn kind(tag: ChangeTag) -> LineChange {
    match tag {
        ChangeTag::Equal => LineChange::Same,
        ChangeTag::Delete => LineChange::Removed,
        ChangeTag::Insert => LineChange::Added,
    }
}

/// Joins neighbours that changed alike, and leaves the end of the line out.
fn pieces_of(pieces: impl Iterator<Item = (bool, String)>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for (changed, text) in pieces {
        let text = text.trim_end_matches(['\r', '\n']);
        match joined.last_mut() {
            Some(last) if last.changed == changed => last.text.push_str(text),
            _ => joined.push(Piece { text: text.to_owned(), changed }),
        }
    }
    joined.retain(|piece| !piece.text.is_empty());
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(from: &str, to: &str) -> DocumentChanges {
        let document = |markdown: &str| Document { markdown: markdown.into(), message: None };
        compare(&document(from), &document(to))
    }

    #[test]
    fn a_changed_word_is_marked_in_both_of_its_lines() {
        let changes = changes("# Flights\n\nWe removed late flights.\n", "# Flights\n\nWe kept late flights.\n");
        let marked = |change: LineChange| -> Vec<&str> {
            let lines = changes.hunks[0].lines.iter().filter(|line| line.change == change);
            lines.flat_map(|line| &line.pieces).filter(|piece| piece.changed).map(|piece| piece.text.as_str()).collect()
        };
        assert_eq!((marked(LineChange::Removed), marked(LineChange::Added)), (vec!["removed"], vec!["kept"]));
        assert_eq!((changes.removed_lines, changes.added_lines), (1, 1));
    }

    #[test]
    fn changes_far_apart_are_separate_hunks_with_their_places() {
        let text: Vec<String> = (1..=40).map(|line| format!("line {line}")).collect();
        let mut other = text.clone();
        other[0] = "first".into();
        other.insert(30, "between".into());
        let changes = changes(&text.join("\n"), &other.join("\n"));
        let places: Vec<(u64, u64)> = changes.hunks.iter().map(|hunk| (hunk.from_line, hunk.to_line)).collect();
        assert_eq!(places, [(1, 1), (28, 28)]);
        assert_eq!((changes.removed_lines, changes.added_lines), (1, 2));
    }

    #[test]
    fn equal_texts_have_no_hunks() {
        assert!(changes("a\nb\n", "a\nb\n").hunks.is_empty());
    }

    #[test]
    fn a_very_long_difference_is_cut_and_says_so() {
        let long = |word: &str| format!("{word}\n").repeat(8_000);
        let changes = changes(&long("a"), &long("b"));
        assert!(changes.truncated);
        assert_eq!(changes.hunks.iter().map(|hunk| hunk.lines.len()).sum::<usize>(), MOST_LINES);
    }
}
