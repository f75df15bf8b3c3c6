//! What the fuzz targets claim. `agent/tests/corpus` replays their corpus with the same claims.

pub mod bytes;
pub mod disclosure;
pub mod import;
pub mod partial;
pub mod sources;
pub mod wire;

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

/// Panics that the code under test catches itself are its business; one that escapes ends the run.
pub fn let_panics_be_caught() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        LAST.with_borrow_mut(|last| *last = format!("{info}\n{}", std::backtrace::Backtrace::force_capture()));
    }));
}

thread_local! {
    static LAST: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

/// Runs one claim.
pub fn check(claim: fn(&[u8]), bytes: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| claim(bytes))).is_err() {
        LAST.with_borrow(|last| eprintln!("{last}"));
        std::process::abort();
    }
}
