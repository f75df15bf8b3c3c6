//! Other systems the server speaks to.

mod mail;

pub use mail::{MailError, Mailer, is_mail_address};
