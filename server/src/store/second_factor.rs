use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{INSTALLATION, Row, Store, StoreError, Transaction};
use crate::audit::{Event, Reach};
use crate::environment::Environment;
use crate::identity::{Actor, matched_step, read_recovery_code};
use crate::moment::Moment;
use crate::vault::Table;

/// A second factor as its owner sees it.
#[derive(Debug, Clone)]
pub struct Factor {
    pub id: Uuid,
    pub kind: String,
    pub name: String,
    pub created_at: Moment,
    pub last_used_at: Option<Moment>,
}

/// The sealed body of a second factor.
#[derive(Serialize, Deserialize)]
pub(super) struct SealedFactor {
    pub name: String,
    /// Of an authenticator app, in base32.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

const TOTP: &str = "totp";

impl Store {
    /// The second factors of an account that its owner has confirmed.
    pub async fn factors_of(&self, account: Uuid) -> Result<Vec<Factor>, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let rows = sqlx::query(
            "SELECT id, kind, created_at, last_used_at, sealed FROM second_factor
             WHERE workspace_id = $1 AND account_id = $2 AND confirmed_at IS NOT NULL ORDER BY created_at, id",
        )
        .bind(transaction.scope())
        .bind(account.to_string())
        .fetch_all(transaction.connection())
        .await?;
        rows.iter().map(|row| factor_of(&transaction, row)).collect()
    }

    /// How many recovery codes an account has left.
    pub async fn recovery_codes_left(&self, account: Uuid) -> Result<i64, StoreError> {
        let mut transaction = self.read(INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT COUNT(*) AS left_over FROM recovery_code
             WHERE workspace_id = $1 AND account_id = $2 AND used_at IS NULL",
        )
        .bind(transaction.scope())
        .bind(account.to_string())
        .fetch_one(transaction.connection())
        .await?;
        row.integer("left_over")
    }

