use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Prk};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::VaultError;

/// What tells this derivation from any other that ever starts from the same secret.
const LABEL: &[u8] = b"conspectus body key 2";
/// Random bytes from which a body's own key is derived; as many as the nonce of XAES-256-GCM has.
const SALT: usize = 24;

/// One version of a key that seals bodies.
///
/// Each body is sealed under a key of its own, derived from this one and a fresh salt of 192 bits. Random nonces of
/// 96 bits under one key would be safe for 2³² bodies, which a busy workspace writes within weeks; salts of 192 bits
/// are safe for 2⁸⁰.
pub(super) struct BodyKey {
    derive: Prk,
    /// For bodies of the first format, which were sealed under the key itself.
    plain: LessSafeKey,
}

impl BodyKey {
    pub(super) fn new(secret: &[u8]) -> Option<Self> {
        let plain = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, secret).ok()?);
        Some(Self { derive: Prk::new_less_safe(HKDF_SHA256, secret), plain })
    }

    /// salt ‖ ciphertext ‖ tag
    pub(super) fn seal(&self, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let salt = random::<SALT>()?;
        let key = self.key_of(salt.as_slice())?;
        let mut sealed = Vec::with_capacity(SALT + plain.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(salt.as_slice());
        sealed.extend_from_slice(plain);
        let tag = key
            .seal_in_place_separate_tag(used_once(), Aad::from(associated), &mut sealed[SALT..])
            .map_err(|_| VaultError::Random)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    pub(super) fn open(&self, associated: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (salt, ciphertext) = sealed.split_at_checked(SALT)?;
        let mut buffer = Zeroizing::new(ciphertext.to_vec());
        let key = self.key_of(salt).ok()?;
        let length = key.open_in_place(used_once(), Aad::from(associated), &mut buffer).ok()?.len();
        buffer.truncate(length);
        Some(buffer)
    }

    /// Opens a body of the first format: nonce ‖ ciphertext ‖ tag.
    pub(super) fn open_first_format(&self, associated: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        open_with(&self.plain, associated, sealed)
    }

    fn key_of(&self, salt: &[u8]) -> Result<LessSafeKey, VaultError> {
        let parts = [LABEL, salt];
        let derived = self.derive.expand(&parts, &AES_256_GCM).map_err(|_| VaultError::Random)?;
        Ok(LessSafeKey::new(UnboundKey::from(derived)))
    }
}

/// A key derived from a fresh salt seals one message, so its nonce never meets another.
fn used_once() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, VaultError> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    SystemRandom::new().fill(bytes.as_mut_slice()).map_err(|_| VaultError::Random)?;
    Ok(bytes)
}

/// nonce ‖ ciphertext ‖ tag, under the key itself: for the few messages a master key seals.
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
