//! [`super::adapters`] behind wasm-bindgen: a module of its own.

#![allow(clippy::needless_pass_by_value, reason = "wasm-bindgen passes an optional text by value only")]

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

use super::adapters;
use super::answer::answer;

/// Empty where there is nothing to refuse.
#[wasm_bindgen(js_name = checkDesk)]
pub fn check_desk(name: &str, config: &str) -> String {
    answer(adapters::open_desk(name, config).map(|_| String::new()))
}

#[wasm_bindgen(js_name = deskRequest)]
pub fn desk_request(name: &str, config: &str, action: &str, ids: Option<String>) -> String {
    answer(adapters::open_desk(name, config).and_then(|desk| adapters::request(&desk, action, ids.as_deref())))
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
) -> String {
    answer(adapters::open_desk(name, config).and_then(|desk| {
        let answered = adapters::answer(status, headers.as_deref(), body);
        adapters::learn(&desk, action, step, &answered, ids.as_deref())
    }))
}

#[wasm_bindgen(js_name = deskRead)]
pub fn desk_read(
    name: &str,
    config: &str,
    headers: Option<String>,
    body: &str,
    ids: Option<String>,
    now: f64,
) -> String {
    answer(
        adapters::open_desk(name, config).and_then(|desk| {
            adapters::read(&desk, &adapters::answer(0, headers.as_deref(), body), ids.as_deref(), now)
        }),
    )
}
