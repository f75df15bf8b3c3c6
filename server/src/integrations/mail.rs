use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use url::Url;
use zeroize::Zeroizing;

use crate::config::MailSettings;

/// A mail server that takes longer is down for whoever waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends mail through the server that the operator named.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Mail cannot be sent; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error(
        "--smtp-url is smtps://user@host, or smtp://user@host for a server that offers STARTTLS; no password in it"
    )]
    Url,
    #[error("--mail-from needs an address, for example \"Conspectus <conspectus@example.org>\"")]
    From,
    #[error("--smtp-password-file {0} cannot be read")]
    PasswordFile(String),
    #[error("--smtp-url and --mail-from belong together")]
    Half,
    #[error("the mail could not be made: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("the mail server did not take it: {0}")]
    Transport(#[from] lettre::transport::smtp::Error),
}

impl Mailer {
    /// As the operator configured it; none where nothing is.
    pub fn configured(settings: &MailSettings) -> Result<Option<Self>, MailError> {
        match (&settings.smtp_url, &settings.mail_from) {
            (Some(url), Some(from)) => Self::new(url, settings.smtp_password_file.as_deref(), from).map(Some),
            (None, None) => Ok(None),
            _ => Err(MailError::Half),
        }
    }

    /// Prepares the way to a mail server; it is met when the first mail is sent.
    pub fn new(url: &str, password_file: Option<&Path>, from: &str) -> Result<Self, MailError> {
        let url = Url::parse(url).map_err(|_| MailError::Url)?;
        let host = url.host_str().ok_or(MailError::Url)?.trim_matches(['[', ']']).to_owned();
        if url.password().is_some() || !matches!(url.path(), "" | "/") || url.query().is_some() {
            return Err(MailError::Url);
        }
        let parameters = || TlsParameters::new(host.clone());
        let (tls, port) = match url.scheme() {
            "smtps" => (Tls::Wrapper(parameters()?), 465),
            "smtp" if is_loopback(&host) => (Tls::None, 25),
            "smtp" => (Tls::Required(parameters()?), 587),
            _ => return Err(MailError::Url),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host)
            .port(url.port().unwrap_or(port))
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some(file) = password_file {
            let unreadable = |_| MailError::PasswordFile(file.display().to_string());
            let text = std::fs::read_to_string(file).map(Zeroizing::new).map_err(unreadable)?;
            let password = text.lines().next().unwrap_or_default().to_owned();
            builder = builder.credentials(Credentials::new(url.username().to_owned(), password));
        }
        Ok(Self { transport: builder.build(), from: from.parse().map_err(|_| MailError::From)? })
    }

    /// Sends a plain text to one address.
    pub async fn send(&self, to: &str, subject: &str, text: String) -> Result<(), MailError> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.parse().map_err(|_| MailError::From)?))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)?;
        self.transport.send(message).await?;
        Ok(())
    }
}

/// Whether this is an address that mail can be sent to.
pub fn is_mail_address(text: &str) -> bool {
    text.trim().parse::<lettre::Address>().is_ok()
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stands_in_the_address() {
        assert!(matches!(Mailer::new("smtps://a:secret@mail.example.org", None, "a@b.org"), Err(MailError::Url)));
        assert!(matches!(Mailer::new("https://mail.example.org", None, "a@b.org"), Err(MailError::Url)));
        assert!(matches!(Mailer::new("smtps://mail.example.org", None, "nobody"), Err(MailError::From)));
        assert!(Mailer::new("smtp://127.0.0.1:2525", None, "Conspectus <a@b.org>").is_ok());
    }

    #[test]
    fn what_is_no_address_is_recognised() {
        for text in ["", "ada", "ada@", "ada@example.org\r\nBcc: eve@example.org", "a b@example.org"] {
            assert!(!is_mail_address(text), "{text:?}");
        }
        assert!(is_mail_address(" ada@example.org"));
    }
}
