//! OpenID Connect, by the library `openidconnect`: authorisation code, PKCE, nonce, issuer, keys as published now.

use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClientAuthMethod,
    CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AdditionalProviderMetadata, AuthType, AuthorizationCode, Client, ClientId,
    ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenClaims,
    IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata,
    RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse, SubjectIdentifier, TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::http::Http;
use super::{Asserted, Oidc, SKEW_SECONDS, SsoError};
use crate::moment::Moment;

/// RFC 9207: whether the provider names itself in its answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NamesItself {
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}
impl AdditionalProviderMetadata for NamesItself {}

/// All claims that the standard does not name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MoreClaims {
    #[serde(flatten)]
    more: Map<String, Value>,
}
impl AdditionalClaims for MoreClaims {}

type Metadata = ProviderMetadata<
    NamesItself,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;
type Fields = IdTokenFields<
    MoreClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type RelyingParty = Client<
    MoreClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type Claims = IdTokenClaims<MoreClaims, CoreGenderClaim>;

/// Signatures of a key pair only: with a shared secret the client could sign for the provider.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A sign-in that is about to leave for the provider.
pub struct Departure {
    pub url: String,
    pub nonce: String,
    pub verifier: String,
}

/// What came back in the address.
pub struct Arrival<'a> {
    pub code: String,
    /// The provider's own name, where it gives it.
    pub issuer: Option<&'a str>,
    pub nonce: String,
    pub verifier: String,
}

/// Where the browser goes to sign in. `state` comes back with it.
pub async fn depart(http: &Http, oidc: &Oidc, redirect: &str, state: &str) -> Result<Departure, SsoError> {
    let client = relying_party(oidc, discover(http, oidc).await?, redirect)?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let state = CsrfToken::new(state.to_owned());
    let (url, _, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, Nonce::new_random)
        .add_scopes(oidc.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new))
        .set_pkce_challenge(challenge)
        .url();
    Ok(Departure { url: url.into(), nonce: nonce.secret().clone(), verifier: verifier.secret().clone() })
}

/// Trades the code for tokens and checks what they say.
pub async fn arrive(
    http: &Http,
    oidc: &Oidc,
    redirect: &str,
    arrival: Arrival<'_>,
    now: Moment,
) -> Result<Asserted, SsoError> {
    // Anew each time, so that keys that the provider took back are not honoured here.
    let metadata = discover(http, oidc).await?;
    refuse_mix_up(&metadata, arrival.issuer)?;
    let client = relying_party(oidc, metadata, redirect)?;
    let tokens = client
        .exchange_code(AuthorizationCode::new(arrival.code))
        .map_err(rejected)?
        .set_pkce_verifier(PkceCodeVerifier::new(arrival.verifier))
        .request_async(http)
        .await
        .map_err(|error| SsoError::Rejected(format!("no token for the code: {error}")))?;
    let claims = verified(&client, &tokens, &Nonce::new(arrival.nonce), now)?;
    let mut all = object(&claims)?;
    if lacks(&all, oidc) && client.user_info_url().is_some() {
        // What the token itself says counts more.
        for (name, value) in user_info(http, &client, &tokens, claims.subject()).await? {
            all.entry(name).or_insert(value);
        }
    }
    asserted(oidc, claims.subject(), &all)
}

async fn discover(http: &Http, oidc: &Oidc) -> Result<Metadata, SsoError> {
    let issuer = IssuerUrl::new(oidc.issuer.clone()).map_err(rejected)?;
    let metadata = Metadata::discover_async(issuer, http).await;
    metadata.map_err(|error| SsoError::Unavailable(error.to_string()))
}

