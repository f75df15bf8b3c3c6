use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::strength::{LONGEST_PASSWORD, PasswordRules, check_password};

/// OWASP's least: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Passwords hashed at the same time; more would let sign-ins take the machine's memory.
const AT_ONCE: usize = 4;

/// Hashes and checks passwords, away from the threads that answer requests.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// Checked for accounts that do not exist, so that they take as long as those that do.
    decoy: Arc<str>,
}

/// Why a password is not taken.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("A password has at least {0} characters.")]
    TooShort(usize),
    #[error("A password has at most {LONGEST_PASSWORD} bytes.")]
    TooLong,
    #[error("This password is among the first that anybody would try. Take several unrelated words.")]
    Common,
    #[error("hashing failed: {0}")]
    Hashing(String),
}

impl Passwords {
    pub fn new() -> Result<Self, PasswordError> {
        let decoy = hash_now(b"nobody has this password")?;
        Ok(Self { turns: Arc::new(Semaphore::new(AT_ONCE)), decoy: decoy.into() })
    }

    /// Whether `password` belongs to `hash`; without a hash the answer is no and takes as long.
    pub async fn verify(&self, password: Zeroizing<String>, hash: Option<String>) -> bool {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let matches = self.in_turn(move || {
            let parsed = PasswordHash::new(&hash);
            password.len() <= LONGEST_PASSWORD
                && parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        });
        matches.await.unwrap_or(false) && known
    }

    /// The hash of a new password that keeps the rules, in PHC form.
    pub async fn hash(&self, password: Zeroizing<String>, rules: PasswordRules) -> Result<String, PasswordError> {
        let hashed = self.in_turn(move || {
            check_password(&password, &rules)?;
            hash_now(password.as_bytes())
        });
        hashed.await.unwrap_or_else(|| Err(PasswordError::Hashing("the server is stopping".into())))
    }

    /// Runs what takes time and memory, a few at once.
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let turn = self.turns.clone().acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.ok()
    }
}

/// The hash of a new password of somebody without a second factor, in PHC form. Takes tens of milliseconds.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    check_password(password, &PasswordRules::default())?;
    hash_now(password.as_bytes())
}

fn hash_now(password: &[u8]) -> Result<String, PasswordError> {
    let failed = |error: String| PasswordError::Hashing(error);
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| failed(error.to_string()))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password(password).map(|hash| hash.to_string()).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_kept_as_argon2id_and_checked_against_it() {
        let hash = hash_password("correct horse battery").expect("hashes");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let passwords = Passwords::new().expect("a decoy");
        let given = |text: &str| Zeroizing::new(text.to_owned());
        assert!(passwords.verify(given("correct horse battery"), Some(hash.clone())).await);
        assert!(!passwords.verify(given("correct horse battery!"), Some(hash)).await);
        assert!(!passwords.verify(given("nobody has this password"), None).await, "the decoy opens nothing");
    }

    #[tokio::test]
    async fn whoever_gives_up_waiting_leaves_the_turn_to_its_work() {
        let passwords = Passwords::new().expect("a decoy");
        for _ in 0..AT_ONCE * 3 {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.verify(Zeroizing::new("x".into()), None).await }).abort();
        }
        let hash = passwords.hash(Zeroizing::new("correct horse battery".into()), PasswordRules::default()).await;
        assert!(hash.is_ok());
    }
}
