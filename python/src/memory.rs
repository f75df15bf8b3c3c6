//! Memory that runs out becomes an error. Rust ends the process where an allocation fails; so some memory is set aside
//! before a table is read, given up when an allocation fails, and the pass over the table ends at its next step.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use conspectus_agent::summary::SummaryError;

/// What a pass takes between two looks at [`is_short`], with room to spare. It is never written to.
const RESERVE: Layout = Layout::new::<[u64; 4 << 20]>();

static HELD: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());
static SHORT: AtomicBool = AtomicBool::new(false);

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Sets memory aside, if none is.
#[expect(unsafe_code, reason = "the reserve is memory without a type")]
pub(crate) fn hold() -> Result<(), SummaryError> {
    SHORT.store(false, Ordering::Relaxed);
    if !HELD.load(Ordering::Acquire).is_null() {
        return Ok(());
    }
    // SAFETY: the layout is not of size zero.
    let fresh = unsafe { System.alloc(RESERVE) };
    if fresh.is_null() {
        return Err(SummaryError::Memory);
    }
    let none = std::ptr::null_mut();
    if HELD.compare_exchange(none, fresh, Ordering::AcqRel, Ordering::Acquire).is_err() {
        // SAFETY: allocated above with this layout; another thread was faster.
        unsafe { System.dealloc(fresh, RESERVE) };
    }
    Ok(())
}

/// Whether an allocation failed since [`hold`].
pub(crate) fn is_short() -> bool {
    SHORT.load(Ordering::Relaxed)
}

/// Whether there was something to give up.
#[expect(unsafe_code, reason = "the reserve is memory without a type")]
#[cold]
fn give_up() -> bool {
    let held = HELD.swap(std::ptr::null_mut(), Ordering::AcqRel);
    SHORT.store(true, Ordering::Relaxed);
    if held.is_null() {
        return false;
    }
    // SAFETY: allocated by `hold` with this layout, and taken out by this thread alone.
    unsafe { System.dealloc(held, RESERVE) };
    true
}

/// The system's allocator, asked once more when it fails.
struct Allocator;

#[expect(unsafe_code, reason = "every call is passed on as it came")]
// SAFETY: the system's allocator keeps the promises; a call that failed may be repeated.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promised.
        again(|| unsafe { System.alloc(layout) })
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) };
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promised.
        again(|| unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promised; a call that failed left the memory as it was.
        again(|| unsafe { System.realloc(pointer, layout, size) })
    }
}

#[inline]
fn again(allocate: impl Fn() -> *mut u8) -> *mut u8 {
    let found = allocate();
    if found.is_null() && give_up() { allocate() } else { found }
}
