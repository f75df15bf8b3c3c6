//! Whether there is memory behind a pointer, asked before much of it is read.

/// Shorter buffers are believed: their producer has them near other memory of its own.
const LARGE: usize = 64 << 20;

/// Whether a buffer of so many bytes may be read. Only Linux can tell; a buffer that lies elsewhere is believed.
pub(super) fn is_readable(address: usize, bytes: usize) -> bool {
    let Some(end) = address.checked_add(bytes).filter(|end| isize::try_from(*end).is_ok()) else { return false };
    bytes < LARGE || (address..end).step_by(LARGE).chain([end - 1]).all(byte_at)
}

/// The word that lies before an address, where there is memory.
#[cfg(target_os = "linux")]
pub(super) fn word_before(address: usize) -> Option<u64> {
    use std::os::unix::fs::FileExt;
    let mut word = [0; 8];
    let memory = std::fs::File::open("/proc/self/mem").ok()?;
    memory.read_exact_at(&mut word, address.checked_sub(8)? as u64).ok()?;
    Some(u64::from_le_bytes(word))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn word_before(_: usize) -> Option<u64> {
    None
}

/// The kernel answers with an error where a look of our own would end the process.
#[cfg(target_os = "linux")]
fn byte_at(address: usize) -> bool {
    use std::os::unix::fs::FileExt;
    let memory = std::fs::File::open("/proc/self/mem");
    memory.is_err() || memory.is_ok_and(|memory| memory.read_exact_at(&mut [0], address as u64).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn byte_at(_: usize) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::is_readable;

    #[test]
    fn memory_that_is_not_there_is_noticed() {
        let bytes = vec![1u8; 80 << 20];
        assert!(is_readable(bytes.as_ptr() as usize, bytes.len()));
        assert_eq!(is_readable(bytes.as_ptr() as usize, 1 << 45), !cfg!(target_os = "linux"));
        assert!(!is_readable(bytes.as_ptr() as usize, usize::MAX));
    }
}
