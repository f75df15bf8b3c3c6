use uuid::Uuid;

/// Which rows of an ordered list are wanted: so many, after the one a reader has seen last.
///
/// Newest first, an update moves a row to the front: a reader who pages on sees no row twice and misses none but those
/// that moved to the front meanwhile, where they are found again.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    /// Sort key and id of the last row seen.
    pub after: Option<(i64, Uuid)>,
    pub limit: u32,
}

impl Slice {
    /// What to bind where rows come in descending order: everything is below the greatest key.
    pub(super) fn below(&self) -> (i64, String) {
        self.after.map_or((i64::MAX, String::new()), |(key, id)| (key, id.to_string()))
    }

    /// What to bind where rows come in ascending order: everything is above the least key.
    pub(super) fn above(&self) -> (i64, String) {
        self.after.map_or((i64::MIN, String::new()), |(key, id)| (key, id.to_string()))
    }

    /// The number of rows to ask for: one more than wanted, to learn whether there are more.
    pub(super) fn surplus(&self) -> i64 {
        i64::from(self.limit) + 1
    }
}
