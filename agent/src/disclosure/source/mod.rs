//! Rule *sources*: where a table came from, without who may read it and without a value out of it.

mod location;
mod query;

pub use location::{clean_file_name, clean_location};
pub use query::clean_query;

#[cfg(test)]
mod tests;
