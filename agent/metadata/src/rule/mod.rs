//! The rules of the disclosure policy: one small module each, which says what the rule prevents, where it comes from and
//! what its parameter is.
//!
//! `docs/privacy.md` explains each under the same id and name; `agent/src/disclosure` keeps them, and
//! [`violations`](mod@crate::violations) checks again.
//!
//! # How to add one more rule
//! 1. Write its module here, with the three lines of its doc comment, and add it to the end of the list below: ids stay.
//! 2. Give it a section in `docs/privacy.md`; a test compares.
//! 3. Keep it in `agent/src/disclosure`, and check it in `violations`.

mod cells;
mod distinct;
mod dominance;
mod edges;
mod exact;
mod extremes;
mod identifiers;
mod labels;
mod names;
mod neighbours;
mod noise;
mod parameters;
mod personal_data;
mod precision;
mod quantiles;
mod rows;
mod schema;
mod sources;
mod text;

use serde::{Deserialize, Serialize};

/// What can be said about a rule to people.
struct Article {
    id: &'static str,
    name: &'static str,
    /// The end of a sentence that begins with what was withheld.
    because: &'static str,
    /// What would have the figure published.
    remedy: &'static str,
}

macro_rules! rules {
    ($($module:ident: $variant:ident,)*) => {
        /// The rule that withheld or coarsened; `docs/privacy.md` explains each under the same name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum Rule { $($variant,)* }

        impl Rule {
            /// In the order of their ids.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            const fn article(self) -> &'static Article {
                match self { $(Self::$variant => &$module::ARTICLE,)* }
            }
        }
    };
}

rules! {
    rows: Rows,
    cells: Cells,
    extremes: Extremes,
    edges: Edges,
    quantiles: Quantiles,
    precision: Precision,
    dominance: Dominance,
    distinct: Distinct,
    text: Text,
    labels: Labels,
    personal_data: PersonalData,
    identifiers: Identifiers,
    names: Names,
    neighbours: Neighbours,
    sources: Sources,
    parameters: Parameters,
    schema: Schema,
    noise: Noise,
    exact: Exact,
}

impl Rule {
    /// Its name on the wire and in `docs/privacy.md`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.article().name
    }

    /// Its stable id, `R1` and so on.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.article().id
    }

    /// Why it exists: the end of a sentence, with `{min_rows}` and `{min_cell}` where the policy's numbers go.
    #[must_use]
    pub const fn because(self) -> &'static str {
        self.article().because
    }

    /// What would have the figure published, in the same form; `{column}` is the column's name.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        self.article().remedy
    }
}

/// Id and name: `R2 cells`.
impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.id(), self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_its_id_its_name_on_the_wire_its_section_and_a_module_that_says_where_it_comes_from() {
        let here = env!("CARGO_MANIFEST_DIR");
        let read = |path: &str| std::fs::read_to_string(format!("{here}/{path}")).expect("a file");
        let docs = read("../../docs/privacy.md");
        for (index, rule) in Rule::ALL.iter().enumerate() {
            assert_eq!(rule.id(), format!("R{}", index + 1));
            assert_eq!(serde_json::to_string(rule).expect("json"), format!("\"{}\"", rule.as_str()));
            assert!(docs.contains(&format!("### {} `{}`\n", rule.id(), rule.as_str())), "{rule} in docs/privacy.md");
            let module = read(&format!("src/rule/{}.rs", rule.as_str().replace('-', "_")));
            for line in ["/// Prevents: ", "/// Source: ", "/// Parameter: "] {
                assert!(module.contains(line), "{rule}: {line}");
            }
        }
        let sections = docs.lines().filter(|line| line.starts_with("### R")).count();
        assert_eq!(sections, Rule::ALL.len());
        let modules = std::fs::read_dir(format!("{here}/src/rule")).expect("the folder").count();
        assert_eq!(modules, Rule::ALL.len() + 1);
    }
}
