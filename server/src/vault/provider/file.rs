use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::super::body::{open_with, random, seal_with};
use super::{Answer, KeyProvider, VaultError, Wrapped};

const HEADER: &str = "conspectus-master-key-1 ";

/// The key that wraps every workspace's keys. It lives in a file of mode 0600, apart from the database: one key a
/// line, the first one wraps, the others open what is not rewrapped yet.
pub struct MasterKey {
    path: Option<PathBuf>,
    keys: RwLock<Vec<Arc<FileKey>>>,
}

struct FileKey {
    id: String,
    key: LessSafeKey,
}

impl MasterKey {
    /// Reads the key file, or makes it when it does not exist.
    pub fn load_or_create(path: &Path) -> Result<Self, VaultError> {
        let keys = match read(path) {
            Err(VaultError::MasterKeyFile { reason, .. }) if reason == MISSING => create(path)?,
            other => other?,
        };
        Ok(Self { path: Some(path.to_owned()), keys: RwLock::new(keys) })
    }

    /// From 32 bytes; none when there are more or fewer.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self { path: None, keys: RwLock::new(vec![FileKey::new(bytes)?]) })
    }

    /// Names the key that wraps, without telling it; kept beside what it wraps.
    pub fn id(&self) -> String {
        self.newest().map(|key| key.id.clone()).unwrap_or_default()
    }

    /// The ids of all keys of the file, the newest first.
    pub fn ids(&self) -> Vec<String> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).iter().map(|key| key.id.clone()).collect()
    }

    /// Writes the file without the key of this id. Whether it held it.
    pub fn forget(path: &Path, id: &str) -> Result<bool, VaultError> {
        let lines = lines(path)?;
        let mut kept = Zeroizing::new(String::new());
        let mut found = false;
        for line in lines.lines() {
            if key_of(path, line)?.id == id {
                found = true;
            } else {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        if found {
            replace(path, &kept)?;
        }
        Ok(found)
    }

    fn newest(&self) -> Option<Arc<FileKey>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).first().cloned()
    }

    fn find(&self, id: &str) -> Option<Arc<FileKey>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).iter().find(|key| key.id == id).cloned()
    }

    /// Another process may have written the file anew.
    fn read_again(&self) -> Result<(), VaultError> {
        if let Some(path) = &self.path {
            let keys = read(path)?;
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        }
        Ok(())
    }

    fn opening_key(&self, id: &str) -> Result<Arc<FileKey>, VaultError> {
        if let Some(key) = self.find(id) {
            return Ok(key);
        }
        self.read_again()?;
        self.find(id).ok_or_else(|| VaultError::OtherMasterKey { expected: id.to_owned(), found: self.id() })
    }

    fn add_newest(&self) -> Result<(), VaultError> {
        let Some(path) = &self.path else { return Err(VaultError::RotatesElsewhere("this key".into())) };
        let mut text = fresh_line()?;
        text.push_str(&lines(path)?);
        replace(path, &text)?;
        self.read_again()
    }
}

impl KeyProvider for MasterKey {
    fn scheme(&self) -> &'static str {
        "file"
    }

    fn wrap<'a>(&'a self, _: &'a str, associated: &'a [u8], secret: &'a [u8]) -> Answer<'a, Wrapped> {
        Box::pin(async move {
            let key = self.newest().ok_or(VaultError::Random)?;
            Ok(Wrapped { reference: key.id.clone(), bytes: seal_with(&key.key, associated, secret)? })
        })
    }

    fn unwrap<'a>(
        &'a self,
        reference: &'a str,
        associated: &'a [u8],
        wrapped: &'a [u8],
    ) -> Answer<'a, Zeroizing<Vec<u8>>> {
        Box::pin(async move {
            let key = self.opening_key(reference)?;
            open_with(&key.key, associated, wrapped).ok_or(VaultError::DoesNotOpen { table: "data_key" })
        })
    }

    fn rotate<'a>(&'a self, _: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { self.add_newest() })
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MasterKey").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl FileKey {
    fn new(bytes: &[u8]) -> Option<Arc<Self>> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).ok()?);
        let mut labelled = Zeroizing::new(b"conspectus master key id".to_vec());
        labelled.extend_from_slice(bytes);
        let id = hexadecimal(&digest(&SHA256, &labelled).as_ref()[..4]);
        Some(Arc::new(Self { id, key }))
    }
}

const MISSING: &str = "does not exist";

fn failed(path: &Path, reason: impl Into<String>) -> VaultError {
    VaultError::MasterKeyFile { path: path.display().to_string(), reason: reason.into() }
}

/// The text of the file, when nobody else can read it.
fn lines(path: &Path) -> Result<Zeroizing<String>, VaultError> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => failed(path, MISSING),
        _ => failed(path, error.to_string()),
    })?;
    refuse_shared(&file).map_err(|reason| failed(path, reason))?;
    // Room for dozens of keys, so that the text is never copied to a larger place and left behind.
    let mut text = Zeroizing::new(String::with_capacity(8192));
    file.read_to_string(&mut text).map_err(|error| failed(path, error.to_string()))?;
    Ok(text)
}

fn read(path: &Path) -> Result<Vec<Arc<FileKey>>, VaultError> {
    let keys = lines(path)?.lines().map(|line| key_of(path, line)).collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() { Err(failed(path, "holds no key")) } else { Ok(keys) }
}

fn key_of(path: &Path, line: &str) -> Result<Arc<FileKey>, VaultError> {
    let encoded = line.trim_end().strip_prefix(HEADER).ok_or_else(|| failed(path, "is not a Conspectus key"))?;
    let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| failed(path, "is damaged"))?);
    FileKey::new(&bytes).ok_or_else(|| failed(path, "is damaged"))
}

fn fresh_line() -> Result<Zeroizing<String>, VaultError> {
    let secret = random::<32>()?;
    let mut line = Zeroizing::new(String::with_capacity(8192));
    line.push_str(HEADER);
    STANDARD.encode_string(secret.as_slice(), &mut line);
    line.push('\n');
    Ok(line)
}

fn create(path: &Path) -> Result<Vec<Arc<FileKey>>, VaultError> {
    let draft = draft(path, &fresh_line()?)?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft).map_err(|error| failed(path, error.to_string()))?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(failed(path, format!("cannot be created: {error}")))
        }
        _ => read(path),
    }
}

fn replace(path: &Path, text: &str) -> Result<(), VaultError> {
    let draft = draft(path, text)?;
    std::fs::rename(&draft, path).map_err(|error| failed(path, format!("cannot be replaced: {error}")))
}

/// Written whole under another name first: a process killed here leaves no half a key, and of two servers that start
/// at once the second takes the first one's key.
fn draft(path: &Path, text: &str) -> Result<PathBuf, VaultError> {
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let _ = std::fs::remove_file(&draft);
    let written = private_file(&draft).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| failed(path, format!("cannot be created: {error}")))?;
    Ok(draft)
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
