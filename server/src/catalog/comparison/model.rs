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

/// What changed from one model to another.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn model(parameters: &[(&str, ParameterValue)], metrics: &[(&str, f64)]) -> Model {
        Model {
            library: Some("scikit-learn".into()),
            library_version: None,
            technique: "Ridge".into(),
            parameters: parameters.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            metrics: metrics.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect(),
            withheld: vec![],
        }
    }

    #[test]
    fn metrics_show_before_after_and_the_difference() {
        let changes = compare(&model(&[], &[("r2", 0.5), ("mae", 4.0)]), &model(&[], &[("r2", 0.75), ("rmse", 2.0)]));
        let of = |name: &str| changes.metrics.iter().find(|metric| metric.name == name).expect("listed");
        assert_eq!(
            (of("r2").delta, of("r2").relative, of("r2").difference),
            (Some(0.25), Some(0.5), Difference::Changed)
        );
        assert_eq!((of("mae").difference, of("mae").to), (Difference::Removed, None));
        assert_eq!((of("rmse").difference, of("rmse").from), (Difference::Added, None));
    }

    #[test]
    fn a_metric_that_was_zero_has_no_relative_change() {
        let changes = compare(&model(&[], &[("bias", 0.0)]), &model(&[], &[("bias", 1.0)]));
        assert_eq!((changes.metrics[0].delta, changes.metrics[0].relative), (Some(1.0), None));
    }

    #[test]
    fn a_parameter_set_to_none_is_not_one_that_was_removed() {
        let from = model(&[("alpha", ParameterValue::Number(1.0)), ("seed", ParameterValue::Integer(1))], &[]);
        let to = model(&[("alpha", ParameterValue::Number(1.0)), ("seed", ParameterValue::Null)], &[]);
        let changes = compare(&from, &to);
        assert_eq!((changes.parameters.len(), changes.unchanged_parameters), (1, 1));
        assert_eq!(changes.parameters[0].difference, Difference::Changed);
        assert_eq!(serde_json::to_value(&changes.parameters[0]).expect("json")["to"], serde_json::Value::Null);
    }
}
