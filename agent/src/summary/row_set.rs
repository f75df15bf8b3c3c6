use super::partial::{Part, Reader, Writer};

const CELLS: usize = 1024;
/// The bits of a row's hash that are added up; the others count rows until they move into the cells.
const SUMMED: u64 = !0xffff;
/// Rows that are counted at a time: fewer than those bits hold.
const RUN: usize = 32 * 1024;

/// A small private sketch of a table's rows that tells whether two tables differ by only a few rows.
///
/// It is made of counts and sums of keyed row hashes; it is kept in the ledger and never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSet {
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cell {
    rows: u64,
    sum: u64,
}

impl Default for RowSet {
    fn default() -> Self {
        Self { cells: vec![Cell::default(); CELLS] }
    }
}

/// The lowest bits of a hash choose the cell, the highest are added up there.
#[inline]
fn place(hash: u64) -> usize {
    hash as usize & (CELLS - 1)
}

impl RowSet {
    /// Adds rows by their hashes.
    pub(super) fn add(&mut self, hashes: &[u64]) {
        // Two tables, so that equal rows one after another need not wait for each other.
        let mut counted = [[0u64; CELLS]; 2];
        for run in hashes.chunks(RUN) {
            let (pairs, last) = run.as_chunks::<2>();
            for [one, other] in pairs {
                let cell = &mut counted[0][place(*one)];
                *cell = cell.wrapping_add(one & SUMMED | 1);
                let cell = &mut counted[1][place(*other)];
                *cell = cell.wrapping_add(other & SUMMED | 1);
            }
            for hash in last {
                let cell = &mut counted[0][place(*hash)];
                *cell = cell.wrapping_add(hash & SUMMED | 1);
            }
            for (at, cell) in self.cells.iter_mut().enumerate() {
                for counted in &mut counted {
                    cell.rows += counted[at] & !SUMMED;
                    cell.sum = cell.sum.wrapping_add(counted[at] & SUMMED);
                    counted[at] = 0;
                }
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            mine.rows += theirs.rows;
            mine.sum = mine.sum.wrapping_add(theirs.sum);
        }
    }

    /// A lower bound of how many rows were added or removed (the larger of both) between two versions, tight for small
    /// differences: two versions that differ by fewer than `k` rows always give a number below `k`.
    ///
    /// Rows are compared by all their columns, found by name: another column makes every row another row.
    pub fn difference(&self, other: &Self) -> u64 {
        difference(&self.cells, &other.cells)
    }

    /// Whether it may be the set of so many rows.
    pub(super) fn holds(&self, rows: u64) -> bool {
        self.cells.iter().try_fold(0u64, |sum, cell| sum.checked_add(cell.rows)) == Some(rows)
    }

    /// For the ledger.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.cells.iter().flat_map(|cell| [cell.rows, cell.sum]).flat_map(u64::to_le_bytes).collect()
    }

    /// The inverse of [`Self::to_bytes`]; `None` for bytes of another layout.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let words: Vec<u64> = bytes.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word)).collect();
        let cells: Vec<Cell> = words.as_chunks().0.iter().map(|[rows, sum]| Cell { rows: *rows, sum: *sum }).collect();
        (bytes.len() == CELLS * 16).then_some(Self { cells })
    }
}

impl Part for RowSet {
    fn write(&self, out: &mut Writer) {
        for cell in &self.cells {
            cell.rows.write(out);
            if cell.rows > 0 {
                out.word(cell.sum);
            }
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let mut set = Self::default();
        for cell in &mut set.cells {
            let rows = Part::read(input)?;
            *cell = Cell { rows, sum: if rows > 0 { input.word()? } else { 0 } };
        }
        Some(set)
    }
}

/// In each cell at least the difference of its counts was added or removed, and at least one row of each if only the
/// sums differ.
fn difference(mine: &[Cell], theirs: &[Cell]) -> u64 {
    let (mut added, mut removed) = (0, 0);
    for (a, b) in mine.iter().zip(theirs) {
        let swapped = u64::from(a.rows == b.rows && a.sum != b.sum);
        added += b.rows.saturating_sub(a.rows) + swapped;
        removed += a.rows.saturating_sub(b.rows) + swapped;
    }
    added.max(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(range: impl IntoIterator<Item = u64>) -> RowSet {
        let mut set = RowSet::default();
        let mixed = |row| super::super::hash::mix(row, 0x9e37_79b9_7f4a_7c15, 0xd6e8_feb8_6659_fd93);
        set.add(&range.into_iter().map(mixed).collect::<Vec<_>>());
        set
    }

    #[test]
    fn a_few_changed_rows_are_never_taken_for_more() {
        for changed in 0..30 {
            let before = rows(0..10_000);
            let after = rows((changed..10_000).chain(20_000..20_000 + changed));
            assert!(before.difference(&after) <= changed);
            assert!(before.difference(&after) + 2 >= changed, "{changed} rows changed");
            assert_eq!(before.difference(&after), after.difference(&before));
        }
    }

    #[test]
    fn removed_and_repeated_rows_are_counted() {
        assert_eq!(rows(0..5_000).difference(&rows(7..5_000)), 7);
        assert_eq!(rows(0..5_000).difference(&rows((0..5_000).chain(vec![3; 50]))), 50);
        assert!(rows(0..5_000).difference(&rows(5_000..10_000)) > 100);
        assert!(rows(vec![1; 5_000]).difference(&rows(vec![2; 5_000])) > 1_000);
    }

    #[test]
    fn bytes_bring_it_back() {
        let set = rows(0..100);
        assert_eq!(RowSet::from_bytes(&set.to_bytes()), Some(set));
        assert_eq!(RowSet::from_bytes(&[1, 2, 3]), None);
        assert_eq!(RowSet::from_bytes(&[]), None);
    }
}
