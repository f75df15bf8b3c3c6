//! By values: a pattern restricts a column when it holds for one value in two hundred, and not by chance.

use conspectus_metadata::PersonalClass;

use crate::summary::{Evidence, NumberSummary, PatternCounts, Values};

/// One value in so many restricts a column.
const ONE_IN: f64 = 200.0;

/// Chance must be less likely than `e` to the minus this, 1 in 1,000.
const SURPRISE: f64 = 7.0;

/// What a value adds that is personal for sure.
const SURE: f64 = 3.0;

/// The surest class that the values show.
pub(super) fn class_of(values: &Values) -> Option<PersonalClass> {
    match values {
        Values::Text(text) => shown(text.personal(), text.distinct(), |_| true),
        Values::Number(number) => shown(number.personal(), number.distinct(), |class| spreads(class, number)),
        Values::List { item, .. } => class_of(&item.values),
        _ => None,
    }
}

fn shown(counts: &PatternCounts, distinct: u64, fits: impl Fn(PersonalClass) -> bool) -> Option<PersonalClass> {
    let evidence: Vec<Evidence> = counts.evidence().filter(|evidence| fits(evidence.class)).collect();
    // Parts of a table that were merged have looked at one value more than once.
    let once = (distinct as f64 / counts.looks().max(1) as f64).min(1.0);
    let is_shown = |class| {
        let of_class: Vec<&Evidence> = evidence.iter().filter(|evidence| evidence.class == class).collect();
        is_shown(&of_class, counts.tested() as f64, once)
    };
    evidence.iter().map(|evidence| evidence.class).find(|class| is_shown(*class))
}

/// All patterns of one class together: a column of phones is written in many ways.
fn is_shown(evidence: &[&Evidence], tested: f64, once: f64) -> bool {
    let share = |rows: f64| rows / tested.max(1.0) * ONE_IN;
    let (mut rows, mut surprise, mut sure) = (0.0, 0.0, 0.0);
    for evidence in evidence {
        if evidence.chance == 0.0 {
            sure += evidence.rows as f64;
            surprise += f64::from(evidence.passed) * once * SURE;
            continue;
        }
        let rate = f64::from(evidence.passed) / f64::from(evidence.tried);
        // Of those that pass, so many would not have passed by chance.
        let meant = (rate - evidence.chance) / (1.0 - evidence.chance) / rate;
        if meant > 0.0 {
            let beyond = evidence.rows as f64 * meant;
            rows += if share(beyond) >= 0.5 { evidence.rows as f64 } else { beyond };
            surprise += f64::from(evidence.tried) * once * divergence(rate, evidence.chance);
        }
    }
    share(sure) >= 1.0 || share(rows + sure) >= 1.0 && surprise >= SURPRISE
}

/// What one value adds, on average, to the surprise at seeing `rate` where `chance` was expected: by Chernoff's bound, the
/// chance to see it in n values is at most `e` to the minus n times this.
fn divergence(rate: f64, chance: f64) -> f64 {
    let term = |p: f64, q: f64| if p > 0.0 { p * (p / q).ln() } else { 0.0 };
    term(rate, chance) + term(1.0 - rate, 1.0 - chance)
}

/// Phones of one table come from many areas; numbers that were counted up do not.
fn spreads(class: PersonalClass, number: &NumberSummary) -> bool {
    let range = number.distribution().range();
    number.integral
        && (class != PersonalClass::Phone || range.is_some_and(|(smallest, largest)| largest - smallest >= 1e9))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(rows: u64, tried: u32, passed: u32, chance: f64) -> Evidence {
        Evidence { class: PersonalClass::PaymentCard, rows, tried, passed, chance }
    }

    fn is_shown(evidence: &Evidence, tested: u64, looks: u64, distinct: u64) -> bool {
        super::is_shown(&[evidence], tested as f64, (distinct as f64 / looks as f64).min(1.0))
    }

    #[test]
    fn one_value_in_two_hundred_restricts_and_fewer_do_not() {
        assert!(is_shown(&evidence(5, 5, 5, 0.0), 1_000, 1_000, 1_000));
        assert!(!is_shown(&evidence(4, 4, 4, 0.0), 1_000, 1_000, 1_000));
        assert!(is_shown(&evidence(10, 10, 10, 0.1), 1_000, 1_000, 1_000));
    }

    #[test]
    fn what_chance_explains_does_not_restrict() {
        assert!(!is_shown(&evidence(1_000, 10_000, 1_000, 0.11), 10_000, 10_000, 10_000));
        assert!(!is_shown(&evidence(2, 2, 2, 0.11), 100, 100, 100), "two of two is still luck");
        assert!(!is_shown(&evidence(900, 3, 3, 0.11), 1_000, 3, 3), "a value that repeats is one value");
        assert!(
            !is_shown(&evidence(1_000, 600, 600, 0.11), 1_000, 600, 3),
            "parts that were merged saw the same values"
        );
    }
}
