//! What versions are: their summaries, equality, comparison, lineage and the words they are found by.
//!
//! Everything here is pure: the store reads rows, the vault opens them, this module says what they mean.

pub mod comparison;
mod digest;
mod equality;
mod lineage;
mod project;
mod version;

pub use digest::Digest;
pub use equality::content_of;
pub use lineage::{Direction, Edge, Lineage, Walk};
pub use project::{Counts, Entry, Iteration, IterationSummary, Project, ProjectSummary};
pub use version::{ActorName, Asset, AssetSummary, Named, Neighbour, Neighbourhood, Version, VersionSummary};
