use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig};

/// Why TLS cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{path} cannot be read: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    #[error("{certificate} and {key} cannot be used: {reason}")]
    Unusable { certificate: PathBuf, key: PathBuf, reason: String },
    #[error("{path} holds no certificate authority: {reason}")]
    Authority { path: PathBuf, reason: String },
}

/// The server's certificate as its files hold it now: renewed there, it is renewed here, and no connection is lost.
pub struct Certificates {
    certificate: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<CertifiedKey>>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

impl Certificates {
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let current = RwLock::new(Arc::new(read(certificate, key)?));
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), current })
    }

    /// Reads the files again. Whether they held another certificate; what cannot be used changes nothing.
    pub fn reload(&self) -> Result<bool, TlsError> {
        let fresh = read(&self.certificate, &self.key)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let changed = current.cert != fresh.cert;
        if changed {
            *current = Arc::new(fresh);
        }
        Ok(changed)
    }

    /// TLS 1.3 with this certificate. With an authority, only clients with a certificate of it get through.
    pub fn server_config(self: &Arc<Self>, authority: Option<&Path>) -> Result<ServerConfig, TlsError> {
        let unusable = |error: rustls::Error| TlsError::Unusable {
            certificate: self.certificate.clone(),
            key: self.key.clone(),
            reason: error.to_string(),
        };
        let builder = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(unusable)?;
        let builder = match authority {
            None => builder.with_no_client_auth(),
            Some(path) => builder.with_client_cert_verifier(verifier(path)?),
        };
        let mut config = builder.with_cert_resolver(self.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn verifier(path: &Path) -> Result<Arc<dyn rustls::server::danger::ClientCertVerifier>, TlsError> {
    let unfit = |reason: String| TlsError::Authority { path: path.to_owned(), reason };
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path)? {
        roots.add(certificate).map_err(|error| unfit(error.to_string()))?;
    }
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
    verifier.build().map(|verifier| verifier as _).map_err(|error| unfit(error.to_string()))
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let chain = certificates(certificate)?;
    let secret = PrivateKeyDer::from_pem_reader(BufReader::new(open(key)?)).map_err(|error| unreadable(key, &error))?;
    // Checks that the two belong together.
    CertifiedKey::from_der(chain, secret, &provider()).map_err(|error| TlsError::Unusable {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        reason: error.to_string(),
    })
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_reader_iter(BufReader::new(open(path)?)).collect();
    match found {
        Ok(found) if found.is_empty() => Err(unreadable(path, &"it holds no certificate")),
        other => other.map_err(|error| unreadable(path, &error)),
    }
}

fn open(path: &Path) -> Result<File, TlsError> {
    File::open(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, reason: &dyn std::fmt::Display) -> TlsError {
    TlsError::Unreadable { path: path.to_owned(), reason: reason.to_string() }
}
