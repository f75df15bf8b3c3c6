//! Which column of one table is which of the other.

use std::collections::HashMap;

use conspectus_metadata::{Column, TypeFamily};

use super::{ColumnBrief, Rename, Retyped};

/// A column that both tables have, under its path.
#[derive(Debug, Clone)]
pub struct Pair<'a> {
    pub path: String,
    pub from: &'a Column,
    pub to: &'a Column,
}

/// The columns of two tables, told apart by name; the n-th of several with one name is the n-th of the other table.
#[derive(Debug, Default)]
pub struct Pairs<'a> {
    pub both: Vec<Pair<'a>>,
    pub added: Vec<ColumnBrief>,
    pub removed: Vec<ColumnBrief>,
    pub renamed: Vec<Rename>,
    pub retyped: Vec<Retyped>,
    pub reordered: bool,
}

impl<'a> Pairs<'a> {
    pub fn of(from: &'a [Column], to: &'a [Column]) -> Self {
        let mut pairs = Self::default();
        pairs.reordered = pairs.level("", from, to);
        pairs
    }

    /// Pairs the columns of one level and the fields below them; says whether those of both stand in another order.
    fn level(&mut self, prefix: &str, from: &'a [Column], to: &'a [Column]) -> bool {
        let mut left: HashMap<(&str, usize), (usize, &'a Column)> = HashMap::with_capacity(from.len());
        for (place, (key, column)) in numbered(from).enumerate() {
            left.insert(key, (place, column));
        }
        let (mut places, mut added) = (Vec::new(), Vec::new());
        for (key, column) in numbered(to) {
            match left.remove(&key) {
                Some((place, before)) => {
                    places.push(place);
                    self.pair(prefix, before, column);
                }
                None => added.push(column),
            }
        }
        let mut removed: Vec<(usize, &Column)> = left.into_values().collect();
        removed.sort_unstable_by_key(|(place, _)| *place);
        let removed: Vec<&Column> = removed.into_iter().map(|(_, column)| column).collect();
        self.leftovers(prefix, &removed, &added);
        places.windows(2).any(|pair| pair[0] > pair[1])
    }

    fn pair(&mut self, prefix: &str, from: &'a Column, to: &'a Column) {
        let path = path(prefix, &to.name);
        if from.column_type != to.column_type {
            self.retyped.push(Retyped {
                name: path.clone(),
                from: from.column_type.clone(),
                to: to.column_type.clone(),
            });
        }
        if !from.fields.is_empty() || !to.fields.is_empty() {
            self.level(&below(&path, to.column_type.family), &from.fields, &to.fields);
        }
        self.both.push(Pair { path, from, to });
    }

    /// A removed and an added column whose figures are the same, and nobody else's, are one column renamed.
    fn leftovers(&mut self, prefix: &str, removed: &[&Column], added: &[&Column]) {
        let (gone, came) = (by_figures(removed), by_figures(added));
        let renamed = |column: &Column| -> Option<(&Column, &Column)> {
            let figures = figures(column)?;
            match (gone.get(&figures)?.as_slice(), came.get(&figures)?.as_slice()) {
                ([before], [after]) => Some((*before, *after)),
                _ => None,
            }
        };
        for column in removed {
            match renamed(column) {
                Some((before, after)) => self.renamed.push(Rename {
                    from: path(prefix, &before.name),
                    to: path(prefix, &after.name),
                    column_type: after.column_type.clone(),
                }),
                None => self.removed.push(brief(prefix, column)),
            }
        }
        self.added.extend(added.iter().filter(|column| renamed(column).is_none()).map(|column| brief(prefix, column)));
    }
}

fn numbered(columns: &[Column]) -> impl Iterator<Item = ((&str, usize), &Column)> {
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(columns.len());
    columns.iter().map(move |column| {
        let occurrence = seen.entry(column.name.as_str()).or_default();
        *occurrence += 1;
        ((column.name.as_str(), *occurrence), column)
    })
}

/// What the paths of a column's fields start with; of a list, the whole path of its item.
fn below(path: &str, family: TypeFamily) -> String {
    if family == TypeFamily::List { format!("{path}[]") } else { format!("{path}.") }
}

fn path(prefix: &str, name: &str) -> String {
    if prefix.ends_with("[]") { prefix.to_owned() } else { format!("{prefix}{name}") }
}

fn brief(prefix: &str, column: &Column) -> ColumnBrief {
    ColumnBrief { name: path(prefix, &column.name), column_type: column.column_type.clone() }
}

fn by_figures<'a>(columns: &[&'a Column]) -> HashMap<String, Vec<&'a Column>> {
    let mut groups: HashMap<String, Vec<&Column>> = HashMap::new();
    for column in columns {
        if let Some(figures) = figures(column) {
            groups.entry(figures).or_default().push(column);
        }
    }
    groups
}

/// All of a column but its name; none where too little is published to know it again by.
fn figures(column: &Column) -> Option<String> {
    let is_telling = column.histogram.is_some() || column.moments.is_some() || column.categories.is_some();
    let nameless = Column { name: String::new(), ..column.clone() };
    is_telling.then(|| serde_json::to_string(&nameless).ok()).flatten()
}
