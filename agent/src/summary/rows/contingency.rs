//! How two columns of groups go together: Cramér's V, corrected for its bias (Bergsma 2013).

use std::collections::HashMap;

use super::Association;
use super::cell::MISSING;
use super::sample::RowSample;

/// More groups than this are one group of others.
const GROUPS: usize = 30;

/// The group of each row; 0 where it has none.
#[derive(Debug, Clone)]
pub struct Groups {
    codes: Vec<u8>,
    count: usize,
}

impl RowSample {
    /// The groups of a column that at least `min_cell` rows are in, and one of all others; `None` where fewer than two
    /// are left.
    pub(crate) fn groups(&self, place: usize, min_cell: u64) -> Option<Groups> {
        let mut sizes: HashMap<u64, u64> = HashMap::new();
        for (word, copies) in self.words(place) {
            *sizes.entry(word).or_default() += copies;
        }
        let mut large: Vec<(u64, u64)> = sizes.iter().map(|(word, rows)| (*word, *rows)).collect();
        large.sort_unstable_by_key(|(word, rows)| (std::cmp::Reverse(*rows), *word));
        large.truncate(large.partition_point(|(_, rows)| *rows >= min_cell).min(GROUPS));
        let all: u64 = sizes.values().sum();
        let others = all - large.iter().map(|(_, rows)| rows).sum::<u64>();
        let other = if others >= min_cell { large.len() as u8 + 1 } else { 0 };
        let codes: HashMap<u64, u8> = large.iter().zip(1..).map(|((word, _), code)| (*word, code)).collect();
        let code = |word: u64| if word == MISSING { 0 } else { codes.get(&word).copied().unwrap_or(other) };
        let count = large.len() + usize::from(other > 0);
        let codes = (0..self.rows.len()).map(|row| code(self.values_at(row)[place])).collect();
        (count > 1).then_some(Groups { codes, count })
    }

    /// Cramér's V over the groups that at least `min_cell` of the rows with both values are in.
    pub(crate) fn cramers_v(&self, a: &Groups, b: &Groups, min_cell: u64) -> Option<Association> {
        let width = b.count + 1;
        let mut cells = vec![0.0; (a.count + 1) * width];
        for ((a, b), row) in a.codes.iter().zip(&b.codes).zip(&self.rows) {
            cells[usize::from(*a) * width + usize::from(*b)] += row.copies as f64;
        }
        let mut table = Table { cells, width };
        for side in [0, width] {
            table.clear(side);
        }
        while let Some(small) = table.smallest(min_cell as f64) {
            table.clear(small);
        }
        table.association()
    }
}

/// Rows by two groups.
struct Table {
    cells: Vec<f64>,
    width: usize,
}

impl Table {
    fn height(&self) -> usize {
        self.cells.len() / self.width
    }

    /// How many rows are in each group of the one and of the other side.
    fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let rows = self.cells.chunks_exact(self.width).map(|row| row.iter().sum()).collect();
        let columns = (0..self.width).map(|at| self.cells.iter().skip(at).step_by(self.width).sum()).collect();
        (rows, columns)
    }

    /// Leaves a group out: below the width one of the columns, from there on one of the rows.
    fn clear(&mut self, group: usize) {
        let width = self.width;
        match group.checked_sub(width) {
            None => self.cells.iter_mut().skip(group).step_by(width).for_each(|cell| *cell = 0.0),
            Some(row) => self.cells[row * width..(row + 1) * width].fill(0.0),
        }
    }

    /// A group that too few rows are in.
    fn smallest(&self, min_cell: f64) -> Option<usize> {
        let (rows, columns) = self.margins();
        let margins = columns.into_iter().chain(rows).enumerate();
        let small = margins.filter(|(_, size)| *size > 0.0 && *size < min_cell);
        small.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(group, _)| group)
    }

    fn association(&self) -> Option<Association> {
        let (rows, columns) = self.margins();
        let count: f64 = rows.iter().sum();
        let used = |margins: &[f64]| margins.iter().filter(|size| **size > 0.0).count() as f64;
        let shape = (used(&rows), used(&columns));
        // Squared cells over both margins, summed along each row and each column.
        let part = |a: usize, b: usize| -> f64 {
            let cell = self.cells[a * self.width + b];
            if cell > 0.0 { cell * cell / rows[a] / columns[b] } else { 0.0 }
        };
        let of_row: Vec<f64> = (0..self.height()).map(|a| (0..self.width).map(|b| part(a, b)).sum()).collect();
        let of_column: Vec<f64> = (0..self.width).map(|b| (0..self.height()).map(|a| part(a, b)).sum()).collect();
        let total: f64 = of_row.iter().sum();
        let value = corrected(total - 1.0, count, shape)?;
        let mut moved = 0.0_f64;
        for (a, b) in (0..self.height()).flat_map(|a| (0..self.width).map(move |b| (a, b))) {
            let cell = self.cells[a * self.width + b];
            if cell <= 0.0 {
                continue;
            }
            // Without one row, the margins of its groups are smaller by one.
            let here = part(a, b);
            let (row, column) = (rows[a] / (rows[a] - 1.0), columns[b] / (columns[b] - 1.0));
            let without = total - of_row[a] - of_column[b]
                + here
                + (of_row[a] - here) * row
                + (of_column[b] - here) * column
                + here * ((cell - 1.0) / cell).powi(2) * row * column;
            let other = corrected(without - 1.0, count - 1.0, shape).unwrap_or(0.0);
            moved = moved.max((value - other).abs());
        }
        Some(Association { value, rows: count as u64, without: [moved, 2.0 * moved] })
    }
}

fn corrected(phi_squared: f64, count: f64, (height, width): (f64, f64)) -> Option<f64> {
    if height < 2.0 || width < 2.0 || count < 3.0 {
        return None;
    }
    let excess = (height - 1.0) * (width - 1.0) / (count - 1.0);
    let less = |groups: f64| groups - (groups - 1.0).powi(2) / (count - 1.0) - 1.0;
    let most = less(height).min(less(width));
    let value = ((phi_squared - excess).max(0.0) / most).sqrt();
    (most > 0.0 && value.is_finite()).then(|| value.min(1.0))
}
