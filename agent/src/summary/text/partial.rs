//! The byte form of a column of text.

use super::super::partial::fields;
use super::TextSummary;

fields!(TextSummary: lengths, empty, census, personal, beyond_ascii; |texts| texts.empty <= texts.lengths.finite);
