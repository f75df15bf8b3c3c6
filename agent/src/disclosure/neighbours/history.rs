use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use conspectus_metadata::{Column, Privacy, Profile};
use serde::{Deserialize, Serialize};

use super::sketch::ColumnSketch;
use crate::summary::{FrameSummary, RowSet};

/// So many earlier figures are remembered: a notebook that goes back and forth between samples and the whole table must
/// not show the difference to a version before last either. Of wide tables there are fewer, as each is read and written with
/// every capture.
const REMEMBERED: std::ops::RangeInclusive<usize> = 16..=64;
/// Columns of all versions together, beyond the least.
const MOST_COLUMNS: usize = 8_000;

/// The figures published so far for one asset, each with private sketches of the rows they stand for. It is kept in
/// the ledger and never sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// Oldest first.
    versions: Vec<Published>,
    /// The newest of other assets whose tables have the same columns.
    beside: Vec<Published>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Published {
    pub(super) profile: Profile,
    pub(super) rows: RowSet,
    /// One for each column of the profile; none in what an older version wrote.
    pub(super) columns: Vec<ColumnSketch>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    profile: Profile,
    rows: String,
    #[serde(default)]
    columns: Vec<ColumnSketch>,
}

impl History {
    /// Remembers figures that were published for the rows of `summary`. Repeated figures are remembered already, with
    /// the rows they were made from.
    pub fn record(&mut self, profile: &Profile, summary: &FrameSummary) {
        if profile.repeats_previous {
            return;
        }
        let rows = summary.row_set.clone();
        self.versions.retain(|version| version.rows != rows || version.profile.columns != profile.columns);
        let columns = summary.columns.iter().map(ColumnSketch::of).collect();
        self.versions.push(Published { profile: profile.clone(), rows, columns });
        let most = (MOST_COLUMNS / profile.columns.len().max(1)).clamp(*REMEMBERED.start(), *REMEMBERED.end());
        let surplus = self.versions.len().saturating_sub(most);
        self.versions.drain(..surplus);
    }

    /// The same history, beside the newest figures of other assets: a table under another name is still that table.
    #[must_use]
    pub fn beside(mut self, others: impl IntoIterator<Item = Self>) -> Self {
        self.beside = others.into_iter().filter_map(|mut other| other.versions.pop()).collect();
        self
    }

    /// What these noisy figures cost when they were published, if they were.
    #[must_use]
    pub fn price_of(&self, columns: &[Column]) -> Option<Privacy> {
        self.own().find(|version| version.profile.columns == columns)?.profile.privacy
    }

    /// Newest first; first those of this asset.
    pub(super) fn all(&self) -> impl Iterator<Item = &Published> {
        self.versions.iter().rev().chain(&self.beside)
    }

    pub(super) fn own(&self) -> impl Iterator<Item = &Published> {
        self.versions.iter().rev()
    }

    /// For the ledger.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let stored = self.versions.iter().map(|Published { profile, rows, columns }| Stored {
            profile: profile.clone(),
            rows: BASE64.encode(rows.to_bytes()),
            columns: columns.clone(),
        });
        let json = serde_json::to_vec(&stored.collect::<Vec<_>>()).unwrap_or_default();
        zstd::encode_all(json.as_slice(), 3).unwrap_or(json)
    }

    /// The inverse of [`Self::to_bytes`], and of what earlier versions wrote; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let Ok(json) = zstd::decode_all(bytes) else { return Self::from_plain(bytes) };
        let stored: Vec<Stored> = serde_json::from_slice(&json).ok()?;
        let versions = stored.into_iter().map(|Stored { profile, rows, columns }| {
            let rows = RowSet::from_bytes(&BASE64.decode(rows).ok()?)?;
            Some(Published { profile, rows, columns })
        });
        Some(Self { versions: versions.collect::<Option<_>>()?, beside: Vec::new() })
    }

    fn from_plain(bytes: &[u8]) -> Option<Self> {
        let versions: Vec<(Profile, Vec<u8>)> = serde_json::from_slice(bytes).ok()?;
        let versions = versions.into_iter().map(|(profile, rows)| {
            let rows = RowSet::from_bytes(&rows)?;
            Some(Published { profile, rows, columns: Vec::new() })
        });
        Some(Self { versions: versions.collect::<Option<_>>()?, beside: Vec::new() })
    }
}
