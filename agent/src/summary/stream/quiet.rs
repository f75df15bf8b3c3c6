//! Panics of the importer become errors, without a word on the notebook's screen.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics of this thread off the screen, for good.
pub fn hush() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                others(panic);
            }
        }));
    });
    QUIET.set(true);
}

/// What `work` returns; `None` if it panics.
pub(in crate::summary) fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = QUIET.get();
    hush();
    let done = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    done.ok()
}
