//! How many values hold personal data: by validated patterns, by lists, by shape.
//!
//! A value is tried on the patterns whose outline it has, and passes them or not. What random digits pass now and then
//! (check digits, area codes) counts only where more pass than chance explains: `disclosure::personal` decides.

mod address;
mod card;
mod coordinates;
mod counts;
mod date;
mod identity;
mod network;
mod pattern;
mod person;
mod phone;
mod scan;
mod secret;
#[cfg(test)]
mod tests;

pub use counts::{Evidence, PatternCounts};
pub(super) use pattern::Marks;
use pattern::Pattern;
pub use person::names_a_person;
pub(super) use scan::{LONG, integer_marks, may_be_personal, text_marks};
