//! The server: takes captures in, keeps every version sealed, and answers what people and pages ask.
#![forbid(unsafe_code)]

pub mod catalog;
