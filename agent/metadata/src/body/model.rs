use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Withheld;

/// A trained model: what it is, how it was set, how it performed. Never its weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// For example `scikit-learn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library_version: Option<String>,
    /// The estimator's class, for example `RandomForestClassifier`.
    pub technique: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, ParameterValue>,
    /// Finite numbers only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<String, f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<Withheld>,
}

/// A parameter's value; arrays and frames become type and shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ParameterValue {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    /// Short, and looking like an enumeration: `sqrt`, `l2`, `gini`.
    Text(String),
    /// Anything else.
    #[serde(rename_all = "kebab-case")]
    Described {
        r#type: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shape: Option<Vec<u64>>,
    },
}
