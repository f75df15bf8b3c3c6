//! SAML 2.0, by the library `saml-rs`: sign-ins begun here only, assertions signed with RSA and SHA-2 only.

use std::time::{Duration, SystemTime};

use saml_rs::{
    AcsEndpoint, AssertionSignaturePolicy, AudienceValidationPolicy, BrowserInput, ClockSkew, EntityId, FormField,
    IdpDescriptor, MessageId, MetadataTrustPolicy, NameIdFormat, PendingAuthnRequest, RelayStateParam, ReplayCache,
    ReplayKey, ReplayPolicy, Saml as Library, SamlError, SamlValidationContext, Sp, SpConfig, SpValidationPolicy,
    SsoResponse, SsoResponseBinding, SsoSession, StartSso, XmlSignatureProfile,
};

use super::{Asserted, SKEW_SECONDS, Saml, SsoError};
use crate::moment::Moment;

const EMAIL: [&str; 4] = [
    "email",
    "mail",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
];
const NAME: [&str; 5] = [
    "displayName",
    "name",
    "cn",
    "urn:oid:2.16.840.1.113730.3.1.241",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
];
const GROUPS: [&str; 4] = [
    "groups",
    "memberOf",
    "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
];

/// Where this server is, as a provider knows it: one service provider for each identity provider.
#[derive(Debug, Clone)]
pub struct Place {
    pub entity: String,
    pub consumer: String,
}

/// A sign-in that is about to leave for the provider.
pub struct Departure {
    pub url: String,
    pub request: String,
}

/// An identifier that is good for one sign-in, and until when it must be remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    pub identifier: String,
    pub until: Moment,
}

/// The provider that metadata describe.
pub fn describe(metadata: &str) -> Result<IdpDescriptor, SsoError> {
    // An admin hands the metadata over, so their origin is known; what a provider signs is checked against them.
    let trust = MetadataTrustPolicy::UnsignedForCompatibility;
    let described = IdpDescriptor::from_metadata_xml(metadata, trust).map_err(rejected)?;
    started(&described, "https://conspectus.invalid", "state")?;
    Ok(described)
}

/// What the provider's admin imports.
pub fn metadata(place: &Place) -> Result<String, SsoError> {
    Ok(party(place)?.metadata_xml().to_owned())
}

/// Where the browser goes to sign in. `state` comes back as RelayState.
pub fn depart(place: &Place, saml: &Saml, state: &str) -> Result<Departure, SsoError> {
    let provider = describe(&saml.metadata)?;
    let party = party(place)?;
    let started = party.start_sso(&provider, StartSso::redirect().relay_state(relay(state)?)).map_err(rejected)?;
    let url = started.outbound.redirect_url().map_err(rejected)?.to_owned();
    Ok(Departure { url, request: started.pending.id().as_str().to_owned() })
}

/// What came back with the browser's POST.
pub struct Arrival<'a> {
    /// The id of the request it must answer.
    pub request: &'a str,
    pub state: &'a str,
    /// The field SAMLResponse.
    pub response: &'a str,
}

/// Checks a response and says whom it is about. What it spends must be new, or it is a replay.
pub fn arrive(
    place: &Place,
    saml: &Saml,
    arrival: &Arrival<'_>,
    now: Moment,
) -> Result<(Asserted, Vec<Spent>), SsoError> {
    let provider = describe(&saml.metadata)?;
    let pending = PendingAuthnRequest::try_new(
        MessageId::try_new(arrival.request).map_err(rejected)?,
        relay(arrival.state)?,
        AcsEndpoint::post(&place.consumer).map_err(rejected)?,
        SsoResponseBinding::Post,
        provider.entity_id().clone(),
    )
    .map_err(rejected)?;
    let fields = vec![FormField::new("SAMLResponse", arrival.response), FormField::new("RelayState", arrival.state)];
    let mut spent = Noted::default();
    let millis = u64::try_from(now.millis()).unwrap_or_default();
    let validation = SamlValidationContext::new(
        SystemTime::UNIX_EPOCH + Duration::from_millis(millis),
        ReplayPolicy::RequireCache(&mut spent),
    )
    .with_clock_skew(ClockSkew::from_millis(-SKEW_SECONDS * 1000, SKEW_SECONDS * 1000));
    let session = party(place)?
        .finish_sso(&provider, &pending, BrowserInput::<SsoResponse>::post(fields), validation)
        .map_err(rejected)?;
    Ok((asserted(saml, &session)?, spent.0))
}

