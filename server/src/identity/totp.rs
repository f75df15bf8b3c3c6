//! Time-based codes (RFC 6238) as every authenticator app makes them: SHA-1, six digits, thirty seconds.

use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::moment::Moment;
use crate::vault::random_bytes;

/// RFC 4226 asks for 160 bits.
const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;

/// A secret just made, as an authenticator app takes it.
pub struct NewTotp {
    /// Base32, to be typed.
    pub secret: Zeroizing<String>,
    /// An `otpauth:` address.
    pub address: String,
    /// The same as a picture: a PNG as `data:` address.
    pub picture: String,
}

/// A code could not be made or checked.
#[derive(Debug, thiserror::Error)]
#[error("a time-based code could not be made: {0}")]
pub struct TotpError(String);

/// A secret for the account of this e-mail address, on the server of this name.
pub fn new_totp(server: &str, email: &str) -> Result<NewTotp, TotpError> {
    let random = random_bytes::<SECRET_BYTES>().map_err(|error| TotpError(error.to_string()))?;
    // A colon would separate the issuer from the account.
    let told = |text: &str| text.replace(':', " ").chars().take(100).collect::<String>();
    let totp = builder(random.as_slice())
        .with_issuer(Some(told(server)))
        .with_account_name(told(email))
        .build()
        .map_err(|error| TotpError(error.to_string()))?;
    let picture = totp.to_qr_base64().map_err(|error| TotpError(error.to_string()))?;
    Ok(NewTotp {
        secret: Zeroizing::new(totp.secret().to_base32()),
        address: totp.to_url().map_err(|error| TotpError(error.to_string()))?,
        picture: format!("data:image/png;base64,{picture}"),
    })
}

/// The time step a code belongs to, when it is that of now, or of the step before or after.
pub fn matched_step(secret: &str, code: &str, now: Moment) -> Option<i64> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let totp: Totp = builder(secret.as_bytes()).with_account_name("account").build().ok()?;
    let seconds = u64::try_from(now.millis() / 1000).ok()?;
    let step = totp.check(code, seconds)?;
    i64::try_from(step).ok()
}

fn builder(secret: &[u8]) -> Builder {
    Builder::new().with_secret(secret.to_vec().into_boxed_slice()).with_step_duration(STEP_SECONDS as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let now = Moment::from_millis(seconds * 1000);
            assert_eq!(matched_step(secret, code, now), Some(seconds / STEP_SECONDS), "{seconds}");
            assert_eq!(matched_step(secret, code, now.plus_seconds(3 * STEP_SECONDS)), None);
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step_and_no_more() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let now = Moment::from_millis(59_000);
        assert_eq!(matched_step(secret, "287082", now.plus_seconds(STEP_SECONDS)), Some(1));
        assert_eq!(matched_step(secret, "287082", now.plus_seconds(2 * STEP_SECONDS)), None);
        for odd in ["", "28708", "2870820", "28708a", "２８７０８２"] {
            assert_eq!(matched_step(secret, odd, now), None, "{odd}");
        }
    }

    #[test]
    fn a_new_secret_is_shown_as_text_address_and_picture() {
        let made = new_totp("Conspectus: Acme", "ada@example.org").expect("made");
        assert_eq!(made.secret.len(), 32);
        assert!(made.address.starts_with("otpauth://totp/") && made.address.contains(made.secret.as_str()));
        assert!(made.picture.starts_with("data:image/png;base64,iVBOR"));
    }
}
