use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::Engine;

/// What a migration says: one text for both engines, one each where SQL truly differs, or one that only PostgreSQL needs.
enum Text {
    Shared(&'static str),
    Each { sqlite: &'static str, postgres: &'static str },
    Postgres(&'static str),
}

impl Text {
    fn of(&self, engine: Engine) -> Option<String> {
        match (self, engine) {
            (Self::Shared(sql) | Self::Each { sqlite: sql, .. }, Engine::Sqlite) => Some((*sql).to_owned()),
            (Self::Shared(sql) | Self::Each { postgres: sql, .. } | Self::Postgres(sql), Engine::Postgres) => {
                Some(sql.replace(" BLOB", " BYTEA"))
            }
            (Self::Postgres(_), Engine::Sqlite) => None,
        }
    }
}

/// Never edited once released; the next change is a greater number.
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
    (4, "rows", Text::Postgres(include_str!("../../migrations/0004_rows.postgres.sql"))),
    (10, "sign_in", Text::Shared(include_str!("../../migrations/0010_sign_in.sql"))),
    (11, "sign_in_rows", Text::Postgres(include_str!("../../migrations/0011_sign_in_rows.postgres.sql"))),
    (12, "invitation", Text::Shared(include_str!("../../migrations/0012_invitation.sql"))),
    (13, "second_factor", Text::Shared(include_str!("../../migrations/0013_second_factor.sql"))),
    (14, "identity_rows", Text::Postgres(include_str!("../../migrations/0014_identity_rows.postgres.sql"))),
    (20, "single_sign_on", Text::Shared(include_str!("../../migrations/0020_single_sign_on.sql"))),
    (21, "single_sign_on_rows", Text::Postgres(include_str!("../../migrations/0021_single_sign_on_rows.postgres.sql"))),
    (22, "directory", Text::Shared(include_str!("../../migrations/0022_directory.sql"))),
    (23, "directory_rows", Text::Postgres(include_str!("../../migrations/0023_directory_rows.postgres.sql"))),
    (30, "members", Text::Shared(include_str!("../../migrations/0030_members.sql"))),
    (31, "audit_tree", Text::Shared(include_str!("../../migrations/0031_audit_tree.sql"))),
    (32, "audit_tree_rows", Text::Postgres(include_str!("../../migrations/0032_audit_tree_rows.postgres.sql"))),
    (40, "keys", Text::Shared(include_str!("../../migrations/0040_keys.sql"))),
    (41, "key_rows", Text::Postgres(include_str!("../../migrations/0041_key_rows.postgres.sql"))),
];

/// How many migrations a database of this engine has when it is up to date, and the number of the newest.
pub(super) fn complete(engine: Engine) -> (i64, i64) {
    let numbers = MIGRATIONS.iter().filter(|(_, _, text)| text.of(engine).is_some()).map(|(number, _, _)| *number);
    numbers.fold((0, 0), |(count, newest), number| (count + 1, newest.max(number)))
}

pub(super) fn of(engine: Engine) -> Migrator {
    let migration = |(number, name, text): &(i64, &'static str, Text)| {
        let sql = AssertSqlSafe(text.of(engine)?).into_sql_str();
        Some(Migration::new(*number, (*name).into(), MigrationType::Simple, sql, false))
    };
    Migrator::with_migrations(MIGRATIONS.iter().filter_map(migration).collect())
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
                Text::Postgres(_) => expected.push(format!("{number:04}_{name}.postgres.sql")),
            }
        }
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        found.sort();
        assert_eq!(found, expected);
        assert!(MIGRATIONS.is_sorted_by(|(before, _, _), (after, _, _)| before < after));
    }
}
