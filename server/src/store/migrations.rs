use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::Engine;

/// What a migration says: one text for both engines, or one each where SQL truly differs.
enum Text {
    Shared(&'static str),
    Each { sqlite: &'static str, postgres: &'static str },
}

/// Never edited once released; the next change is the next number.
const MIGRATIONS: &[(i64, &str, Text)] = &[
    (1, "catalog", Text::Shared(include_str!("../../migrations/0001_catalog.sql"))),
    (2, "identity", Text::Shared(include_str!("../../migrations/0002_identity.sql"))),
    (
        3,
        "audit",
        Text::Each {
            sqlite: include_str!("../../migrations/0003_audit.sqlite.sql"),
            postgres: include_str!("../../migrations/0003_audit.postgres.sql"),
        },
    ),
];

pub(super) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |(number, _, _)| *number)
}

pub(super) fn of(engine: Engine) -> Migrator {
    let migration = |(number, name, text): &(i64, &'static str, Text)| {
        let sql = match (text, engine) {
            (Text::Shared(sql) | Text::Each { sqlite: sql, .. }, Engine::Sqlite) => (*sql).to_owned(),
            (Text::Shared(sql) | Text::Each { postgres: sql, .. }, Engine::Postgres) => sql.replace(" BLOB", " BYTEA"),
        };
        Migration::new(*number, (*name).into(), MigrationType::Simple, AssertSqlSafe(sql).into_sql_str(), false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_embedded_once_and_numbered_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut expected: Vec<String> = Vec::new();
        for (number, name, text) in MIGRATIONS {
            match text {
                Text::Shared(_) => expected.push(format!("{number:04}_{name}.sql")),
                Text::Each { .. } => {
                    expected.push(format!("{number:04}_{name}.postgres.sql"));
                    expected.push(format!("{number:04}_{name}.sqlite.sql"));
                }
            }
        }
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        found.sort();
        assert_eq!(found, expected);
        assert!(MIGRATIONS.iter().zip(1..).all(|((number, _, _), place)| *number == place));
    }
}
