//! Rule *neighbours*: two versions that differ by fewer than `min_cell` rows must not be told apart by their figures.

mod columns;
mod growth;
mod history;
mod near;
mod settle;
mod sketch;

pub use history::History;
pub(super) use settle::settle;
