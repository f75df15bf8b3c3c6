use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, AssertSqlSafe};

use super::{Engine, Store, StoreError, migrations};

/// What the server's role may do with the tables: all of them belong to another role. Events can only be appended.
const GRANTS: &[&str] = &[
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE UPDATE, DELETE ON audit_event FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE ON _sqlx_migrations FROM {role}",
];

impl Store {
    /// Brings the schema up to date as the role of `owner`, which owns it, and lets the role of this store use it. So the
    /// server itself can neither change the schema nor lift the row-level security.
    pub async fn migrate_as(&self, owner: &str) -> Result<(), StoreError> {
        if self.engine == Engine::Sqlite {
            return self.migrate().await;
        }
        let pool = AnyPoolOptions::new().max_connections(1).connect(owner).await?;
        migrations::of(self.engine).run(&pool).await?;
        self.grant(&pool).await?;
        pool.close().await;
        Ok(())
    }

    async fn grant(&self, owner: &AnyPool) -> Result<(), StoreError> {
        let role = self.role().await?;
        let owning: String = sqlx::query_scalar("SELECT quote_ident(current_user)").fetch_one(owner).await?;
        if role == owning {
            return Ok(());
        }
        let mut transaction = owner.begin().await?;
        // Servers that start together take turns.
        sqlx::query("SELECT pg_advisory_xact_lock(4)").execute(&mut *transaction).await?;
        for grant in GRANTS {
            // The database has quoted the name itself.
            let sql = AssertSqlSafe(grant.replace("{role}", &role));
            sqlx::query(sql).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn role(&self) -> Result<String, StoreError> {
        Ok(sqlx::query_scalar("SELECT quote_ident(current_user)").fetch_one(&self.pool).await?)
    }

    /// Refuses a role that row-level security does not hold: a superuser, or one that may bypass it.
    pub async fn check_role(&self) -> Result<(), StoreError> {
        if self.engine == Engine::Sqlite {
            return Ok(());
        }
        let sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
        let unbound: bool = sqlx::query_scalar(sql).fetch_one(&self.pool).await?;
        if unbound { Err(StoreError::UnboundRole(self.role().await?)) } else { Ok(()) }
    }
}
