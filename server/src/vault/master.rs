use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::VaultError;

const HEADER: &str = "conspectus-master-key-1 ";

/// The key that wraps every workspace's keys. It lives in a file of mode 0600, apart from the database.
pub struct MasterKey {
    key: LessSafeKey,
    id: String,
}

impl MasterKey {
    /// Reads the key file, or makes it when it does not exist.
    pub fn load_or_create(path: &Path) -> Result<Self, VaultError> {
        match Self::load(path) {
            Err(VaultError::MasterKeyFile { reason, .. }) if reason == MISSING => create(path),
            other => other,
        }
    }

    fn load(path: &Path) -> Result<Self, VaultError> {
        let failed = |reason: String| VaultError::MasterKeyFile { path: path.display().to_string(), reason };
        let mut file = File::open(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => failed(MISSING.to_owned()),
            _ => failed(error.to_string()),
        })?;
        refuse_shared(&file).map_err(failed)?;
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(|error| failed(error.to_string()))?;
        let encoded = text.trim_end().strip_prefix(HEADER).ok_or_else(|| failed("is not a Conspectus key".into()))?;
        let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| failed("is damaged".into()))?);
        Self::from_bytes(&bytes).ok_or_else(|| failed("is damaged".into()))
    }

    /// From 32 bytes; none when there are more or fewer.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).ok()?);
        let mut labelled = Zeroizing::new(b"conspectus master key id".to_vec());
        labelled.extend_from_slice(bytes);
        let id = hexadecimal(&digest(&SHA256, &labelled).as_ref()[..4]);
        Some(Self { key, id })
    }

    /// Names the key without telling it; kept beside what it wraps.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn wrap(&self, associated: &[u8], secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        seal_with(&self.key, associated, secret)
    }

    pub(super) fn unwrap(&self, associated: &[u8], wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        open_with(&self.key, associated, wrapped).ok_or(VaultError::DoesNotOpen { table: "data_key" })
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MasterKey").field("id", &self.id).finish_non_exhaustive()
    }
}

const MISSING: &str = "does not exist";

fn create(path: &Path) -> Result<MasterKey, VaultError> {
    let failed = |error: std::io::Error| VaultError::MasterKeyFile {
        path: path.display().to_string(),
        reason: format!("cannot be created: {error}"),
    };
    let secret = random::<32>()?;
    let text = Zeroizing::new(format!("{HEADER}{}\n", STANDARD.encode(secret.as_slice())));
    // Written whole under another name first: a process killed here leaves no half a key, and of two servers that
    // start at once the second takes the first one's key.
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let _ = std::fs::remove_file(&draft);
    let mut file = private_file(&draft).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft).map_err(failed)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(failed(error)),
        _ => MasterKey::load(path),
    }
}

fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn refuse_shared(file: &File) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata().map_err(|error| error.to_string())?.permissions().mode() & 0o777;
    let for_others = mode & 0o077;
    if for_others == 0 {
        return Ok(());
    }
    Err(format!("can be read by others (mode {mode:03o}): run chmod 600 on it"))
}

#[cfg(not(unix))]
fn refuse_shared(_: &File) -> Result<(), String> {
    Ok(())
}

/// Lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, VaultError> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    SystemRandom::new().fill(bytes.as_mut_slice()).map_err(|_| VaultError::Random)?;
    Ok(bytes)
}

/// nonce ‖ ciphertext ‖ tag
pub(super) fn seal_with(key: &LessSafeKey, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce = random::<NONCE_LEN>()?;
    let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(nonce.as_slice());
    sealed.extend_from_slice(plain);
    let tag = key
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(associated),
            &mut sealed[NONCE_LEN..],
        )
        .map_err(|_| VaultError::Random)?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

pub(super) fn open_with(key: &LessSafeKey, associated: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = key.open_in_place(nonce, Aad::from(associated), &mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}
