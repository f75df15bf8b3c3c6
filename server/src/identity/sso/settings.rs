use openidconnect::url::{Host, Url};
use serde::{Deserialize, Serialize};

use crate::identity::Role;

/// A provider as an admin describes it: on the page, through the interface, or in a file for the command line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that an admin sets")]
pub struct ProviderSettings {
    /// What people read on its button.
    pub name: String,
    /// Whether anybody can sign in through it.
    #[serde(default = "yes")]
    pub enabled: bool,
    pub connection: Connection,
    /// Which role a group of the provider has; the highest counts.
    #[serde(default)]
    pub roles: Vec<RoleRule>,
    /// The role of whoever is in none of these groups; without it they may not come in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_role: Option<Role>,
    /// Whether whoever comes for the first time gets an account.
    #[serde(default = "yes")]
    pub create_accounts: bool,
    /// Whether each address the provider names belongs to whom it says, though it does not say that it checked.
    #[serde(default)]
    pub trust_addresses: bool,
    /// Whether its people are the installation's own accounts of the same address. Only the operator can set it: it lets
    /// the provider speak for accounts of other workspaces too.
    #[serde(default)]
    pub link_accounts: bool,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RoleRule {
    /// As the provider writes it.
    pub group: String,
    pub role: Role,
}

/// How a provider is reached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Connection {
    Oidc(Oidc),
    Saml(Saml),
}

/// OpenID Connect: authorisation code with PKCE.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OidcConnection)]
pub struct Oidc {
    /// For example https://id.example.org/realms/clinic
    pub issuer: String,
    pub client_id: String,
    /// Never shown again. Left out on a change, the one before stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    #[serde(default = "usual_scopes")]
    pub scopes: Vec<String>,
    #[serde(default = "email")]
    pub email_claim: String,
    #[serde(default = "name")]
    pub name_claim: String,
    /// Dots lead into objects: realm_access.roles
    #[serde(default = "groups")]
    pub groups_claim: String,
}

/// SAML 2.0: Web Browser SSO begun here, the response by POST.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SamlConnection)]
pub struct Saml {
    /// The provider's metadata: XML with its entity id, endpoints and certificates.
    pub metadata: String,
    /// The attribute that names the person for good; without it the NameID, which then must not be transient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_attribute: Option<String>,
    /// Without it the usual names are tried, then a NameID that is an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_attribute: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_attribute: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups_attribute: Option<String>,
}

/// What is wrong with the settings, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {message}")]
pub struct SettingsError {
    pub field: &'static str,
    pub message: &'static str,
}

const MOST_RULES: usize = 200;
const LONGEST_METADATA: usize = 256 * 1024;

impl ProviderSettings {
    pub fn new(name: &str, connection: Connection) -> Self {
        Self {
            name: name.to_owned(),
            enabled: true,
            connection,
            roles: Vec::new(),
            default_role: None,
            create_accounts: true,
            trust_addresses: false,
            link_accounts: false,
        }
    }

    /// Whether a provider can be reached and trusted that way.
    pub fn check(&self) -> Result<(), SettingsError> {
        let wrong = |field, message| Err(SettingsError { field, message });
        if !is_line(&self.name, 60) {
            return wrong("name", "is a line of 1 to 60 characters");
        }
        if self.roles.len() > MOST_RULES || self.roles.iter().any(|rule| !is_line(&rule.group, 200)) {
            return wrong("roles", "are at most 200 groups, each a line of at most 200 characters");
        }
        let given = self.roles.iter().map(|rule| rule.role).chain(self.default_role);
        if given.into_iter().any(|role| role == Role::Operator) {
            return wrong("roles", "are those of members: the operator is none");
        }
        match &self.connection {
            Connection::Oidc(oidc) => oidc.check(),
            Connection::Saml(saml) => saml.check(),
        }
    }

    /// As it may be shown.
    #[must_use]
    pub fn without_secret(mut self) -> Self {
        if let Connection::Oidc(oidc) = &mut self.connection {
            oidc.client_secret = None;
        }
        self
    }

    /// With the secret it had before, where a change names the same client and gives none.
    pub fn keep_secret_of(&mut self, before: &Self) {
        if let (Connection::Oidc(new), Connection::Oidc(old)) = (&mut self.connection, &before.connection)
            && new.client_secret.is_none()
            && (&new.client_id, &new.issuer) == (&old.client_id, &old.issuer)
        {
            new.client_secret.clone_from(&old.client_secret);
        }
    }
}

impl Oidc {
    fn check(&self) -> Result<(), SettingsError> {
        let wrong = |field, message| Err(SettingsError { field, message });
        if !is_issuer(&self.issuer) {
            return wrong("issuer", "is an https:// address without user, query and fragment");
        }
        if !is_line(&self.client_id, 256) {
            return wrong("client_id", "is a line of 1 to 256 characters");
        }
        if self.client_secret.as_ref().is_some_and(|secret| !is_line(secret, 1024)) {
            return wrong("client_secret", "is a line of 1 to 1024 characters");
        }
        if self.scopes.len() > 20 || self.scopes.iter().any(|scope| !is_line(scope, 100) || scope.contains(' ')) {
            return wrong("scopes", "are at most 20 words");
        }
        if [&self.email_claim, &self.name_claim, &self.groups_claim].iter().any(|claim| !is_line(claim, 200)) {
            return wrong("claims", "are lines of 1 to 200 characters");
        }
        Ok(())
    }
}

impl Saml {
    fn check(&self) -> Result<(), SettingsError> {
        let wrong = |field, message| Err(SettingsError { field, message });
        if self.metadata.len() > LONGEST_METADATA || super::saml::describe(&self.metadata).is_err() {
            return wrong("metadata", "is the metadata of a SAML 2.0 identity provider with a certificate, as XML");
        }
        let names = [&self.subject_attribute, &self.email_attribute, &self.name_attribute, &self.groups_attribute];
        if names.into_iter().flatten().any(|name| !is_line(name, 200)) {
            return wrong("attributes", "are lines of 1 to 200 characters");
        }
        Ok(())
    }
}

/// Secrets and codes travel to it: only TLS will do, except on this machine.
fn is_issuer(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return false,
    };
    let bare =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    bare && text.len() <= 1024 && (url.scheme() == "https" || url.scheme() == "http" && local)
}

fn is_line(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
}

const fn yes() -> bool {
    true
}

fn usual_scopes() -> Vec<String> {
    ["profile", "email"].map(str::to_owned).to_vec()
}

fn email() -> String {
    "email".into()
}

fn name() -> String {
    "name".into()
}

fn groups() -> String {
    "groups".into()
}
