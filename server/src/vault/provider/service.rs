use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::VaultError;

const CONNECT: Duration = Duration::from_secs(3);
const REQUEST: Duration = Duration::from_secs(8);

/// A client for a key service: certificates are verified, nothing is redirected, and only this machine may be asked in
/// the clear.
pub(super) fn client(address: &Url) -> Result<Client, VaultError> {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    let here = is_loopback(address);
    let mut builder = Client::builder()
        .connect_timeout(CONNECT)
        .timeout(REQUEST)
        .redirect(redirect::Policy::none())
        .https_only(!here);
    if here {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| unreachable(address.as_str(), &error))
}

fn is_loopback(address: &Url) -> bool {
    match address.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        None => false,
    }
}

/// What the service answered: its status, and its body when that is JSON of the expected shape.
pub(super) async fn ask<T: DeserializeOwned>(
    request: RequestBuilder,
    key: &str,
) -> Result<(StatusCode, Option<T>), VaultError> {
    let response = request.send().await.map_err(|error| unreachable(key, &error))?;
    let status = response.status();
    let body = Zeroizing::new(response.bytes().await.map_err(|error| unreachable(key, &error))?.to_vec());
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return Err(VaultError::Unreachable { key: key.to_owned(), reason: format!("it answered {status}") });
    }
    Ok((status, serde_json::from_slice(&body).ok()))
}

/// Its own message names the address and the cause, and nothing of what was sent.
fn unreachable(key: &str, error: &reqwest::Error) -> VaultError {
    VaultError::Unreachable { key: key.to_owned(), reason: error.to_string() }
}

/// A secret that is mounted as a file, read anew each time, because whoever mounts it may renew it.
pub(super) fn mounted(path: &Path) -> Result<Zeroizing<String>, VaultError> {
    let text = std::fs::read_to_string(path).map(Zeroizing::new);
    text.map_err(|error| VaultError::MasterKeyFile { path: path.display().to_string(), reason: error.to_string() })
}
