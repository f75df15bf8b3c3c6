//! The structures of the Arrow C interface.

use std::ffi::{c_char, c_int, c_void};

#[repr(C)]
pub struct RawSchema {
    pub format: *const c_char,
    pub name: *const c_char,
    pub metadata: *const c_char,
    pub flags: i64,
    pub n_children: i64,
    pub children: *mut *mut Self,
    pub dictionary: *mut Self,
    pub release: Option<unsafe extern "C" fn(*mut Self)>,
    pub private_data: *mut c_void,
}

#[repr(C)]
pub struct RawArray {
    pub length: i64,
    pub null_count: i64,
    pub offset: i64,
    pub n_buffers: i64,
    pub n_children: i64,
    pub buffers: *mut *const c_void,
    pub children: *mut *mut Self,
    pub dictionary: *mut Self,
    pub release: Option<unsafe extern "C" fn(*mut Self)>,
    pub private_data: *mut c_void,
}

#[repr(C)]
pub struct RawStream {
    pub get_schema: Option<unsafe extern "C" fn(*mut Self, *mut RawSchema) -> c_int>,
    pub get_next: Option<unsafe extern "C" fn(*mut Self, *mut RawArray) -> c_int>,
    pub get_last_error: Option<unsafe extern "C" fn(*mut Self) -> *const c_char>,
    pub release: Option<unsafe extern "C" fn(*mut Self)>,
    pub private_data: *mut c_void,
}

impl RawArray {
    pub const fn released() -> Self {
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
}

/// The memory belongs to the test.
pub unsafe extern "C" fn release_schema(schema: *mut RawSchema) {
    // SAFETY: called with the schema to release.
    unsafe { (*schema).release = None };
}

/// The memory belongs to the test.
pub unsafe extern "C" fn release_array(array: *mut RawArray) {
    // SAFETY: called with the array to release.
    unsafe { (*array).release = None };
}
