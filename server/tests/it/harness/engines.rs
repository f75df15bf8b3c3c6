use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use super::postgres;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// An empty database that belongs to one test.
pub struct Database {
    pub kind: Kind,
    /// As the server's role, which owns nothing.
    pub url: String,
    /// As the role that owns the tables.
    pub owner: String,
    /// As one whom the database refuses nothing.
    pub all_powerful: String,
    folder: TempDir,
}

static NEXT: AtomicU32 = AtomicU32::new(1);

impl Database {
    pub async fn create(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let [url, owner, all_powerful] = match kind {
            Kind::Sqlite => {
                let url = format!("sqlite://{}", folder.path().join("conspectus.sqlite").display());
                [url.clone(), url.clone(), url]
            }
            Kind::Postgres => new_postgres().await,
        };
        Self { kind, url, owner, all_powerful, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn master_key(&self) -> PathBuf {
        self.folder.path().join("master.key")
    }

    /// A connection beside the server's own, as someone with access to the disk would have it.
    pub async fn raw(&self) -> sqlx::AnyPool {
        sqlx::AnyPool::connect(&self.all_powerful).await.expect("the database answers")
    }
}

/// A database with the two roles that a careful operator makes.
async fn new_postgres() -> [String; 3] {
    sqlx::any::install_default_drivers();
    let cluster = postgres::cluster();
    let name = format!("conspectus_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let (owner, server) = (format!("{name}_owner"), format!("{name}_server"));
    let admin = sqlx::AnyPool::connect(&cluster.url("postgres")).await.expect("PostgreSQL answers");
    for sql in [
        format!("CREATE ROLE {owner} LOGIN PASSWORD '{}'", postgres::PASSWORD),
        format!("CREATE ROLE {server} LOGIN PASSWORD '{}'", postgres::PASSWORD),
        format!("CREATE DATABASE {name} OWNER {owner}"),
    ] {
        sqlx::query(AssertSqlSafe(sql)).execute(&admin).await.expect("a database is made");
    }
    admin.close().await;
    [cluster.url_as(&server, &name), cluster.url_as(&owner, &name), cluster.url(&name)]
}
