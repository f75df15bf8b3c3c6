use std::collections::BTreeMap;

use conspectus_metadata::{Body, Dataset, DatasetRole, Document, Figure, Model};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Metrics shown in lists; a model with more shows all of them on its own page.
const METRICS: usize = 8;
/// Characters of a caption or message shown in lists.
const WORDS: usize = 200;

/// The few figures of a version that lists show, sealed apart from its body so that a list unseals little.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// Of a dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// How many columns a dataset has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<u64>,
    /// How many of the columns look like personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal_columns: Option<u64>,
    /// Of a dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<DatasetRole>,
    /// Of a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// Of a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub technique: Option<String>,
    /// Of a model: the first eight by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<String, f64>,
    /// Of a document's text or a figure's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Of a document: why the revision was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Of a figure, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Of a figure, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Of a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

impl Digest {
    /// What lists show of `body`.
    pub fn of(body: &Body) -> Self {
        match body {
            Body::Dataset(dataset) => Self::of_dataset(dataset),
            Body::Model(model) => Self::of_model(model),
            Body::Document(document) => Self::of_document(document),
            Body::Figure(figure) => Self::of_figure(figure),
            Body::Note(_) => Self::default(),
        }
    }

    fn of_dataset(dataset: &Dataset) -> Self {
        let columns = &dataset.profile.columns;
        Self {
            rows: Some(dataset.profile.rows),
            columns: Some(columns.len() as u64),
            personal_columns: Some(columns.iter().filter(|column| column.personal.is_some()).count() as u64),
            role: dataset.role,
            ..Self::default()
        }
    }

    fn of_model(model: &Model) -> Self {
        Self {
            library: model.library.clone(),
            technique: Some(model.technique.clone()),
            metrics: model.metrics.iter().take(METRICS).map(|(name, value)| (name.clone(), *value)).collect(),
            ..Self::default()
        }
    }

    fn of_document(document: &Document) -> Self {
        Self {
            bytes: Some(document.markdown.len() as u64),
            message: document.message.as_deref().map(shortened),
            ..Self::default()
        }
    }

    fn of_figure(figure: &Figure) -> Self {
        let padding = figure.png.bytes().rev().take_while(|byte| *byte == b'=').count();
        Self {
            bytes: Some((figure.png.len() / 4 * 3).saturating_sub(padding) as u64),
            width: Some(figure.width),
            height: Some(figure.height),
            caption: figure.caption.as_deref().map(shortened),
            ..Self::default()
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(WORDS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
