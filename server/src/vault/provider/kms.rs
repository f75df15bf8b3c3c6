use std::path::PathBuf;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::service::{ask, client, mounted};
use super::{Answer, KeyProvider, VaultError, Wrapped};

/// How to reach AWS KMS, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsSettings {
    pub region: String,
    /// Instead of the region's own address.
    pub endpoint: Option<Url>,
    /// An AWS credentials file; read at each use, so that it can be renewed.
    pub credentials: PathBuf,
}

/// Keys of AWS KMS.
pub struct AwsKms {
    http: Client,
    endpoint: Url,
    settings: AwsSettings,
    clock: fn() -> SystemTime,
}

/// One of the two members, whichever the service has to tell.
#[derive(Deserialize)]
struct Reply<T> {
    #[serde(rename = "__type")]
    failure: Option<String>,
    #[serde(flatten)]
    answer: Option<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Encrypted {
    ciphertext_blob: String,
    key_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Decrypted {
    plaintext: String,
}

impl AwsKms {
    /// `clock` dates the signatures of requests.
    pub fn new(settings: AwsSettings, clock: fn() -> SystemTime) -> Result<Self, VaultError> {
        let endpoint = match &settings.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => format!("https://kms.{}.amazonaws.com/", settings.region)
                .parse()
                .map_err(|_| VaultError::NoProvider(format!("the region {:?}", settings.region)))?,
        };
        Ok(Self { http: client(&endpoint)?, endpoint, settings, clock })
    }

    async fn call<T: DeserializeOwned>(&self, action: &str, key: &str, body: &Value) -> Result<T, VaultError> {
        let body = Zeroizing::new(serde_json::to_vec(body).map_err(|_| VaultError::Random)?);
        let mut request = http::Request::post(self.endpoint.as_str())
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("TrentService.{action}"))
            .body(body.to_vec())
            .map_err(|_| VaultError::Random)?;
        self.sign(&mut request).map_err(|reason| VaultError::Unreachable { key: named(key), reason })?;
        let request = reqwest::Request::try_from(request).map_err(|_| VaultError::Random)?;
        let request = reqwest::RequestBuilder::from_parts(self.http.clone(), request);
        let (_, reply) = ask::<Reply<T>>(request, &named(key)).await?;
        match reply {
            Some(Reply { failure: None, answer: Some(answer) }) => Ok(answer),
            Some(Reply { failure: Some(failure), .. }) => Err(refused(key, &failure)),
            _ => Err(VaultError::Refused { key: named(key) }),
        }
    }

    fn sign(&self, request: &mut http::Request<Vec<u8>>) -> Result<(), String> {
        let identity = self.credentials()?.into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.settings.region)
            .name("kms")
            .time((self.clock)())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
        let signable =
            SignableRequest::new("POST", self.endpoint.as_str(), headers, SignableBody::Bytes(request.body()))
                .map_err(|error| error.to_string())?;
        let (instructions, _) = sign(signable, &parameters).map_err(|error| error.to_string())?.into_parts();
        instructions.apply_to_request_http1x(request);
        Ok(())
    }

    /// Of the first profile in the file.
    fn credentials(&self) -> Result<Credentials, String> {
        let text = mounted(&self.settings.credentials).map_err(|error| error.to_string())?;
        let value = |name: &str| {
            let pairs = text.lines().filter_map(|line| line.split_once('='));
            pairs.map(|(key, value)| (key.trim(), value.trim())).find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let missing = |name: &str| format!("{} has no {name}", self.settings.credentials.display());
        let id = value("aws_access_key_id").ok_or_else(|| missing("aws_access_key_id"))?;
        let secret = value("aws_secret_access_key").ok_or_else(|| missing("aws_secret_access_key"))?;
        let session = value("aws_session_token").map(str::to_owned);
        Ok(Credentials::new(id, secret, session, None, "file"))
    }
}

impl KeyProvider for AwsKms {
    fn scheme(&self) -> &'static str {
        "aws-kms"
    }

    fn wrap<'a>(&'a self, key: &'a str, associated: &'a [u8], secret: &'a [u8]) -> Answer<'a, Wrapped> {
        Box::pin(async move {
            let plaintext = Zeroizing::new(STANDARD.encode(secret));
            let body = json!({ "KeyId": key, "Plaintext": *plaintext, "EncryptionContext": context(associated) });
            let answer: Encrypted = self.call("Encrypt", key, &body).await?;
            let bytes = STANDARD.decode(answer.ciphertext_blob).map_err(|_| does_not_open())?;
            Ok(Wrapped { reference: named(&answer.key_id), bytes })
        })
    }

    fn unwrap<'a>(
        &'a self,
        reference: &'a str,
        associated: &'a [u8],
        wrapped: &'a [u8],
    ) -> Answer<'a, Zeroizing<Vec<u8>>> {
        Box::pin(async move {
            let key = reference.trim_start_matches("aws-kms:");
            let body = json!({
                "KeyId": key,
                "CiphertextBlob": STANDARD.encode(wrapped),
                "EncryptionContext": context(associated),
            });
            let answer: Decrypted = self.call("Decrypt", key, &body).await?;
            let plaintext = Zeroizing::new(answer.plaintext);
            STANDARD.decode(plaintext.as_bytes()).map(Zeroizing::new).map_err(|_| does_not_open())
        })
    }

    fn rotate<'a>(&'a self, key: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let _: Value = self.call("RotateKeyOnDemand", key, &json!({ "KeyId": key })).await?;
            Ok(())
        })
    }
}

/// KMS binds a ciphertext to its context as associated data, and writes it to the account's trail.
fn context(associated: &[u8]) -> Value {
    json!({ "conspectus": String::from_utf8_lossy(associated) })
}

const fn does_not_open() -> VaultError {
    VaultError::DoesNotOpen { table: "data_key" }
}

fn named(key: &str) -> String {
    format!("aws-kms:{key}")
}

fn refused(key: &str, failure: &str) -> VaultError {
    let kind = failure.rsplit('#').next().unwrap_or(failure);
    match kind {
        "InvalidCiphertextException" | "IncorrectKeyException" => does_not_open(),
        "ThrottlingException" | "LimitExceededException" | "KeyUnavailableException" | "DependencyTimeoutException" => {
            VaultError::Unreachable { key: named(key), reason: kind.to_owned() }
        }
        _ => VaultError::Refused { key: named(key) },
    }
}
