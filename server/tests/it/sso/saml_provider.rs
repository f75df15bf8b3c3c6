use std::process::Command;
use std::sync::LazyLock;

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conspectus_server::identity::Role;
use conspectus_server::identity::sso::{Connection, ProviderSettings, RoleRule, Saml};
use conspectus_server::moment::Moment;
use openidconnect::url::form_urlencoded;
use saml_rs::binding::{base64_decode, deflate_raw_decode};
use saml_rs::crypto::construct_saml_signature;
use saml_rs::crypto::keys::load_private_key;
use uuid::Uuid;

use super::{Away, come_back, leave};
use crate::harness::{Answer, App, Request};

pub const ISSUER: &str = "https://idp.example.org/saml";
pub const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// A key with its certificate.
pub struct Pair {
    pub key: String,
    pub certificate: String,
}

/// The provider's, and a stranger's: making them takes a while.
pub static OWN: LazyLock<Pair> = LazyLock::new(pair);
pub static STRANGERS: LazyLock<Pair> = LazyLock::new(pair);

fn pair() -> Pair {
    let folder = tempfile::tempdir().expect("a folder");
    let (key, certificate) = (folder.path().join("key.pem"), folder.path().join("certificate.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=idp", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .expect("openssl is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let read = |path| std::fs::read_to_string(path).expect("readable");
    let certificate: String = read(certificate).lines().filter(|line| !line.starts_with("-----")).collect();
    Pair { key: read(key), certificate }
}

/// All that a response says, each part to be changed.
#[derive(Clone)]
pub struct Response {
    pub destination: String,
    pub recipient: String,
    pub audience: String,
    pub issuer: String,
    pub request: String,
    pub subject: String,
    pub format: String,
    pub groups: Vec<String>,
    pub from: Moment,
    pub until: Moment,
    pub id: String,
    pub assertion_id: String,
}

pub async fn known_to(app: &App, change: impl FnOnce(&mut ProviderSettings)) -> Uuid {
    let certificate = &OWN.certificate;
    let metadata = format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{ISSUER}\"><IDPSSODescriptor \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><KeyDescriptor use=\"signing\"><KeyInfo \
         xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data>\
         </KeyInfo></KeyDescriptor><SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" \
         Location=\"https://idp.example.org/sso\"/></IDPSSODescriptor></EntityDescriptor>"
    );
    let mut settings = ProviderSettings::new("Example", Connection::Saml(Saml { metadata, ..Saml::default() }));
    settings.roles = vec![RoleRule { group: "readers".into(), role: Role::Viewer }];
    change(&mut settings);
    settings.check().expect("sound settings");
    let made = app.store.create_provider(&app.admin, settings, &*app.clock).await.expect("writes");
    made.unwrap_or_else(|conflict| panic!("{conflict:?}")).id
}

impl Response {
    /// About Grace, as any service provider should take it.
    pub fn to(app: &App, away: &Away) -> Self {
        let request = base64_decode(&away.query("SAMLRequest")).expect("base64");
        let request = String::from_utf8(deflate_raw_decode(&request).expect("deflated")).expect("text");
        let id = request.split_once(" ID=\"").and_then(|(_, rest)| rest.split_once('"')).expect("an id").0;
        let request_id = id.to_owned();
        let root = format!("http://conspectus.test/api/v1/sso/{}", away.provider);
        Self {
            destination: format!("{root}/acs"),
            recipient: format!("{root}/acs"),
            audience: format!("{root}/metadata"),
            issuer: ISSUER.into(),
            id: format!("_response{id}"),
            assertion_id: format!("_assertion{id}"),
            request: request_id,
            subject: "person-1".into(),
            format: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent".into(),
            groups: vec!["readers".into()],
            from: app.now().plus_seconds(-10),
            until: app.now().plus_seconds(300),
        }
    }

    pub fn assertion(&self) -> String {
        let Self { issuer, subject, format, recipient, audience, request, from, until, assertion_id: id, .. } = self;
        let value = |text: &str| format!("<saml:AttributeValue>{text}</saml:AttributeValue>");
        let groups = self.groups.iter().map(|group| value(group)).collect::<Vec<_>>().concat();
        let attribute = |name: &str, values: &str| format!("<saml:Attribute Name=\"{name}\">{values}</saml:Attribute>");
        let email = attribute("email", &value("grace@example.org"));
        let name = attribute("displayName", &value("Grace"));
        let groups = attribute("groups", &groups);
        format!(
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" Version=\"2.0\" \
             IssueInstant=\"{from}\"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID Format=\"{format}\">\
             {subject}</saml:NameID><saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
             <saml:SubjectConfirmationData NotOnOrAfter=\"{until}\" Recipient=\"{recipient}\" InResponseTo=\"{request}\"/>\
             </saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=\"{from}\" NotOnOrAfter=\"{until}\">\
             <saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>\
             </saml:Conditions><saml:AuthnStatement AuthnInstant=\"{from}\"><saml:AuthnContext><saml:AuthnContextClassRef>\
             urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>\
             </saml:AuthnStatement><saml:AttributeStatement>{email}{name}{groups}</saml:AttributeStatement></saml:Assertion>"
        )
    }

    pub fn around(&self, inside: &str) -> String {
        let Self { issuer, destination, request, from, id, .. } = self;
        format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
             xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" Version=\"2.0\" IssueInstant=\"{from}\" \
             Destination=\"{destination}\" InResponseTo=\"{request}\"><saml:Issuer>{issuer}</saml:Issuer><samlp:Status>\
             <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>{inside}</samlp:Response>"
        )
    }

    pub fn unsigned(&self) -> String {
        self.around(&self.assertion())
    }

    /// With the assertion signed by the provider.
    pub fn signed(&self) -> String {
        sign(&self.unsigned(), false, &OWN, RSA_SHA256)
    }
}

/// Signs the response, or else the assertion within it.
pub fn sign(xml: &str, whole: bool, pair: &Pair, algorithm: &str) -> String {
    let key = load_private_key(&pair.key, None).expect("a key");
    let signed = construct_saml_signature(xml, whole, &key, &pair.certificate, algorithm, &[], None);
    signed.expect("a signature")
}

/// The form that the provider makes the browser send: another site's, so without cookies.
pub async fn post(app: &App, away: &Away, xml: &str) -> Answer {
    post_to(app, away.provider, &away.query("RelayState"), &STANDARD.encode(xml)).await
}

pub async fn post_to(app: &App, provider: Uuid, state: &str, response: &str) -> Answer {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("SAMLResponse", response).append_pair("RelayState", state);
    let request = Request::new(Method::POST, &format!("/api/v1/sso/{provider}/acs")).body(form.finish());
    app.send(request.header("content-type", "application/x-www-form-urlencoded")).await
}

/// The whole way: the form, and the step after it.
pub async fn return_with(app: &App, away: &Away, xml: &str) -> Answer {
    let posted = post(app, away, xml).await;
    if !posted.header("location").contains("/finish?") {
        return posted;
    }
    come_back(app, posted.header("location"), Some(&away.cookie)).await
}

/// A sign-in with the response changed before it is signed.
pub async fn sign_in(app: &App, id: Uuid, change: impl FnOnce(&mut Response)) -> Answer {
    let away = leave(app, id, "/").await;
    let mut response = Response::to(app, &away);
    change(&mut response);
    return_with(app, &away, &response.signed()).await
}
