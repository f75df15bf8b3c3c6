//! Rule *personal data*: a column whose name or whose values look personal.

mod dictionary;
mod values;

use conspectus_metadata::{PersonalClass, TypeFamily};

use crate::summary::ColumnSummary;

/// Why the column counts as personal, if it does.
pub(super) fn class_of(column: &ColumnSummary) -> Option<PersonalClass> {
    class_of_name(&column.name, column.family).or_else(|| values::class_of(&column.values))
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

#[cfg(test)]
mod tests;
