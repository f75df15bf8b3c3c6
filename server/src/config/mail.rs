use std::path::PathBuf;

use clap::Args;

/// How the server sends mail; without these, whoever invites copies the link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct MailSettings {
    /// The mail server: smtps://user@host, or smtp://user@host for one that offers STARTTLS
    #[arg(long, global = true, value_name = "URL", env = "CONSPECTUS_SMTP_URL")]
    pub smtp_url: Option<String>,

    /// A file whose first line is the mail server's password
    #[arg(long, global = true, value_name = "FILE", env = "CONSPECTUS_SMTP_PASSWORD_FILE")]
    pub smtp_password_file: Option<PathBuf>,

    /// The sender of mail, for example "Conspectus <conspectus@example.org>"
    #[arg(long, global = true, value_name = "ADDRESS", env = "CONSPECTUS_MAIL_FROM")]
    pub mail_from: Option<String>,
}

impl MailSettings {
    /// What is open here is taken from `other`.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            smtp_url: self.smtp_url.or(other.smtp_url),
            smtp_password_file: self.smtp_password_file.or(other.smtp_password_file),
            mail_from: self.mail_from.or(other.mail_from),
        }
    }
}
