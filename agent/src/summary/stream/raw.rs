//! The structures of the Arrow C data interface, as its specification lays them out.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ops::Range;

use polars_arrow::datatypes::ArrowDataType;

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

    /// Whether every pointer that importing relies on is there.
    pub(super) fn is_whole(&self) -> bool {
        let children = usize::try_from(self.n_children).unwrap_or(usize::MAX);
        let format = self.format();
        let nested = format.starts_with('+');
        children < 1 << 20
            && (!nested || format == "+s" || children > 0)
            && std::str::from_utf8(format.as_bytes()).is_ok_and(|format| !format.is_empty())
            && (0..children).all(|at| self.child(at).is_some_and(Self::is_whole))
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

    /// Replaces counts of nulls that the producer left open (as -1), here and in all parts.
    pub(super) fn count_nulls(&mut self, dtype: &ArrowDataType) {
        if self.null_count < 0 {
            let open = self.validity().filter(|_| has_validity(dtype));
            self.null_count = open.map_or(0, |(bits, offset, length)| missing(&bits, offset..offset + length) as i64);
        }
        match dtype.to_storage() {
            ArrowDataType::List(item)
            | ArrowDataType::LargeList(item)
            | ArrowDataType::FixedSizeList(item, _)
            | ArrowDataType::Map(item, _) => {
                if let Some(child) = self.child_mut(0) {
                    child.count_nulls(item.dtype());
                }
            }
            ArrowDataType::Struct(fields) => {
                for (at, field) in fields.iter().enumerate() {
                    if let Some(child) = self.child_mut(at) {
                        child.count_nulls(field.dtype());
                    }
                }
            }
            ArrowDataType::Dictionary(_, values, _) => {
                if let Some(dictionary) = self.dictionary_mut() {
                    dictionary.count_nulls(values);
                }
            }
            _ => {}
        }
    }

    /// A copy of the validity bits from `offset` on; `None` where nothing is missing.
    #[expect(unsafe_code, reason = "buffers are reached through pointers")]
    pub(super) fn validity(&self) -> Option<(Vec<u8>, usize, usize)> {
        let (offset, length) = (usize::try_from(self.offset).ok()?, usize::try_from(self.length).ok()?);
        if self.null_count == 0 || self.n_buffers == 0 || self.buffers.is_null() {
            return None;
        }
        // SAFETY: the interface promises `n_buffers` pointers; the first is null or holds a bit for each row.
        let bits = unsafe {
            let buffer = (*self.buffers).cast::<u8>();
            if buffer.is_null() {
                return None;
            }
            std::slice::from_raw_parts(buffer, (offset + length).div_ceil(8))
        };
        Some((bits.to_vec(), offset, length))
    }
}

fn has_validity(dtype: &ArrowDataType) -> bool {
    !matches!(dtype.to_storage(), ArrowDataType::Null | ArrowDataType::Union(_))
}

/// How many of these bits are zero.
pub(super) fn missing(bits: &[u8], range: Range<usize>) -> usize {
    range.filter(|at| bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 0)).count()
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
