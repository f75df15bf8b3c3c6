//! What was withheld from a profile, in sentences: what, why, by which rule, and what would change it.

mod close;
mod words;

use crate::{Column, Count, Mode, Policy, Profile, Rule, Withheld, WithheldFigure};
use words::{figures, listed, with_numbers};

/// No column has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownColumn {
    /// The name.
    pub name: String,
    /// Names that are nearly it, nearest first.
    pub close: Vec<String>,
}

/// One message: what is wrong, and what could be meant.
impl std::fmt::Display for UnknownColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the table has no column {:?}", self.name)?;
        if self.close.is_empty() {
            return Ok(());
        }
        let close: Vec<String> = self.close.iter().map(|name| format!("{name:?}")).collect();
        write!(f, "; did you mean {}?", close.join(" or "))
    }
}

impl std::error::Error for UnknownColumn {}

/// Of one column, or of the table where none is named: one sentence after the other.
pub fn explain(profile: &Profile, column: Option<&str>) -> Result<Vec<String>, UnknownColumn> {
    let Some(name) = column else { return Ok(table(profile)) };
    let found = profile.columns.iter().find(|column| column.name == name);
    let Some(column) = found else {
        let close = close::matches(name, profile.columns.iter().map(|column| column.name.as_str()));
        return Err(UnknownColumn { name: name.to_owned(), close });
    };
    let mut sentences = vec![format!("`{}` is a column of type {}.", column.name, column.column_type.arrow)];
    if let Some(personal) = column.personal {
        let class = words::personal(personal);
        sentences
            .push(format!("It looks like personal data ({class}), so only its type and its missing values are told."));
    }
    sentences.extend(profile.withheld.iter().filter(|gap| is_whole(gap)).map(|gap| because(&[gap], profile, column)));
    sentences.extend(reasons(&column.withheld, profile, column));
    if let Some(Count::Range { at_least, at_most }) = column.nulls {
        sentences.push(format!("Between {at_least} and {at_most} rows have no value; how many exactly is not told."));
    }
    if sentences.len() == 1 {
        sentences.push("Nothing about it was withheld or made less exact.".to_owned());
    }
    for field in &column.fields {
        let inner = reasons(&field.withheld, profile, field);
        sentences.extend(inner.into_iter().map(|sentence| format!("Its field `{}`: {sentence}", field.name)));
    }
    Ok(sentences)
}

fn table(profile: &Profile) -> Vec<String> {
    let mut sentences = vec![mode(&profile.policy)];
    if let Some(privacy) = &profile.privacy {
        sentences.push(format!(
            "These figures cost ε = {} and δ = {}; ε = {} of this dataset's budget of {} is spent.",
            privacy.epsilon,
            privacy.delta,
            privacy.spent_epsilon,
            profile.policy.budget().epsilon
        ));
    }
    if let Some(reason) = &profile.reason {
        sentences.push(format!("The reason that was given: {reason}"));
    }
    let anonymous = Column::bare("the table".to_owned(), crate::ColumnType::none());
    sentences.extend(reasons(&profile.withheld, profile, &anonymous));
    let silent = |column: &&Column| column.withheld.iter().any(|gap| is_whole(gap) && !gap.coarsened);
    let coarse = |column: &&Column| !column.withheld.is_empty() && !silent(column);
    let names = |which: &dyn Fn(&&Column) -> bool| -> Vec<String> {
        profile.columns.iter().filter(which).map(|column| format!("`{}`", column.name)).collect()
    };
    let (silent, coarse) = (names(&silent), names(&coarse));
    if !silent.is_empty() {
        sentences.push(format!("No figures are told of {}.", listed(&silent)));
    }
    if !coarse.is_empty() {
        sentences.push(format!("Some figures are less exact or missing for {}.", listed(&coarse)));
    }
    sentences
}

fn mode(policy: &Policy) -> String {
    let Policy { mode, min_rows, min_cell, .. } = policy;
    match mode {
        Mode::Schema => "The mode is `schema`: names, types and the number of rows.".to_owned(),
        Mode::Dp => "The mode is `dp`: every figure carries noise, so that no row shows in it.".to_owned(),
        Mode::Standard => format!(
            "The mode is `standard`: no figure on fewer than {min_cell} rows, and none at all on a table of fewer than {min_rows}."
        ),
        Mode::Exact => {
            "The mode is `exact`: figures are as they are, and only personal columns, identifiers, texts and \
                        names that are data are held back."
                .to_owned()
        }
    }
}

/// One sentence for each rule, those that hide before those that only blur.
fn reasons(gaps: &[Withheld], profile: &Profile, column: &Column) -> Vec<String> {
    let mut groups: Vec<((bool, Rule), Vec<&Withheld>)> = Vec::new();
    for gap in gaps {
        let key = (gap.coarsened, gap.rule);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(gap),
            None => groups.push((key, vec![gap])),
        }
    }
    groups.sort_by_key(|(key, _)| *key);
    groups.iter().map(|(_, group)| because(group, profile, column)).collect()
}

/// All gaps have one rule, and all hide or all blur.
fn because(gaps: &[&Withheld], profile: &Profile, column: &Column) -> String {
    let (rule, coarsened) = (gaps[0].rule, gaps[0].coarsened);
    let repeated = rule == Rule::Neighbours && coarsened && gaps.iter().any(|gap| is_whole(gap));
    let what = figures(gaps.iter().map(|gap| gap.figure));
    let many = gaps.len() > 1 || gaps[0].figure.is_many();
    let happened = match (repeated, coarsened, many) {
        (true, ..) => "are those of an earlier version",
        (_, true, true) => "are less exact",
        (_, true, false) => "is less exact",
        (_, false, true) => "are not told",
        (_, false, false) => "is not told",
    };
    let because = with_numbers(rule.because(), &profile.policy, &column.name);
    let remedy = with_numbers(rule.remedy(), &profile.policy, &column.name);
    format!("{what} {happened}, because {because} ({rule}). What would change it: {remedy}.")
}

fn is_whole(gap: &Withheld) -> bool {
    gap.figure == WithheldFigure::All
}

#[cfg(test)]
mod tests;
