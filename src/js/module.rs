//! What `std` would bring along and a module of its own needs beside [memory](super::memory): an end for panics.

use core::panic::PanicInfo;

/// A panic is a fault of ours. It becomes a trap without a message, and the package's JavaScript makes an `internal` error of
/// that, for this one call.
#[panic_handler]
fn trap(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
