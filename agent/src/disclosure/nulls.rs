//! Rule *cells* across columns: missing values are often nested, so the difference of two columns' numbers of them
//! stands for the rows that miss one and not the other.

use conspectus_metadata::Count;

use super::scope::Scope;
use crate::summary::{ColumnSummary, Values};

/// Numbers of missing values that lie at least `min_cell` apart. What lies between two is told as "1 to 10 more".
#[derive(Debug, Clone)]
pub(super) struct NullSteps(Vec<u64>);

impl NullSteps {
    /// From none upwards: the next step is the first number out of reach of the one before.
    pub(super) fn of(columns: &[ColumnSummary], min_cell: u64) -> Self {
        let mut all = Vec::new();
        collect(columns, &mut all);
        all.sort_unstable();
        let mut steps = vec![0];
        for nulls in all {
            if nulls >= steps[steps.len() - 1] + min_cell {
                steps.push(nulls);
            }
        }
        Self(steps)
    }

    /// The scope of a column with so many missing values.
    pub(super) fn scope(&self, nulls: u64, scope: Scope) -> Scope {
        let above = self.0.partition_point(|step| *step <= nulls);
        Scope { null_step: self.0[above.saturating_sub(1)], ..scope }
    }
}

fn collect(columns: &[ColumnSummary], all: &mut Vec<u64>) {
    for column in columns {
        all.push(column.nulls);
        if let Values::Struct(fields) = &column.values {
            collect(fields, all);
        }
    }
}

/// The missing values that have to be hidden among the others, or all of them where none has.
pub(super) const fn to_tell(column: &ColumnSummary, scope: &Scope) -> u64 {
    match column.nulls.saturating_sub(scope.null_step) {
        0 => column.nulls,
        beyond => beyond,
    }
}

/// The number of missing values, given what is told of [`to_tell`].
pub(super) const fn whole(told: Count, column: &ColumnSummary, scope: &Scope) -> Count {
    let hidden = column.nulls - to_tell(column, scope);
    match told {
        Count::Exact(nulls) => Count::Exact(nulls + hidden),
        Count::Range { at_least, at_most } => Count::Range { at_least: at_least + hidden, at_most: at_most + hidden },
    }
}
