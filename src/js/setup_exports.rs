//! Connecting a Page, behind wasm-bindgen: a module of its own, for the page where an administrator does that.

#![allow(clippy::needless_pass_by_value, reason = "wasm-bindgen passes an optional text by value only")]

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

use super::answer::answer;
use super::setup_calls;

#[wasm_bindgen]
pub fn diagnose(answers: &str) -> String {
    answer(setup_calls::diagnose(answers))
}

#[wasm_bindgen]
pub fn guide(answers: &str) -> String {
    answer(setup_calls::guide(answers))
}

#[wasm_bindgen(js_name = setupRequests)]
pub fn setup_requests(ask: &str) -> String {
    answer(setup_calls::setup_requests(ask))
}

#[wasm_bindgen(js_name = loginUrl)]
pub fn login_url(ask: &str) -> String {
    answer(setup_calls::login_url(ask))
}

#[wasm_bindgen(js_name = readLogin)]
pub fn read_login(query: &str, state: &str) -> String {
    setup_calls::read_login(query, state)
}

#[wasm_bindgen(js_name = readAccounts)]
pub fn read_accounts(answer: &str) -> String {
    setup_calls::read_accounts(answer)
}

#[wasm_bindgen(js_name = pageTokens)]
pub fn page_tokens(answer: &str) -> String {
    setup_calls::page_tokens(answer)
}

#[wasm_bindgen(js_name = channelStatus)]
pub fn channel_status(state: Option<String>, inputs: &str, now: f64) -> String {
    answer(setup_calls::channel_status(state.as_deref(), inputs, now))
}

#[wasm_bindgen(js_name = randomToken)]
pub fn random_token(bytes: &[u8]) -> String {
    answer(setup_calls::random_token(bytes))
}

#[wasm_bindgen(js_name = tokenProblems)]
pub fn token_problems(text: &str, confirmation_code: bool) -> String {
    setup_calls::token_problems(text, confirmation_code)
}