fn relying_party(oidc: &Oidc, metadata: Metadata, redirect: &str) -> Result<RelyingParty, SsoError> {
    let methods = metadata.token_endpoint_auth_methods_supported();
    let basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
    let secret = oidc.client_secret.clone().map(ClientSecret::new);
    let client = RelyingParty::from_provider_metadata(metadata, ClientId::new(oidc.client_id.clone()), secret);
    let redirect = RedirectUrl::new(redirect.to_owned()).map_err(rejected)?;
    let how = if basic { AuthType::BasicAuth } else { AuthType::RequestBody };
    Ok(client.set_redirect_uri(redirect).set_auth_type(how))
}

/// RFC 9207: an answer of another provider than the one asked is refused before the code goes anywhere.
fn refuse_mix_up(metadata: &Metadata, issuer: Option<&str>) -> Result<(), SsoError> {
    let promised = metadata.additional_metadata().authorization_response_iss_parameter_supported;
    match issuer {
        None if promised => Err(SsoError::Rejected("it does not name its issuer, though it promised to".into())),
        Some(named) if named != metadata.issuer().as_str() => {
            Err(SsoError::Rejected("it names another issuer than was asked".into()))
        }
        _ => Ok(()),
    }
}

fn verified(client: &RelyingParty, tokens: &Tokens, nonce: &Nonce, now: Moment) -> Result<Claims, SsoError> {
    let token = tokens.id_token().ok_or_else(|| SsoError::Rejected("there is no ID token".into()))?;
    let now = DateTime::<Utc>::from_timestamp_millis(now.millis()).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let skew = Duration::seconds(SKEW_SECONDS);
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - skew)
        .set_issue_time_verifier_fn(move |issued| {
            if issued > now + skew { Err("the token is from the future".into()) } else { Ok(()) }
        });
    let claims = token.claims(&verifier, nonce).map_err(rejected)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(rejected)?;
        let key = token.signing_key(&verifier).map_err(rejected)?;
        let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(rejected)?;
        if actual != *expected {
            return Err(SsoError::Rejected("the access token belongs to another ID token".into()));
        }
    }
    Ok(claims.clone())
}

async fn user_info(
    http: &Http,
    client: &RelyingParty,
    tokens: &Tokens,
    subject: &SubjectIdentifier,
) -> Result<Map<String, Value>, SsoError> {
    let request = client.user_info(tokens.access_token().clone(), Some(subject.clone())).map_err(rejected)?;
    let claims: UserInfoClaims<MoreClaims, CoreGenderClaim> =
        request.request_async(http).await.map_err(|error| SsoError::Rejected(format!("no user info: {error}")))?;
    object(&claims)
}

fn object(claims: &impl Serialize) -> Result<Map<String, Value>, SsoError> {
    match serde_json::to_value(claims).map_err(rejected)? {
        Value::Object(object) => Ok(object),
        _ => Err(SsoError::Rejected("the claims are no object".into())),
    }
}

fn lacks(claims: &Map<String, Value>, oidc: &Oidc) -> bool {
    [&oidc.email_claim, &oidc.name_claim, &oidc.groups_claim].iter().any(|path| claim(claims, path).is_none())
}

fn asserted(oidc: &Oidc, subject: &SubjectIdentifier, claims: &Map<String, Value>) -> Result<Asserted, SsoError> {
    let text = |path: &str| claim(claims, path).and_then(Value::as_str).map(str::to_owned);
    let email = text(&oidc.email_claim).filter(|email| super::is_address(email));
    let groups = claim(claims, &oidc.groups_claim).and_then(Value::as_array);
    let groups = groups.map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    Ok(Asserted {
        subject: subject.as_str().to_owned(),
        email: email.ok_or_else(|| SsoError::Rejected("it gives no e-mail address".into()))?,
        email_verified: claim(claims, "email_verified") == Some(&Value::Bool(true)),
        name: text(&oidc.name_claim),
        groups,
    })
}

/// The claim of that name, or what a path with dots leads to.
fn claim<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    claim(claims.get(first)?.as_object()?, rest)
}

fn rejected(error: impl std::fmt::Display) -> SsoError {
    SsoError::Rejected(error.to_string())
}
