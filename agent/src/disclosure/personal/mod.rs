//! Rule *personal data*: a column whose name or whose values look personal.

mod dictionary;
mod values;

use conspectus_metadata::{PersonalClass, TypeFamily};

use crate::summary::{ColumnSummary, Values};
use dictionary::Found;

/// Why the column counts as personal, if it does.
pub(super) fn class_of(column: &ColumnSummary) -> Option<PersonalClass> {
    let words = dictionary::words(&column.name);
    let by_name = dictionary::look_up(&words).filter(|found| fits(found.class, column.family));
    let by_name = by_name.filter(|found| !is_contradicted(*found, &words, &column.values));
    by_name.map(|found| found.class).or_else(|| values::class_of(&column.values))
}

/// By the column's name, in several languages; a truth value *about* an address is not an address.
pub(super) fn class_of_name(name: &str, family: TypeFamily) -> Option<PersonalClass> {
    let found = dictionary::look_up(&dictionary::words(name))?;
    fits(found.class, family).then_some(found.class)
}

/// Whether the values are plainly something else: `name` of cars and models, `long` in metres.
fn is_contradicted(found: Found, words: &[String], values: &Values) -> bool {
    match values {
        Values::Text(text) if found.vague && found.class == PersonalClass::Person => {
            // Where there are many values not each of them was tried.
            (20..=8192).contains(&text.distinct())
                && u64::from(text.personal().outlined_as_persons()) * 2 < text.distinct()
        }
        Values::Number(number) if found.class == PersonalClass::Coordinates => {
            let degrees = words.iter().any(|word| ["lat", "lon", "lng", "long"].contains(&word.as_str()));
            degrees && number.distribution().range().is_some_and(|(low, high)| low < -360.0 || high > 360.0)
        }
        _ => false,
    }
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

#[cfg(test)]
mod tests;
