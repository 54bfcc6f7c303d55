//! [`calls`] behind wasm-bindgen. A refusal is text too, see [`answer`](super::answer); the package's JavaScript makes a real `Error`
//! of it.

#![allow(clippy::needless_pass_by_value, reason = "wasm-bindgen passes an optional text by value only")]

use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::answer::answer;
use super::calls;
#[cfg(feature = "module")]
use super::memory::keep;
use crate::desk::Config;
use crate::error::{ChannelError, ErrorCode};

static CHANNELS: OneThread<RefCell<Channels>> = OneThread(RefCell::new(Channels { places: Vec::new(), left: 0 }));

/// The channels of this instance. A fresh one knows none.
struct Channels {
    /// A handle is an index.
    places: Vec<Option<Open>>,
    /// Bytes that closed channels have left behind.
    left: usize,
}

/// An open channel.
struct Open {
    config: Rc<Config>,
    /// Bytes that are kept for it.
    kept: usize,
}

/// What `thread_local!` is where there is `std`.
struct OneThread<T>(T);

// SAFETY: a module that is compiled without atomics cannot share its memory, so whoever gets here is the only thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl<T> Sync for OneThread<T> {}

/// The handle, as text.
#[wasm_bindgen(js_name = openChannel)]
pub fn open_channel(config: &str) -> String {
    answer(calls::open_channel(config).map(|config| {
        let places = &mut CHANNELS.0.borrow_mut().places;
        let free = places.iter().position(Option::is_none).unwrap_or_else(|| {
            places.push(None);
            places.len().saturating_sub(1)
        });
        if let Some(place) = places.get_mut(free) {
            let config = Rc::new(config);
            *place = Some(Open { config, kept: keep() });
        }
        free.to_string()
    }))
}

/// Closes a channel, and says whether closed ones have left so much behind that a fresh instance is worth opening the others again:
/// more than [`SPARE`], and more than the open ones keep.
#[wasm_bindgen(js_name = closeChannel)]
pub fn close_channel(handle: u32) -> bool {
    let Channels { places, left } = &mut *CHANNELS.0.borrow_mut();
    let place = usize::try_from(handle).ok().and_then(|handle| places.get_mut(handle));
    if let Some(closed) = place.and_then(Option::take) {
        *left = left.saturating_add(closed.kept);
    }
    let kept = places.iter().flatten().map(|open| open.kept).fold(0, usize::saturating_add);
    *left > kept.max(SPARE)
}

/// Bytes that closed channels may leave behind.
const SPARE: usize = 1 << 20;

/// What has no allocator of its own gives back what a closed channel had.
#[cfg(not(feature = "module"))]
const fn keep() -> usize {
    0
}

#[wasm_bindgen]
pub fn handshake(handle: u32, query: &str) -> String {
    answer(channel(handle).map(|config| calls::handshake(&config, query)))
}

#[wasm_bindgen]
pub fn verify(handle: u32, body: &[u8], signature: Option<String>) -> String {
    answer(channel(handle).map(|config| calls::verify(&config, body, signature.as_deref())))
}

#[wasm_bindgen]
pub fn receive(handle: u32, body: &[u8], signature: Option<String>) -> String {
    trap_for_tests(body);
    answer(channel(handle).and_then(|config| calls::receive(&config, body, signature.as_deref())))
}

#[wasm_bindgen]
pub fn parse(handle: u32, body: &[u8]) -> String {
    trap_for_tests(body);
    answer(channel(handle).and_then(|config| calls::parse(&config, body)))
}

#[wasm_bindgen(js_name = edgeAdmit)]
pub fn edge_admit(handle: u32, head: &str) -> String {
    answer(channel(handle).and_then(|config| calls::edge_admit(&config, head)))
}

#[wasm_bindgen(js_name = edgeAccept)]
pub fn edge_accept(handle: u32, body: &[u8], signature: Option<String>, macs: Option<Vec<u8>>) -> String {
    trap_for_tests(body);
    answer(channel(handle).map(|config| calls::edge_accept(&config, body, signature.as_deref(), macs.as_deref())))
}

#[wasm_bindgen(js_name = edgeEnd)]
pub fn edge_end(handle: u32, ending: &str) -> String {
    answer(channel(handle).and_then(|config| calls::edge_end(&config, ending)))
}

#[wasm_bindgen]
pub fn step(handle: u32, state: Option<String>, inputs: &str, now: f64) -> String {
    answer(channel(handle).and_then(|config| calls::step(&config, state.as_deref(), inputs, now)))
}

#[wasm_bindgen]
pub fn plan(draft: &str, decision: &str) -> String {
    answer(calls::plan(draft, decision))
}

#[wasm_bindgen]
pub fn measure(text: &str, platform: Option<String>) -> String {
    answer(calls::measure(text, platform.as_deref()))
}

#[wasm_bindgen]
pub fn limits() -> String {
    calls::limits()
}

#[wasm_bindgen]
pub fn outcome(status: u32, body: &str, headers: Option<String>) -> String {
    calls::outcome(status, body, headers.as_deref())
}

/// As JSON: a number, or `null`.
#[wasm_bindgen]
pub fn backoff(outcome: &str, attempt: u32, jitter: f64) -> String {
    answer(calls::backoff(outcome, attempt, jitter))
}

#[wasm_bindgen]
pub fn pace(state: Option<String>, ask: &str) -> String {
    answer(calls::pace(state.as_deref(), ask))
}

/// The configuration of an open channel.
fn channel(handle: u32) -> Result<Rc<Config>, ChannelError> {
    let places = &CHANNELS.0.borrow().places;
    let place = usize::try_from(handle).ok().and_then(|handle| places.get(handle)?.as_ref());
    place.map(|open| Rc::clone(&open.config)).ok_or_else(unknown_handle)
}

fn unknown_handle() -> ChannelError {
    ChannelError::new(ErrorCode::Config, "This channel is not open in this instance of the module.")
}

/// With the feature `test-trap`: a body that traps, so that the tests can show that a trap costs one call only.
#[cfg_attr(
    not(feature = "test-trap"),
    expect(clippy::missing_const_for_fn, unused_variables, reason = "empty without the feature")
)]
fn trap_for_tests(body: &[u8]) {
    #[cfg(feature = "test-trap")]
    if body == b"__trap__" {
        core::arch::wasm32::unreachable();
    }
}
