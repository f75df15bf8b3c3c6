//! Work that runs beside requests: the rotation of keys.

mod rotation;

pub use rotation::{Progress, rotate_content, rotate_master};
