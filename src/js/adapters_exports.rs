//! [`super::adapters`] behind wasm-bindgen: a module of its own.

#![allow(clippy::needless_pass_by_value, reason = "wasm-bindgen passes an optional text by value only")]

use alloc::string::String;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::adapters;
use super::thrown::thrown;

#[wasm_bindgen(js_name = checkDesk)]
pub fn check_desk(name: &str, config: &str) -> Result<(), JsValue> {
    adapters::open_desk(name, config).map(|_| ()).map_err(thrown)
}

#[wasm_bindgen(js_name = deskRequest)]
pub fn desk_request(name: &str, config: &str, action: &str, ids: Option<String>) -> Result<String, JsValue> {
    let desk = adapters::open_desk(name, config).map_err(thrown)?;
    adapters::request(&desk, action, ids.as_deref()).map_err(thrown)
}

#[wasm_bindgen(js_name = deskLearn)]
#[expect(clippy::too_many_arguments, reason = "an answer is several things, and no struct crosses the border")]
pub fn desk_learn(
    name: &str,
    config: &str,
    action: &str,
    step: &str,
    status: u32,
    headers: Option<String>,
    body: &str,
    ids: Option<String>,
) -> Result<String, JsValue> {
    let desk = adapters::open_desk(name, config).map_err(thrown)?;
    let answer = adapters::answer(status, headers.as_deref(), body);
    adapters::learn(&desk, action, step, &answer, ids.as_deref()).map_err(thrown)
}

#[wasm_bindgen(js_name = deskRead)]
pub fn desk_read(
    name: &str,
    config: &str,
    headers: Option<String>,
    body: &str,
    ids: Option<String>,
    now: f64,
) -> Result<String, JsValue> {
    let desk = adapters::open_desk(name, config).map_err(thrown)?;
    adapters::read(&desk, &adapters::answer(0, headers.as_deref(), body), ids.as_deref(), now).map_err(thrown)
}
