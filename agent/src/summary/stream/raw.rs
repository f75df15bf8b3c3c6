//! The structures of the Arrow C data interface, as its specification lays them out.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ops::Range;

#[repr(C)]
pub(super) struct RawSchema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    pub(super) n_children: i64,
    pub(super) children: *mut *mut Self,
    pub(super) dictionary: *mut Self,
    pub(super) release: Option<unsafe extern "C" fn(*mut Self)>,
    private_data: *mut c_void,
}

#[repr(C)]
pub(super) struct RawArray {
    pub(super) length: i64,
    pub(super) null_count: i64,
    pub(super) offset: i64,
    pub(super) n_buffers: i64,
    pub(super) n_children: i64,
    pub(super) buffers: *mut *const c_void,
    pub(super) children: *mut *mut Self,
    pub(super) dictionary: *mut Self,
    pub(super) release: Option<unsafe extern "C" fn(*mut Self)>,
    private_data: *mut c_void,
}

#[repr(C)]
pub(super) struct RawStream {
    pub(super) get_schema: Option<unsafe extern "C" fn(*mut Self, *mut RawSchema) -> c_int>,
    pub(super) get_next: Option<unsafe extern "C" fn(*mut Self, *mut RawArray) -> c_int>,
    pub(super) get_last_error: Option<unsafe extern "C" fn(*mut Self) -> *const c_char>,
    pub(super) release: Option<unsafe extern "C" fn(*mut Self)>,
    private_data: *mut c_void,
}

/// A C string, read with replacement characters; empty for null.
#[expect(unsafe_code, reason = "C strings have no length of their own")]
pub(super) unsafe fn text(pointer: *const c_char) -> String {
    if pointer.is_null() {
        return String::new();
    }
    // SAFETY: the interface promises a terminated string.
    unsafe { CStr::from_ptr(pointer) }.to_string_lossy().into_owned()
}

impl RawSchema {
    pub(super) const fn empty() -> Self {
        Self {
            format: std::ptr::null(),
            name: std::ptr::null(),
            metadata: std::ptr::null(),
            flags: 0,
            n_children: 0,
            children: std::ptr::null_mut(),
            dictionary: std::ptr::null_mut(),
            release: None,
            private_data: std::ptr::null_mut(),
        }
    }

    #[expect(unsafe_code, reason = "the name is a C string")]
    pub(super) fn name(&self) -> String {
        // SAFETY: a schema that was not released has a name or null.
        unsafe { text(self.name) }
    }

    #[expect(unsafe_code, reason = "the format is a C string")]
    pub(super) fn format(&self) -> String {
        // SAFETY: a schema that was not released has a format; null is read as empty.
        unsafe { text(self.format) }
    }

    /// Child `at`, if the schema has it.
    #[expect(unsafe_code, reason = "children are reached through pointers")]
    pub(super) fn child(&self, at: usize) -> Option<&Self> {
        if self.children.is_null() || usize::try_from(self.n_children).is_ok_and(|n| at >= n) {
            return None;
        }
        // SAFETY: the interface promises `n_children` pointers, each null or valid while this schema lives.
        unsafe { (*self.children.add(at)).as_ref() }
    }

    /// Whether every pointer that importing relies on is there, and types lie in each other no deeper than `depth`.
    /// Metadata is cut off: it is not needed, and its lengths could not be checked.
    pub(super) fn make_whole(&mut self, depth: usize) -> bool {
        self.metadata = std::ptr::null();
        let Ok(children) = usize::try_from(self.n_children) else { return false };
        let Some(depth) = depth.checked_sub(1).filter(|_| children < 1 << 20) else { return false };
        let format = self.format();
        if format.is_empty() || format.starts_with('+') && format != "+s" && children == 0 {
            return false;
        }
        (0..children).all(|at| self.child_mut(at).is_some_and(|child| child.make_whole(depth)))
            && self.dictionary_mut().is_none_or(|dictionary| dictionary.make_whole(depth))
    }

    #[expect(unsafe_code, reason = "children are reached through pointers")]
    fn child_mut(&mut self, at: usize) -> Option<&mut Self> {
        if self.children.is_null() {
            return None;
        }
        // SAFETY: `at` is below `n_children`, and the interface promises that many pointers, each null or valid.
        unsafe { (*self.children.add(at)).as_mut() }
    }

    #[expect(unsafe_code, reason = "the dictionary is reached through a pointer")]
    fn dictionary_mut(&mut self) -> Option<&mut Self> {
        // SAFETY: the interface promises null or a valid schema while this one lives.
        unsafe { self.dictionary.as_mut() }
    }
}

impl RawArray {
    pub(super) const fn empty() -> Self {
        Self {
            length: 0,
            null_count: 0,
            offset: 0,
            n_buffers: 0,
            n_children: 0,
            buffers: std::ptr::null_mut(),
            children: std::ptr::null_mut(),
            dictionary: std::ptr::null_mut(),
            release: None,
            private_data: std::ptr::null_mut(),
        }
    }

    /// Takes child `at` out, as the interface allows: the parent no longer releases it.
    #[expect(unsafe_code, reason = "children are reached through pointers")]
    pub(super) fn take_child(&mut self, at: usize) -> Option<Self> {
        if self.children.is_null() || usize::try_from(self.n_children).is_ok_and(|n| at >= n) {
            return None;
        }
        // SAFETY: the interface promises `n_children` pointers, each null or valid while this array lives.
        let child = unsafe { (*self.children.add(at)).as_mut() }?;
        child.release.is_some().then(|| std::mem::replace(child, Self::empty()))
    }

