//! What needs no channel and no secret, behind wasm-bindgen: a module of its own for the agent's browser, and part of the full one.

#![allow(clippy::needless_pass_by_value, reason = "wasm-bindgen passes an optional text by value only")]

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::calls;
use super::thrown::thrown;

#[wasm_bindgen]
pub fn decide(state: &str, ask: &str) -> Result<String, JsValue> {
    calls::decide(state, ask).map_err(thrown)
}

#[wasm_bindgen]
pub fn timeline(state: &str, ask: &str) -> Result<String, JsValue> {
    calls::timeline(state, ask).map_err(thrown)
}

/// The smaller module leaves the table to the package's JavaScript, which has it as data.
#[cfg(not(feature = "policy-module"))]
#[wasm_bindgen(js_name = policyRules)]
pub fn policy_rules() -> String {
    calls::policy_rules()
}

#[wasm_bindgen]
pub fn windows(last_interaction_at: &[f64], now: f64, options: Option<String>) -> Result<Vec<f64>, JsValue> {
    calls::windows(last_interaction_at, now, options.as_deref()).map_err(thrown)
}
