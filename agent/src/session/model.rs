use conspectus_metadata::{Body, Filing, LineageEdge, Model};

use super::{Draft, Recorded, Session};
use crate::Error;
use crate::disclosure::figure;
use crate::disclosure::parameters::{self, RawParameter};

/// A model as the binding found it.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelDraft {
    /// Where it belongs.
    pub filing: Filing,
    /// Its name.
    pub name: String,
    /// The estimator's class.
    pub technique: String,
    /// The library it comes from.
    pub library: Option<String>,
    /// That library's version.
    pub library_version: Option<String>,
    /// How it was set.
    pub parameters: Vec<(String, RawParameter)>,
    /// How it performed.
    pub metrics: Vec<(String, f64)>,
    /// Where it came from.
    pub lineage: Vec<LineageEdge>,
}

impl Session {
    /// Records a model.
    pub fn model(&self, draft: ModelDraft) -> Result<Recorded, Error> {
        let ModelDraft { filing, name, technique, library, library_version, parameters, metrics, lineage } = draft;
        let (parameters, mut withheld) = parameters::disclose(parameters);
        let (metrics, missing) = parameters::disclose_metrics(metrics);
        withheld.extend(missing);
        let clean = |name: &String| parameters::disclose_type_name(name);
        let body = Body::Model(Model {
            library: library.as_ref().map(clean),
            library_version: library_version.as_ref().map(clean),
            technique: clean(&technique),
            parameters,
            metrics,
            withheld,
        });
        self.record(Draft { filing, name: Some(name), body, lineage })
    }

    /// Records a figure: a PNG, of which only the pixels are kept.
    pub fn figure(
        &self,
        filing: Filing,
        name: String,
        png: &[u8],
        caption: Option<String>,
        lineage: Vec<LineageEdge>,
    ) -> Result<Recorded, Error> {
        let figure =
            figure::reencode(png, caption).map_err(|e| Error::Argument { argument: "fig", reason: e.to_string() })?;
        self.record(Draft { filing, name: Some(name), body: Body::Figure(figure), lineage })
    }
}
