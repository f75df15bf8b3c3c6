use super::{INSTALLATION, Row, Store, StoreError, Transaction};
use crate::audit::{Event, Reach, Severity};
use crate::environment::Environment;
use crate::identity::{ATTEMPT_WINDOW_SECONDS, ATTEMPTS, Actor};
use crate::moment::Moment;

/// Attempts older than this say nothing any more.
const FORGET_AFTER_SECONDS: i64 = 24 * 3600;

/// A sign-in attempt that may go on.
#[derive(Debug)]
pub struct Attempt {
    subjects: Vec<Vec<u8>>,
    at: Moment,
}

/// Whether an attempt may go on.
#[derive(Debug)]
pub enum Admission {
    Admitted(Attempt),
    /// Too many before; seconds until the next.
    Refused {
        retry_after: i64,
    },
}

impl Store {
    /// Counts an attempt against each subject (an identifier, an address) before anything is checked, so that
    /// attempts at the same time cannot slip past the limit together.
    pub async fn begin_attempt(
        &self,
        subjects: &[String],
        environment: &dyn Environment,
    ) -> Result<Admission, StoreError> {
        let at = environment.now();
        let mut transaction = self.write(INSTALLATION).await?;
        transaction.forget_attempts(at.plus_seconds(-FORGET_AFTER_SECONDS)).await?;
        let mut blinded = Vec::with_capacity(subjects.len());
        for subject in subjects {
            let subject = transaction.blind("sign-in", super::account::normalised(subject))?;
            if let Some(retry_after) = transaction.wait_of(&subject, at).await? {
                return Ok(Admission::Refused { retry_after });
            }
            blinded.push(subject);
        }
        for subject in &blinded {
            transaction.insert_attempt(subject, at, environment).await?;
        }
        transaction.commit().await?;
        Ok(Admission::Admitted(Attempt { subjects: blinded, at }))
    }

    /// Takes a successful attempt out of the count, and with it what was counted against the identifier.
    pub async fn attempt_succeeded(&self, attempt: Attempt) -> Result<(), StoreError> {
        // The first subject is the identifier. An address may stand for many people: only this attempt goes.
        self.forget_attempt(attempt, |place, at| if place == 0 { 0 } else { at }).await
    }

    /// Takes an attempt out of the count that was right so far, and nothing else: failures before it stay counted.
    pub async fn attempt_undecided(&self, attempt: Attempt) -> Result<(), StoreError> {
        self.forget_attempt(attempt, |_, at| at).await
    }

    async fn forget_attempt(&self, attempt: Attempt, since: impl Fn(usize, i64) -> i64) -> Result<(), StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        for (place, subject) in attempt.subjects.into_iter().enumerate() {
            sqlx::query("DELETE FROM sign_in_attempt WHERE workspace_id = $1 AND subject = $2 AND attempted_at >= $3")
                .bind(transaction.scope())
                .bind(subject)
                .bind(since(place, attempt.at.millis()))
                .execute(transaction.connection())
                .await?;
        }
        transaction.commit().await
    }

    /// Logs a failed attempt. Who it was about is not said: it may be a password typed into the wrong field.
    pub async fn attempt_failed(&self, environment: &dyn Environment) -> Result<(), StoreError> {
        let mut transaction = self.write(INSTALLATION).await?;
        let nobody = Actor { name: "nobody".into(), ..Actor::console(INSTALLATION) };
        let event = Event::new(environment.id(), environment.now(), "sign-in.failed", &nobody)
            .security(Reach::Infra)
            .severity(Severity::Warn);
        transaction.audit(event).await?;
        transaction.commit().await
    }
}

impl Transaction {
    /// Seconds to wait when the subject has used up its attempts.
    async fn wait_of(&mut self, subject: &[u8], now: Moment) -> Result<Option<i64>, StoreError> {
        let rows = sqlx::query(
            "SELECT attempted_at FROM sign_in_attempt WHERE workspace_id = $1 AND subject = $2 AND attempted_at > $3
             ORDER BY attempted_at DESC LIMIT $4",
        )
        .bind(self.scope())
        .bind(subject.to_vec())
        .bind(now.plus_seconds(-ATTEMPT_WINDOW_SECONDS).millis())
        .bind(ATTEMPTS)
        .fetch_all(self.connection())
        .await?;
        if (rows.len() as i64) < ATTEMPTS {
            return Ok(None);
        }
        let Some(oldest) = rows.last() else { return Ok(None) };
        let free = oldest.moment("attempted_at")?.plus_seconds(ATTEMPT_WINDOW_SECONDS);
        Ok(Some(((free.millis() - now.millis()) / 1000).max(1)))
    }

    async fn insert_attempt(
        &mut self,
        subject: &[u8],
        at: Moment,
        environment: &dyn Environment,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO sign_in_attempt (id, workspace_id, subject, attempted_at) VALUES ($2, $1, $3, $4)")
            .bind(self.scope())
            .bind(environment.id().to_string())
            .bind(subject.to_vec())
            .bind(at.millis())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    async fn forget_attempts(&mut self, before: Moment) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sign_in_attempt WHERE workspace_id = $1 AND attempted_at < $2")
            .bind(self.scope())
            .bind(before.millis())
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
