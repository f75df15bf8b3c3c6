use super::{Findings, Place, Terms};
use crate::{Column, Count, Profile, Rule, TypeFamily};

/// Rule *cells* across columns: missing values are often nested, so the difference of two columns' exact numbers would
/// stand for the rows that one has and the other has not.
pub(super) fn check(profile: &Profile, terms: &Terms, found: &mut Findings) {
    if !terms.are_standard() {
        return;
    }
    let mut all = Vec::new();
    for (index, column) in profile.columns.iter().enumerate() {
        collect(
            column,
            &Place { field: format!("body.profile.columns[{index}]"), column: column.name.clone() },
            &mut all,
        );
    }
    all.sort_by_key(|(nulls, _)| *nulls);
    for pair in all.windows(2) {
        let few = terms.is_small(pair[1].0 - pair[0].0);
        found.add_if(few, &pair[1].1.within("nulls"), Rule::Cells, "beside another column's it tells of too few rows");
    }
}

fn collect(column: &Column, at: &Place, all: &mut Vec<(u64, Place)>) {
    if let Some(Count::Exact(nulls)) = column.nulls {
        all.push((nulls, at.clone()));
    }
    // Items of a list are counted otherwise.
    if column.column_type.family == TypeFamily::Struct {
        for (index, field) in column.fields.iter().enumerate() {
            collect(field, &at.within(&format!("fields[{index}]")), all);
        }
    }
}
