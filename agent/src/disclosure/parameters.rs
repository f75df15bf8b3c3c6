//! Rule *parameters*: how a model was set, and never what it was fed.

use std::collections::BTreeMap;

use conspectus_metadata::{ParameterValue, Rule, Withheld, WithheldFigure, pattern};

/// The longest text that still looks like an enumeration.
const MAX_TEXT: usize = 32;
/// The longest name of a parameter, a metric, a technique or a type.
const MAX_NAME: usize = 100;
/// The most parameters of one model.
const MAX_PARAMETERS: usize = 500;

/// A parameter as the binding found it.
#[derive(Debug, Clone, PartialEq)]
pub enum RawParameter {
    /// Nothing was set.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number; NaN and infinities are told by their name.
    Number(f64),
    /// Text of any length.
    Text(String),
    /// Anything else: its type, and its shape where it has one.
    Other {
        /// For example `ndarray` or `StandardScaler`.
        type_name: String,
        /// For example rows and columns.
        shape: Option<Vec<u64>>,
    },
}

/// What may be said about a model's settings.
#[must_use]
pub fn disclose(
    raw: impl IntoIterator<Item = (String, RawParameter)>,
) -> (BTreeMap<String, ParameterValue>, Vec<Withheld>) {
    let mut published = BTreeMap::new();
    let mut withheld = Vec::new();
    let mut note = |coarsened| {
        let gap = Withheld { figure: WithheldFigure::Parameters, rule: Rule::Parameters, coarsened };
        if !withheld.contains(&gap) {
            withheld.push(gap);
        }
    };
    for (name, value) in raw {
        if !is_name(&name) || published.len() >= MAX_PARAMETERS {
            note(false);
            continue;
        }
        let (value, coarsened) = disclose_value(value);
        if coarsened {
            note(true);
        }
        published.insert(name, value);
    }
    (published, withheld)
}

/// Finite metrics under names that look like names.
#[must_use]
pub fn disclose_metrics(raw: impl IntoIterator<Item = (String, f64)>) -> (BTreeMap<String, f64>, Vec<Withheld>) {
    let mut published = BTreeMap::new();
    let mut withheld = Vec::new();
    for (name, value) in raw {
        if is_name(&name) && value.is_finite() {
            published.insert(name, value);
        } else if withheld.is_empty() {
            withheld.push(Withheld { figure: WithheldFigure::Metrics, rule: Rule::Parameters, coarsened: false });
        }
    }
    (published, withheld)
}

/// A class, library or version name as it may leave; `unknown` where it looks like something else.
#[must_use]
pub fn disclose_type_name(name: &str) -> String {
    let fits = !name.is_empty()
        && name.len() <= MAX_NAME
        && name.chars().all(|c| c.is_alphanumeric() || "_.<>[], +-".contains(c));
    if fits && !pattern::holds_personal(name) && !pattern::looks_secret(name) {
        name.to_owned()
    } else {
        "unknown".to_owned()
    }
}

/// The value, and whether it was coarsened.
fn disclose_value(value: RawParameter) -> (ParameterValue, bool) {
    match value {
        RawParameter::Null => (ParameterValue::Null, false),
        RawParameter::Boolean(value) => (ParameterValue::Boolean(value), false),
        RawParameter::Integer(value) => (ParameterValue::Integer(value), false),
        RawParameter::Number(value) if value.is_finite() => (ParameterValue::Number(value), false),
        RawParameter::Number(value) if value.is_nan() => (ParameterValue::Text("nan".to_owned()), false),
        RawParameter::Number(value) => {
            (ParameterValue::Text(if value > 0.0 { "inf" } else { "-inf" }.to_owned()), false)
        }
        RawParameter::Text(text) if looks_like_enumeration(&text) => (ParameterValue::Text(text), false),
        RawParameter::Text(_) => (ParameterValue::Described { r#type: "text".to_owned(), shape: None }, true),
        RawParameter::Other { type_name, shape } => {
            (ParameterValue::Described { r#type: disclose_type_name(&type_name), shape }, true)
        }
    }
}

/// Short, one word, and neither a secret nor personal data: `sqrt`, `l2`, `neg_log_loss`.
fn looks_like_enumeration(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= MAX_TEXT
        && text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-+.:".contains(c))
        && !pattern::holds_personal(text)
        && !pattern::looks_secret(text)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= MAX_NAME && !pattern::looks_like_data(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(value: RawParameter) -> ParameterValue {
        disclose([("p".to_owned(), value)]).0.remove("p").expect("kept")
    }

    #[test]
    fn enumerations_stay_and_text_goes() {
        for word in ["sqrt", "l2", "neg_log_loss", "gini", "saga", "cuda:0", "float64"] {
            assert_eq!(left(RawParameter::Text(word.to_owned())), ParameterValue::Text(word.to_owned()));
        }
        for text in [
            "",
            "Ann Lee",
            "ann.lee@example.org",
            "/home/ann/model.bin",
            "4111111111111111",
            "ghp_0123456789abcdefghij",
        ] {
            let described = ParameterValue::Described { r#type: "text".to_owned(), shape: None };
            assert_eq!(left(RawParameter::Text(text.to_owned())), described, "{text}");
        }
    }

    #[test]
    fn arrays_become_type_and_shape_and_that_is_recorded() {
        let raw = RawParameter::Other { type_name: "ndarray".to_owned(), shape: Some(vec![3, 4]) };
        let (published, withheld) =
            disclose([("init".to_owned(), raw), ("ann@example.org".to_owned(), RawParameter::Null)]);
        assert_eq!(
            published["init"],
            ParameterValue::Described { r#type: "ndarray".to_owned(), shape: Some(vec![3, 4]) }
        );
        assert_eq!(published.len(), 1);
        assert_eq!(withheld.iter().map(|gap| gap.coarsened).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn numbers_that_json_lacks_are_told_by_name() {
        assert_eq!(left(RawParameter::Number(f64::NAN)), ParameterValue::Text("nan".to_owned()));
        assert_eq!(left(RawParameter::Number(f64::NEG_INFINITY)), ParameterValue::Text("-inf".to_owned()));
        assert!(disclose_metrics([("auc".to_owned(), f64::NAN)]).0.is_empty());
    }
}