    /// Child `at`, still owned by this array.
    #[expect(unsafe_code, reason = "children are reached through pointers")]
    pub(super) fn child_mut(&mut self, at: usize) -> Option<&mut Self> {
        if self.children.is_null() || usize::try_from(self.n_children).is_ok_and(|n| at >= n) {
            return None;
        }
        // SAFETY: the interface promises `n_children` pointers, each null or valid while this array lives.
        unsafe { (*self.children.add(at)).as_mut() }
    }

    /// The dictionary, if there is one.
    #[expect(unsafe_code, reason = "the dictionary is reached through a pointer")]
    pub(super) fn dictionary_mut(&mut self) -> Option<&mut Self> {
        // SAFETY: the interface promises null or a valid array while this one lives.
        unsafe { self.dictionary.as_mut() }
    }

    /// The address of a buffer; `None` where it is null or there are fewer.
    #[expect(unsafe_code, reason = "buffers are reached through pointers")]
    pub(super) fn buffer(&self, at: usize) -> Option<usize> {
        if self.buffers.is_null() || usize::try_from(self.n_buffers).is_ok_and(|n| at >= n) {
            return None;
        }
        // SAFETY: the interface promises `n_buffers` pointers.
        let pointer = unsafe { *self.buffers.add(at) };
        (!pointer.is_null()).then(|| pointer.expose_provenance())
    }

    /// So many bytes of a buffer that was found to have them; none where it is null.
    #[expect(unsafe_code, reason = "buffers are reached through pointers")]
    pub(super) fn bytes(&self, at: usize, bytes: usize) -> &[u8] {
        let Some(address) = self.buffer(at).filter(|_| bytes > 0) else { return &[] };
        // SAFETY: the interface promises that the buffer is as long as its type and the array's length ask for.
        unsafe { std::slice::from_raw_parts(std::ptr::with_exposed_provenance(address), bytes) }
    }

    /// The first `count` little-endian integers of a buffer.
    pub(super) fn words<const WIDTH: usize>(&self, at: usize, count: usize) -> impl Iterator<Item = i64> {
        self.bytes(at, WIDTH * count).as_chunks::<WIDTH>().0.iter().map(signed)
    }

    /// One of these integers; zero where the buffer is null.
    pub(super) fn word<const WIDTH: usize>(&self, at: usize, place: usize) -> i64 {
        self.bytes(at, WIDTH * (place + 1)).last_chunk::<WIDTH>().map_or(0, signed)
    }

    /// The first `count` pairs of little-endian words of a buffer.
    pub(super) fn pairs(&self, at: usize, count: usize) -> &[[[u8; 8]; 2]] {
        self.bytes(at, 16 * count).as_chunks().0.as_chunks().0
    }

    /// Whether the value at this place, counted from the beginning of the buffers, is there.
    pub(super) fn is_valid_at(&self, at: usize) -> bool {
        let bits = self.bytes(0, at / 8 + 1);
        bits.is_empty() || bits[at / 8] >> (at % 8) & 1 == 1
    }

    /// Counts the nulls, whatever the producer said.
    pub(super) fn recount_nulls(&mut self) {
        self.null_count = 0;
        if let Some((bits, offset, length)) = self.validity() {
            self.null_count = missing(bits, offset..offset + length) as i64;
        }
    }

    /// The validity bits, and the range of them that counts; `None` where nothing can be missing.
    pub(super) fn validity(&self) -> Option<(&[u8], usize, usize)> {
        let (offset, length) = (usize::try_from(self.offset).ok()?, usize::try_from(self.length).ok()?);
        let bits = self.bytes(0, (offset + length).div_ceil(8));
        (!bits.is_empty()).then_some((bits, offset, length))
    }
}

fn signed<const WIDTH: usize>(bytes: &[u8; WIDTH]) -> i64 {
    let mut word = [if bytes[WIDTH - 1] < 0x80 { 0 } else { 0xff }; 8];
    word[..WIDTH].copy_from_slice(bytes);
    i64::from_le_bytes(word)
}

/// How many of these bits are zero.
pub(super) fn missing(bits: &[u8], range: Range<usize>) -> usize {
    let range = range.start.min(8 * bits.len())..range.end.min(8 * bits.len());
    range.len() - (ones(bits, range.end) - ones(bits, range.start))
}

/// How many of the first `end` bits are one.
fn ones(bits: &[u8], end: usize) -> usize {
    let (words, rest) = bits[..end / 8].as_chunks::<8>();
    let whole: u32 = words.iter().map(|word| u64::from_le_bytes(*word).count_ones()).sum();
    let single: u32 = rest.iter().map(|byte| byte.count_ones()).sum();
    let last = bits.get(end / 8).map_or(0, |byte| (byte & !(0xff << (end % 8))).count_ones());
    (whole + single + last) as usize
}

impl Drop for RawSchema {
    #[expect(unsafe_code, reason = "releasing is a call through the interface")]
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: owned and not yet released.
            unsafe { release(self) }
        }
    }
}

impl Drop for RawArray {
    #[expect(unsafe_code, reason = "releasing is a call through the interface")]
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: owned and not yet released.
            unsafe { release(self) }
        }
    }
}