fn party(place: &Place) -> Result<Library<Sp>, SsoError> {
    let validation = SpValidationPolicy {
        assertions: AssertionSignaturePolicy::RequireSigned,
        xml_signatures: XmlSignatureProfile::StrictRsaSha2,
        audience: AudienceValidationPolicy::Validate,
        ..SpValidationPolicy::recommended()
    };
    let config = SpConfig::builder(EntityId::try_new(&place.entity).map_err(rejected)?)
        .acs_endpoint(AcsEndpoint::post(&place.consumer).map_err(rejected)?)
        .validation(validation)
        .build()
        .map_err(rejected)?;
    Library::sp(config).map_err(rejected)
}

/// Whether a sign-in could be begun with this provider: it has an endpoint that takes redirects.
fn started(provider: &IdpDescriptor, place: &str, state: &str) -> Result<(), SsoError> {
    let place = Place { entity: place.to_owned(), consumer: place.to_owned() };
    party(&place)?.start_sso(provider, StartSso::redirect().relay_state(relay(state)?)).map_err(rejected)?;
    Ok(())
}

fn relay(state: &str) -> Result<RelayStateParam, SsoError> {
    RelayStateParam::try_from_option(Some(state.to_owned())).map_err(rejected)
}

/// Notes what a response spends; the database says whether it was spent before.
#[derive(Default)]
struct Noted(Vec<Spent>);

impl ReplayCache for Noted {
    fn check_and_store(&mut self, key: ReplayKey, expires_at: SystemTime) -> Result<(), SamlError> {
        let since = expires_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let until = Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        self.0.push(Spent { identifier: key.cache_key(), until });
        Ok(())
    }
}

fn asserted(saml: &Saml, session: &SsoSession) -> Result<Asserted, SsoError> {
    let values = |named: &Option<String>, usual: &[&str]| -> Option<Vec<String>> {
        let found = match named {
            Some(name) => session.attributes().get(name),
            None => usual.iter().find_map(|name| session.attributes().get(name)),
        };
        found.map(|attribute| attribute.values().iter().map(|value| value.as_str().trim().to_owned()).collect())
    };
    let first =
        |values: Option<Vec<String>>| values.and_then(|values| values.into_iter().find(|text| !text.is_empty()));
    let format = session.name_id().format();
    let name_id = session.name_id().value().trim();
    let address = || (format == Some(&NameIdFormat::EmailAddress)).then(|| name_id.to_owned());
    let email = first(values(&saml.email_attribute, &EMAIL)).or_else(address);
    let subject = match &saml.subject_attribute {
        Some(_) => first(values(&saml.subject_attribute, &[])),
        None if format == Some(&NameIdFormat::Transient) => None,
        None => Some(name_id.to_owned()).filter(|text| !text.is_empty()),
    };
    Ok(Asserted {
        subject: subject
            .ok_or_else(|| missing("an identifier that lasts: a persistent NameID or subject_attribute"))?,
        email: email.filter(|email| super::is_address(email)).ok_or_else(|| missing("an e-mail address"))?,
        // SAML has no way to say it; an admin may, with `trust_addresses`.
        email_verified: false,
        name: first(values(&saml.name_attribute, &NAME)),
        groups: values(&saml.groups_attribute, &GROUPS),
    })
}

fn missing(what: &str) -> SsoError {
    SsoError::Rejected(format!("it lacks {what}"))
}

/// The library's sentences name what failed, never what stood in the response.
fn rejected(error: impl std::fmt::Display) -> SsoError {
    SsoError::Rejected(error.to_string())
}
