//! Codes on paper, for whoever lost the second factor.

use zeroize::Zeroizing;

use crate::vault::{VaultError, random_bytes};

/// Without letters and digits that look alike.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567891";
/// 16 characters of 32 are 80 bits: too many to guess, even from a stolen digest.
const LENGTH: usize = 16;
const GROUP: usize = 4;
/// So many are made at once.
pub const RECOVERY_CODES: usize = 10;

/// Fresh codes, in groups of four characters.
pub fn new_recovery_codes() -> Result<Vec<Zeroizing<String>>, VaultError> {
    (0..RECOVERY_CODES).map(|_| Ok(written(&*random_bytes::<LENGTH>()?))).collect()
}

fn written(random: &[u8]) -> Zeroizing<String> {
    let mut code = Zeroizing::new(String::new());
    for (place, byte) in random.iter().enumerate() {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    code
}

/// A code as somebody typed it, in the form that is kept as a digest; none when it cannot be one.
pub fn read_recovery_code(typed: &str) -> Option<Zeroizing<String>> {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    let code = Zeroizing::new(letters.map(|character| character.to_ascii_lowercase()).collect::<String>());
    (code.len() == LENGTH).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_codes_differ_and_read_back_however_they_are_typed() {
        let codes = new_recovery_codes().expect("random");
        assert_eq!(codes.len(), RECOVERY_CODES);
        for (place, code) in codes.iter().enumerate() {
            assert!(!codes[..place].contains(code));
            let typed = format!(" {} ", code.replace('-', " ").to_uppercase());
            assert_eq!(read_recovery_code(&typed), read_recovery_code(code));
            assert!(read_recovery_code(code).is_some());
        }
        assert!(read_recovery_code("123456").is_none());
    }
}
