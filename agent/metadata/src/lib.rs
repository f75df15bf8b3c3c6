//! Every type that may leave a data scientist's machine, and nothing else.
//!
//! The agent produces these types, the server validates them on arrival, the viewer draws them. No clock, no I/O and
//! no framework lives here. What is not a field of [`Capture`] cannot be sent: this crate *is* the list of what leaves.
//!
//! # How to add one more kind of asset
//! 1. Give it a body type in `body/` with `deny_unknown_fields`, and a variant in [`Body`] and [`AssetKind`].
//! 2. Write its golden sample `samples/<kind>.json`; the tests of Rust, Python and TypeScript read it.
//! 3. Draw it in the page's `views/`. It needs no table and no route.
#![forbid(unsafe_code)]

mod body;
mod capture;
mod explain;
pub mod grid;
mod ids;
pub mod pattern;
mod policy;
mod problem;
mod profile;
mod receipt;
mod rule;
pub mod violations;
pub mod zone;

pub use body::{Body, Dataset, DatasetRole, Document, Figure, Model, Note, ParameterValue, Source, SourceFile};
pub use capture::{AgentInfo, Capture, CaptureBatch, Filing, LineageEdge, Relation, VersionRef};
pub use explain::{UnknownColumn, explain};
pub use ids::{AssetKind, CaptureId};
pub use policy::{Budget, Mode, Policy};
pub use problem::{FieldError, Problem, ProblemCode};
pub use profile::{
    AssociationMatrix, Associations, Category, CategorySummary, Column, ColumnType, Count, Distinct, Encoding,
    Fingerprint, Granularity, Histogram, LengthSummary, Looks, MissingPattern, MissingPatterns, Moments, PersonalClass,
    Privacy, Profile, Quantile, Semantic, TypeFamily, Withheld, WithheldFigure,
};
pub use receipt::{Outcome, Receipt, Receipts, RecordedVersion};
pub use rule::Rule;
pub use violations::violations;

/// The largest request body the ingest route takes, in bytes, after decompression.
pub const MAX_BATCH_BYTES: usize = 8 * 1024 * 1024;

#[cfg(test)]
mod tests;

#[cfg(all(test, feature = "openapi"))]
mod inventory;
