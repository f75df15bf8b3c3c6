use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use zeroize::Zeroizing;

use super::service::{ask, client, mounted};
use super::{Answer, KeyProvider, VaultError, Wrapped};

/// How to reach Vault (or OpenBao), and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitSettings {
    pub address: Url,
    /// A file with a token that may encrypt and decrypt; read at each use, so that it can be renewed.
    pub token: PathBuf,
    /// Where the transit engine is mounted.
    pub mount: String,
    pub namespace: Option<String>,
}

/// Keys of HashiCorp Vault's transit engine; they must be of an authenticated type such as `aes256-gcm96`.
pub struct Transit {
    http: Client,
    settings: TransitSettings,
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

#[derive(Deserialize)]
struct Ciphertext {
    ciphertext: String,
}

#[derive(Deserialize)]
struct Plaintext {
    plaintext: String,
}

impl Transit {
    pub fn new(settings: TransitSettings) -> Result<Self, VaultError> {
        Ok(Self { http: client(&settings.address)?, settings })
    }

    async fn call<T: DeserializeOwned>(&self, path: &str, body: &serde_json::Value) -> Result<T, VaultError> {
        let (status, answer) = ask::<Envelope<T>>(self.request(path)?.json(body), &named(path)).await?;
        match answer {
            Some(envelope) if status.is_success() => Ok(envelope.data),
            _ => Err(VaultError::Refused { key: named(path) }),
        }
    }

    fn request(&self, path: &str) -> Result<RequestBuilder, VaultError> {
        let TransitSettings { address, token, mount, namespace } = &self.settings;
        let token = mounted(token)?;
        let mut url = address.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/v1/{mount}/{path}"));
        let mut request = self.http.post(url).header("X-Vault-Token", token.trim()).header("X-Vault-Request", "true");
        if let Some(namespace) = namespace {
            request = request.header("X-Vault-Namespace", namespace);
        }
        Ok(request)
    }
}

impl KeyProvider for Transit {
    fn scheme(&self) -> &'static str {
        "vault"
    }

    fn wrap<'a>(&'a self, key: &'a str, associated: &'a [u8], secret: &'a [u8]) -> Answer<'a, Wrapped> {
        Box::pin(async move {
            let plaintext = Zeroizing::new(STANDARD.encode(secret));
            let body = json!({ "plaintext": *plaintext, "associated_data": STANDARD.encode(associated) });
            let answer: Ciphertext = self.call(&format!("encrypt/{key}"), &body).await?;
            let version = version_of(&answer.ciphertext).ok_or(VaultError::DoesNotOpen { table: "data_key" })?;
            Ok(Wrapped { reference: format!("vault:{key}#{version}"), bytes: answer.ciphertext.into_bytes() })
        })
    }

    fn unwrap<'a>(
        &'a self,
        reference: &'a str,
        associated: &'a [u8],
        wrapped: &'a [u8],
    ) -> Answer<'a, Zeroizing<Vec<u8>>> {
        Box::pin(async move {
            let does_not_open = || VaultError::DoesNotOpen { table: "data_key" };
            let key = reference.trim_start_matches("vault:");
            let key = key.rsplit_once('#').map_or(key, |(key, _)| key);
            let ciphertext = std::str::from_utf8(wrapped).map_err(|_| does_not_open())?;
            let body = json!({ "ciphertext": ciphertext, "associated_data": STANDARD.encode(associated) });
            let answer: Plaintext = self.call(&format!("decrypt/{key}"), &body).await?;
            let plaintext = Zeroizing::new(answer.plaintext);
            STANDARD.decode(plaintext.as_bytes()).map(Zeroizing::new).map_err(|_| does_not_open())
        })
    }

    fn rotate<'a>(&'a self, key: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let path = format!("keys/{key}/rotate");
            let (status, _) = ask::<serde_json::Value>(self.request(&path)?, &named(&path)).await?;
            // Older ones answer without content, newer ones with the key.
            let done = status == StatusCode::NO_CONTENT || status == StatusCode::OK;
            if done { Ok(()) } else { Err(VaultError::Refused { key: named(&path) }) }
        })
    }
}

/// `vault:v3:…` was made by version 3.
fn version_of(ciphertext: &str) -> Option<u32> {
    ciphertext.strip_prefix("vault:v")?.split_once(':')?.0.parse().ok()
}

/// The key of a path, as people name it.
fn named(path: &str) -> String {
    format!("vault:{}", path.split('/').nth(1).unwrap_or_default())
}
