//! A module's memory: given out in one direction, and taken back all at once before the next call.
//!
//! No call lives longer than its answer, so nothing has to be given back piece by piece; the code that would do that is what the
//! optimiser then leaves out. Measured against talc, an allocator for WebAssembly: 5 % less of the module after brotli, and 8 % less
//! time for one message. It costs room: a call needs as much as it asked for altogether, not as much as it held at once.
//!
//! What outlives a call is [kept](keep): the configurations of open channels. Nothing else may hold on to memory: no `static` with
//! a list that grows, no JavaScript object in a table of wasm-bindgen's, which is why every refusal leaves as text (see `answer`).

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::Cell;
use core::{cmp, ptr};

use wasm_bindgen::prelude::wasm_bindgen;

#[global_allocator]
static MEMORY: Memory = Memory { next: Cell::new(0), kept: Cell::new(0) };

/// Takes back what calls have used. The package's JavaScript says so before each call, when nobody looks at the last answer any more.
#[wasm_bindgen]
pub fn sweep() {
    MEMORY.next.set(MEMORY.floor());
}

/// Lets what this call has used outlive it.
///
/// # Returns
///
/// How many bytes that is.
#[cfg_attr(
    any(feature = "policy-module", feature = "adapters-module", feature = "setup-module"),
    expect(dead_code, reason = "only the full module keeps channels")
)]
pub(super) fn keep() -> usize {
    let floor = MEMORY.floor();
    MEMORY.kept.set(MEMORY.next());
    MEMORY.kept.get().wrapping_sub(floor)
}

struct Memory {
    /// Where the next block begins; 0 before the first one.
    next: Cell<usize>,
    /// Where the memory of calls begins; 0 while nothing is kept.
    kept: Cell<usize>,
}

// SAFETY: a module that is compiled without atomics cannot share its memory, so whoever gets here is the only thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl Sync for Memory {}

// SAFETY: blocks lie behind one another, so no two overlap, until `sweep` takes all of them back: between two calls, when nobody
// has a block but what is kept.
unsafe impl GlobalAlloc for Memory {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // An alignment is a power of two.
        let below = layout.align().wrapping_sub(1);
        match self.next().checked_add(below).map(|end| end & !below) {
            Some(start) if self.reach(start, layout.size()) => ptr::with_exposed_provenance_mut(start),
            _ => ptr::null_mut(),
        }
    }

    #[inline(always)]
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // A text in the making is the last block: it grows where it is.
        if block.addr().wrapping_add(layout.size()) == self.next.get() {
            return if self.reach(block.addr(), size) { block } else { ptr::null_mut() };
        }
        if size <= layout.size() {
            return block;
        }
        // SAFETY: the caller promises that a block of the new size with this alignment is possible.
        let moved = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !moved.is_null() {
            // SAFETY: the new block is longer, and lies behind all others.
            unsafe { ptr::copy_nonoverlapping(block, moved, layout.size()) };
        }
        moved
    }
}

impl Memory {
    fn floor(&self) -> usize {
        match self.kept.get() {
            0 => heap_base(),
            kept => kept,
        }
    }

    fn next(&self) -> usize {
        match self.next.get() {
            0 => self.floor(),
            next => next,
        }
    }

    /// Takes the bytes from `start` on, and has the memory grow where they reach beyond its end.
    fn reach(&self, start: usize, size: usize) -> bool {
        let Some(end) = start.checked_add(size) else { return false };
        let pages = end.div_ceil(PAGE).saturating_sub(memory_size(0));
        if pages > 0 && memory_grow(0, cmp::max(pages, GROWTH)) == usize::MAX {
            return false;
        }
        self.next.set(end);
        true
    }
}

/// Bytes of a page of WebAssembly's memory.
const PAGE: usize = 1 << 16;

/// Pages that the memory grows by at least: each time, JavaScript has to make its views of it anew.
const GROWTH: usize = 16;

fn heap_base() -> usize {
    unsafe extern "C" {
        /// Where the linker's last byte is.
        static __heap_base: u8;
    }
    (&raw const __heap_base).expose_provenance()
}
