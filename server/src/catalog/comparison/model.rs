use std::collections::{BTreeMap, BTreeSet};

use conspectus_metadata::{Model, ParameterValue};
use serde::Serialize;
use utoipa::ToSchema;

use super::Change;

/// What changed from one model to another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ModelChanges {
    /// Absent when the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technique: Option<Change<String>>,
    /// Name and version; absent when the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<Change<String>>,
    /// Every metric of either, by name.
    pub metrics: Vec<MetricChange>,
    /// The parameters that differ, by name.
    pub parameters: Vec<ParameterChange>,
    /// How many parameters both have with the same value.
    pub unchanged_parameters: u64,
}

/// How an entry differs between the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    Added,
    Removed,
    Changed,
    Same,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MetricChange {
    pub name: String,
    pub difference: Difference,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// `to − from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delta: Option<f64>,
    /// `delta / |from|`; absent where `from` is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relative: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ParameterChange {
    pub name: String,
    pub difference: Difference,
    /// Absent when the parameter was added; null when its value was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<ParameterValue>,
    /// Absent when the parameter was removed; null when its value is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ParameterValue>,
}

pub fn compare(from: &Model, to: &Model) -> ModelChanges {
    let names = names(&from.parameters, &to.parameters);
    let all = names.len() as u64;
    let parameters: Vec<_> = names
        .into_iter()
        .filter_map(|name| parameter(name, from.parameters.get(name), to.parameters.get(name)))
        .collect();
    ModelChanges {
        technique: Change::between(&from.technique, &to.technique),
        library: Change::between(&library(from), &library(to)),
        metrics: self::names(&from.metrics, &to.metrics)
            .into_iter()
            .map(|name| metric(name, from.metrics.get(name).copied(), to.metrics.get(name).copied()))
            .collect(),
        unchanged_parameters: all - parameters.len() as u64,
        parameters,
    }
}

fn names<'a, T>(from: &'a BTreeMap<String, T>, to: &'a BTreeMap<String, T>) -> BTreeSet<&'a str> {
    from.keys().chain(to.keys()).map(String::as_str).collect()
}

fn library(model: &Model) -> String {
    [model.library.as_deref(), model.library_version.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn difference<T: PartialEq>(from: Option<&T>, to: Option<&T>) -> Difference {
    match (from, to) {
        (None, _) => Difference::Added,
        (_, None) => Difference::Removed,
        (Some(from), Some(to)) if from == to => Difference::Same,
        _ => Difference::Changed,
    }
}

fn metric(name: &str, from: Option<f64>, to: Option<f64>) -> MetricChange {
    let delta = from.zip(to).map(|(from, to)| to - from).filter(|delta| delta.is_finite());
    let relative = delta.zip(from).map(|(delta, from)| delta / from.abs()).filter(|relative| relative.is_finite());
    MetricChange {
        name: name.to_owned(),
        difference: difference(from.as_ref(), to.as_ref()),
        from,
        to,
        delta,
        relative,
    }
}

fn parameter(name: &str, from: Option<&ParameterValue>, to: Option<&ParameterValue>) -> Option<ParameterChange> {
    let difference = difference(from, to);
    (difference != Difference::Same).then(|| ParameterChange {
        name: name.to_owned(),
        difference,
        from: from.cloned(),
        to: to.cloned(),
    })
}