    /// Keeps the secret of an authenticator app that its owner has yet to confirm. An earlier one that was never
    /// confirmed goes.
    pub async fn begin_totp(
        &self,
        account: Uuid,
        name: &str,
        secret: &str,
        environment: &dyn Environment,
    ) -> Result<Uuid, StoreError> {
        let (id, at) = (environment.id(), environment.now());
        let mut transaction = self.write(INSTALLATION).await?;
        sqlx::query(
            "DELETE FROM second_factor
             WHERE workspace_id = $1 AND account_id = $2 AND kind = $3 AND confirmed_at IS NULL",
        )
        .bind(transaction.scope())
        .bind(account.to_string())
        .bind(TOTP)
        .execute(transaction.connection())
        .await?;
        let body = SealedFactor { name: name.to_owned(), secret: Some(secret.to_owned()) };
        let sealed = transaction.seal(Table::SecondFactor, id, &body)?;
        sqlx::query(
            "INSERT INTO second_factor (id, workspace_id, account_id, kind, created_at, sealed)
             VALUES ($2, $1, $3, $4, $5, $6)",
        )
        .bind(transaction.scope())
        .bind(id.to_string())
        .bind(account.to_string())
        .bind(TOTP)
        .bind(at.millis())
        .bind(sealed)
        .execute(transaction.connection())
        .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Confirms an authenticator app with its first code. With an account's first factor come its recovery codes.
    /// False when the code is wrong or there is no such app to confirm.
    pub async fn confirm_totp(
        &self,
        actor: &Actor,
        account: Uuid,
        factor: Uuid,
        code: &str,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(INSTALLATION).await?;
        let row = sqlx::query(
            "SELECT id, sealed FROM second_factor
             WHERE workspace_id = $1 AND id = $2 AND account_id = $3 AND kind = $4 AND confirmed_at IS NULL",
        )
        .bind(transaction.scope())
        .bind(factor.to_string())
        .bind(account.to_string())
        .bind(TOTP)
        .fetch_optional(transaction.connection())
        .await?;
        let Some(row) = row else { return Ok(false) };
        let Some((_, step)) = transaction.match_code(&row, code, at)? else { return Ok(false) };
        sqlx::query(
            "UPDATE second_factor SET confirmed_at = $3, last_used_at = $3, last_step = $4
             WHERE workspace_id = $1 AND id = $2",
        )
        .bind(transaction.scope())
        .bind(factor.to_string())
        .bind(at.millis())
        .bind(step)
        .execute(transaction.connection())
        .await?;
        let event = Event::new(environment.id(), at, "second-factor.added", actor)
            .about(factor)
            .security(Reach::User)
            .with(serde_json::json!({ "kind": TOTP }));
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Replaces the recovery codes of an account by others.
    pub async fn replace_recovery_codes(
        &self,
        actor: &Actor,
        account: Uuid,
        codes: &[impl AsRef<str>],
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        transaction.forget_recovery_codes(account).await?;
        for code in codes {
            let index = transaction.recovery_index(account, code.as_ref())?;
            sqlx::query("INSERT INTO recovery_code (workspace_id, account_id, code_index) VALUES ($1, $2, $3)")
                .bind(transaction.scope())
                .bind(account.to_string())
                .bind(index)
                .execute(transaction.connection())
                .await?;
        }
        let event = Event::new(environment.id(), environment.now(), "recovery-codes.created", actor)
            .about(account)
            .security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await
    }

    /// Whether a code is right: that of an authenticator app which was not used before, or a recovery code, which is
    /// used up with it.
    pub async fn use_code(&self, account: Uuid, code: &str, environment: &dyn Environment) -> Result<bool, StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        let fits = transaction.use_totp(account, code, environment.now()).await?
            || transaction.use_recovery_code(account, code, environment).await?;
        if fits {
            transaction.commit().await?;
        }
        Ok(fits)
    }

    /// Takes a second factor away, and with the last one the recovery codes. False when the account has none of this id.
    pub async fn remove_factor(
        &self,
        actor: &Actor,
        account: Uuid,
        factor: Uuid,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        let removed = sqlx::query("DELETE FROM second_factor WHERE workspace_id = $1 AND id = $2 AND account_id = $3")
            .bind(transaction.scope())
            .bind(factor.to_string())
            .bind(account.to_string())
            .execute(transaction.connection())
            .await?;
        if removed.rows_affected() == 0 {
            return Ok(false);
        }
        let others = sqlx::query("SELECT id FROM second_factor WHERE workspace_id = $1 AND account_id = $2 LIMIT 1")
            .bind(transaction.scope())
            .bind(account.to_string())
            .fetch_optional(transaction.connection())
            .await?;
        if others.is_none() {
            transaction.forget_recovery_codes(account).await?;
        }
        let event = Event::new(environment.id(), environment.now(), "second-factor.removed", actor)
            .about(factor)
            .security(Reach::User);
        transaction.audit(event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

impl Transaction {
    /// The factor a code belongs to, and its time step.
    fn match_code(&self, row: &AnyRow, code: &str, now: Moment) -> Result<Option<(Uuid, i64)>, StoreError> {
        let id = row.id("id")?;
        let body: SealedFactor = self.unseal(Table::SecondFactor, id, &row.bytes("sealed")?)?;
        let step = body.secret.and_then(|secret| matched_step(&zeroize::Zeroizing::new(secret), code, now));
        Ok(step.map(|step| (id, step)))
    }

    async fn use_totp(&mut self, account: Uuid, code: &str, now: Moment) -> Result<bool, StoreError> {
        let rows = sqlx::query(
            "SELECT id, sealed FROM second_factor
             WHERE workspace_id = $1 AND account_id = $2 AND kind = $3 AND confirmed_at IS NOT NULL",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .bind(TOTP)
        .fetch_all(self.connection())
        .await?;
        for row in &rows {
            let Some((id, step)) = self.match_code(row, code, now)? else { continue };
            // The row lock orders two sign-ins with one code: the second finds the step used.
            let used = sqlx::query(
                "UPDATE second_factor SET last_step = $3, last_used_at = $4
                 WHERE workspace_id = $1 AND id = $2 AND last_step < $3",
            )
            .bind(self.scope())
            .bind(id.to_string())
            .bind(step)
            .bind(now.millis())
            .execute(self.connection())
            .await?;
            if used.rows_affected() == 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn use_recovery_code(
        &mut self,
        account: Uuid,
        code: &str,
        environment: &dyn Environment,
    ) -> Result<bool, StoreError> {
        let (Some(code), at) = (read_recovery_code(code), environment.now()) else { return Ok(false) };
        let index = self.recovery_index(account, &code)?;
        let used = sqlx::query(
            "UPDATE recovery_code SET used_at = $4
             WHERE workspace_id = $1 AND account_id = $2 AND code_index = $3 AND used_at IS NULL",
        )
        .bind(self.scope())
        .bind(account.to_string())
        .bind(index)
        .bind(at.millis())
        .execute(self.connection())
        .await?;
        if used.rows_affected() == 0 {
            return Ok(false);
        }
        let person =
            Actor { id: account, name: "account".into(), account: Some(account), ..Actor::console(INSTALLATION) };
        let event = Event::new(environment.id(), at, "recovery-code.used", &person)
            .about(account)
            .security(Reach::User)
            .severity(crate::audit::Severity::Warn);
        self.audit(event).await?;
        Ok(true)
    }

    fn recovery_index(&self, account: Uuid, code: &str) -> Result<Vec<u8>, StoreError> {
        let code = read_recovery_code(code).unwrap_or_default();
        self.blind("recovery-code", format!("{account} {}", *code))
    }

    async fn forget_recovery_codes(&mut self, account: Uuid) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM recovery_code WHERE workspace_id = $1 AND account_id = $2")
            .bind(self.scope())
            .bind(account.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

fn factor_of(transaction: &Transaction, row: &AnyRow) -> Result<Factor, StoreError> {
    let id = row.id("id")?;
    let body: SealedFactor = transaction.unseal(Table::SecondFactor, id, &row.bytes("sealed")?)?;
    Ok(Factor {
        id,
        kind: row.text("kind")?,
        name: body.name,
        created_at: row.moment("created_at")?,
        last_used_at: row.moment_or_none("last_used_at")?,
    })
}
