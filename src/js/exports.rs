//! [`calls`] behind wasm-bindgen. An error is thrown as the JSON text of a `ChannelError`; the package's JavaScript makes a
//! real `Error` of it.

#![allow(clippy::needless_pass_by_value, reason = "wasm-bindgen passes an optional text by value only")]

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::calls;
use super::thrown::thrown;
use crate::desk::Config;
use crate::error::{ChannelError, ErrorCode};

/// The channels that are open in this instance; a handle is an index. A fresh instance knows none.
static CHANNELS: OneThread<RefCell<Vec<Option<Rc<Config>>>>> = OneThread(RefCell::new(Vec::new()));

/// What `thread_local!` is where there is `std`.
struct OneThread<T>(T);

// SAFETY: a module that is compiled without atomics cannot share its memory, so whoever gets here is the only thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl<T> Sync for OneThread<T> {}

#[wasm_bindgen(js_name = openChannel)]
pub fn open_channel(config: &str) -> Result<u32, JsValue> {
    let config = calls::open_channel(config).map_err(thrown)?;
    let mut channels = CHANNELS.0.borrow_mut();
    let free = channels.iter().position(Option::is_none).unwrap_or_else(|| {
        channels.push(None);
        channels.len().saturating_sub(1)
    });
    if let Some(place) = channels.get_mut(free) {
        *place = Some(Rc::new(config));
    }
    u32::try_from(free).map_err(|_| thrown(unknown_handle()))
}

#[wasm_bindgen(js_name = closeChannel)]
pub fn close_channel(handle: u32) {
    let place = usize::try_from(handle).unwrap_or(usize::MAX);
    if let Some(place) = CHANNELS.0.borrow_mut().get_mut(place) {
        *place = None;
    }
}

#[wasm_bindgen]
pub fn handshake(handle: u32, query: &str) -> Result<String, JsValue> {
    Ok(calls::handshake(&*channel(handle)?, query))
}

#[wasm_bindgen]
pub fn verify(handle: u32, body: &[u8], signature: Option<String>) -> Result<String, JsValue> {
    Ok(calls::verify(&*channel(handle)?, body, signature.as_deref()))
}

#[wasm_bindgen]
pub fn receive(handle: u32, body: &[u8], signature: Option<String>) -> Result<String, JsValue> {
    trap_for_tests(body);
    calls::receive(&*channel(handle)?, body, signature.as_deref()).map_err(thrown)
}

#[wasm_bindgen]
pub fn parse(handle: u32, body: &[u8]) -> Result<String, JsValue> {
    trap_for_tests(body);
    calls::parse(&*channel(handle)?, body).map_err(thrown)
}

#[wasm_bindgen(js_name = edgeAdmit)]
pub fn edge_admit(handle: u32, head: &str) -> Result<String, JsValue> {
    calls::edge_admit(&*channel(handle)?, head).map_err(thrown)
}

#[wasm_bindgen(js_name = edgeAccept)]
pub fn edge_accept(
    handle: u32,
    body: &[u8],
    signature: Option<String>,
    macs: Option<Vec<u8>>,
) -> Result<String, JsValue> {
    trap_for_tests(body);
    Ok(calls::edge_accept(&*channel(handle)?, body, signature.as_deref(), macs.as_deref()))
}

#[wasm_bindgen(js_name = edgeEnd)]
pub fn edge_end(handle: u32, ending: &str) -> Result<String, JsValue> {
    calls::edge_end(&*channel(handle)?, ending).map_err(thrown)
}

#[wasm_bindgen]
pub fn step(handle: u32, state: Option<String>, inputs: &str, now: f64) -> Result<String, JsValue> {
    calls::step(&*channel(handle)?, state.as_deref(), inputs, now).map_err(thrown)
}

#[wasm_bindgen]
pub fn plan(draft: &str, decision: &str) -> Result<String, JsValue> {
    calls::plan(draft, decision).map_err(thrown)
}

#[wasm_bindgen]
pub fn measure(text: &str, platform: Option<String>) -> Result<String, JsValue> {
    calls::measure(text, platform.as_deref()).map_err(thrown)
}

#[wasm_bindgen]
pub fn limits() -> String {
    calls::limits()
}

#[wasm_bindgen]
pub fn outcome(status: u32, body: &str, headers: Option<String>) -> String {
    calls::outcome(status, body, headers.as_deref())
}

#[wasm_bindgen]
pub fn backoff(outcome: &str, attempt: u32, jitter: f64) -> Result<Option<f64>, JsValue> {
    calls::backoff(outcome, attempt, jitter).map_err(thrown)
}

#[wasm_bindgen]
pub fn pace(state: Option<String>, ask: &str) -> Result<String, JsValue> {
    calls::pace(state.as_deref(), ask).map_err(thrown)
}

/// The channel of a handle.
fn channel(handle: u32) -> Result<Rc<Config>, JsValue> {
    let place = usize::try_from(handle).unwrap_or(usize::MAX);
    let config = CHANNELS.0.borrow().get(place).cloned().flatten();
    config.ok_or_else(|| thrown(unknown_handle()))
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
