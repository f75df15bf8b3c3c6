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
    pub url: String,
    folder: TempDir,
}

static NEXT: AtomicU32 = AtomicU32::new(1);

impl Database {
    pub async fn create(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = match kind {
            Kind::Sqlite => format!("sqlite://{}", folder.path().join("conspectus.sqlite").display()),
            Kind::Postgres => {
                sqlx::any::install_default_drivers();
                let cluster = postgres::cluster();
                let place = NEXT.fetch_add(1, Ordering::Relaxed);
                let name = format!("conspectus_{}_{place}", std::process::id());
                let admin = sqlx::AnyPool::connect(&cluster.url("postgres")).await.expect("PostgreSQL answers");
                let sql = AssertSqlSafe(format!("CREATE DATABASE {name}"));
                sqlx::query(sql).execute(&admin).await.expect("a database is made");
                admin.close().await;
                cluster.url(&name)
            }
        };
        Self { kind, url, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn master_key(&self) -> PathBuf {
        self.folder.path().join("master.key")
    }

    /// A connection beside the server's own, as someone with access to the disk would have it.
    pub async fn raw(&self) -> sqlx::AnyPool {
        sqlx::AnyPool::connect(&self.url).await.expect("the database answers")
    }
}
