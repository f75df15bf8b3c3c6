//! Single sign-on: what a provider is, what it says about a person, and what follows from that.
//!
//! [`oidc`] and [`saml`] each turn an answer of a provider into [`Asserted`]; whom that means, and which role follows, is
//! decided once for both. Signatures, XML and tokens are read by the libraries alone.

pub mod http;
pub mod oidc;
pub mod saml;
mod settings;

pub use settings::{Connection, Oidc, ProviderSettings, RoleRule, Saml, SettingsError};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Role;

/// A sign-in that did not come back by then never does.
pub const FLOW_SECONDS: i64 = 10 * 60;
/// How far a provider's clock may be from ours.
pub const SKEW_SECONDS: i64 = 60;

/// What a provider said about a person, checked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asserted {
    /// The provider's own name for the person, which it never gives to another.
    pub subject: String,
    pub email: String,
    /// Whether the provider vouches that the address is the person's.
    pub email_verified: bool,
    pub name: Option<String>,
    /// The person's groups; none when the provider said nothing about groups.
    pub groups: Option<Vec<String>>,
}

/// Why a sign-in through a provider did not happen. The text is for the log; the person reads what [`Self::code`] means.
#[derive(Debug, thiserror::Error)]
pub enum SsoError {
    #[error("the provider does not answer: {0}")]
    Unavailable(String),
    #[error("the provider's answer is not acceptable: {0}")]
    Rejected(String),
    #[error("the sign-in was not begun in this browser, took too long, or was used already")]
    Expired,
    #[error("the provider refused: {0}")]
    Declined(String),
    #[error("{0}")]
    NotAllowed(Refusal),
}

impl SsoError {
    /// For the address of the sign-in page, which explains it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "unavailable",
            Self::Rejected(_) => "rejected",
            Self::Expired => "expired",
            Self::Declined(_) => "declined",
            Self::NotAllowed(_) => "not-allowed",
        }
    }
}

/// Why somebody whom the provider knows may not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("none of the person's groups has a role here")]
    NoRole,
    #[error("the provider does not vouch for the address, and an account has it")]
    Unverified,
    #[error("there is no account, and this provider makes none")]
    NoAccount,
    #[error("the directory has deactivated this person")]
    Deactivated,
}

/// What a person's groups mean for their role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleDecision {
    Give(Role),
    /// Nothing was said about groups: a member stays what they are.
    Keep,
    None,
}

impl ProviderSettings {
    /// The highest role that any of the groups has; else the default.
    pub fn role_of(&self, groups: Option<&[String]>) -> RoleDecision {
        let Some(groups) = groups else {
            let fallback = if self.roles.is_empty() { self.default_role } else { None };
            return fallback.map_or(RoleDecision::Keep, RoleDecision::Give);
        };
        let given = self.roles.iter().filter(|rule| groups.contains(&rule.group)).map(|rule| rule.role);
        given.min_by_key(|role| rank(*role)).or(self.default_role).map_or(RoleDecision::None, RoleDecision::Give)
    }
}

/// What single sign-on needs of this server: a way out to providers, and the address they know it by.
#[derive(Clone)]
pub struct SingleSignOn {
    pub http: http::Http,
    base: std::sync::Arc<str>,
}

impl SingleSignOn {
    /// `base` is how people reach the server, for example `https://conspectus.example.org`.
    pub fn new(base: &str) -> Result<Self, http::HttpError> {
        Ok(Self { http: http::Http::new()?, base: base.trim_end_matches('/').into() })
    }

    /// Where an OpenID Connect provider sends people back to.
    pub fn redirect(&self, provider: Uuid) -> String {
        format!("{}/api/v1/sso/{provider}/callback", self.base)
    }

    /// Where a provider's directory tells of its people, by SCIM.
    pub fn directory(&self, provider: Uuid) -> String {
        format!("{}/api/v1/scim/{provider}", self.base)
    }

    /// This server as a SAML provider knows it.
    pub fn place(&self, provider: Uuid) -> saml::Place {
        let root = format!("{}/api/v1/sso/{provider}", self.base);
        saml::Place { entity: format!("{root}/metadata"), consumer: format!("{root}/acs") }
    }
}

/// Whether a provider's text can be an e-mail address here.
pub(super) fn is_address(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    let sound = parts.is_some_and(|(name, domain)| !name.trim().is_empty() && !domain.trim().is_empty());
    sound && text.len() <= 254 && !text.chars().any(|letter| letter.is_control() || letter.is_whitespace())
}

const fn rank(role: Role) -> u8 {
    match role {
        Role::Admin => 0,
        Role::Analyst => 1,
        Role::Viewer => 2,
        // No provider gives it; see `ProviderSettings::check`.
        Role::Operator => 3,
    }
}

#[cfg(test)]
mod tests;
