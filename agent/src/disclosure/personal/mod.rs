//! Rule *personal data*: a column whose name or whose values look personal.

mod dictionary;

use conspectus_metadata::{PersonalClass, TypeFamily};

use crate::summary::{ColumnSummary, PatternCounts, Values};

/// Why the column counts as personal, if it does.
pub(super) fn class_of(column: &ColumnSummary) -> Option<PersonalClass> {
    class_of_name(&column.name, column.family).or_else(|| class_of_values(&column.values))
}

/// By the column's name, in several languages; a truth value *about* an address is not an address.
pub(super) fn class_of_name(name: &str, family: TypeFamily) -> Option<PersonalClass> {
    let words = dictionary::words(name);
    let is_about = |word: &String| dictionary::ABOUT.contains(&word.as_str());
    if words.iter().any(is_about) {
        return None;
    }
    dictionary::look_up(&words).filter(|class| fits(*class, family))
}

/// Whether a column of this type can hold that class.
fn fits(class: PersonalClass, family: TypeFamily) -> bool {
    use TypeFamily::{Binary, Boolean, Date, Decimal, Float, Integer, List, Struct, Text, Timestamp};
    match class {
        PersonalClass::Person | PersonalClass::Email | PersonalClass::MacAddress => {
            matches!(family, Text | List | Struct | Binary)
        }
        PersonalClass::BirthDate => matches!(family, Text | Date | Timestamp | Integer | Float),
        PersonalClass::Coordinates => matches!(family, Text | Float | Decimal | Struct | List),
        PersonalClass::Address | PersonalClass::IpAddress => {
            matches!(family, Text | Integer | Float | List | Struct | Binary)
        }
        PersonalClass::Secret => matches!(family, Text | Binary | Integer | List | Struct),
        _ => !matches!(family, Boolean | Date | Timestamp),
    }
}

/// Classes from certain to vague, each with the share of values, in percent, from which a column counts as such.
const OF_TEXT: [(PersonalClass, u64); 13] = [
    (PersonalClass::Email, 5),
    (PersonalClass::Iban, 5),
    (PersonalClass::PaymentCard, 30),
    (PersonalClass::Secret, 10),
    (PersonalClass::MacAddress, 20),
    (PersonalClass::IpAddress, 20),
    (PersonalClass::NationalId, 40),
    (PersonalClass::Phone, 40),
    (PersonalClass::Coordinates, 40),
    (PersonalClass::BirthDate, 60),
    (PersonalClass::Address, 30),
    (PersonalClass::Person, 60),
    (PersonalClass::Url, 50),
];

/// Digits alone say less: one number in ten passes a card's checksum.
const OF_NUMBERS: [(PersonalClass, u64); 3] =
    [(PersonalClass::PaymentCard, 60), (PersonalClass::NationalId, 90), (PersonalClass::Phone, 90)];

fn class_of_values(values: &Values) -> Option<PersonalClass> {
    match values {
        Values::Text(text) => first_above(text.personal(), &OF_TEXT),
        Values::Number(number) if number.integral => first_above(number.personal(), &OF_NUMBERS),
        Values::List { item, .. } => class_of_values(&item.values),
        _ => None,
    }
}

fn first_above(counts: &PatternCounts, thresholds: &[(PersonalClass, u64)]) -> Option<PersonalClass> {
    let tested = counts.tested();
    let reaches = |class, percent| {
        let matched = counts.matched(class);
        matched > 0 && matched.saturating_mul(100) >= tested.saturating_mul(percent)
    };
    thresholds.iter().find(|(class, percent)| reaches(*class, *percent)).map(|(class, _)| *class)
}

#[cfg(test)]
mod tests;
