//! What needs no channel and no secret, behind wasm-bindgen: a module of its own for the agent's browser, and part of the full one.

#![allow(clippy::needless_pass_by_value, reason = "wasm-bindgen passes an optional text by value only")]

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use super::answer::answer;
use super::calls;

#[wasm_bindgen]
pub fn decide(state: &str, ask: &str) -> String {
    answer(calls::decide(state, ask))
}

#[wasm_bindgen]
pub fn timeline(state: &str, ask: &str) -> String {
    answer(calls::timeline(state, ask))
}

/// The smaller module leaves the table to the package's JavaScript, which has it as data.
#[cfg(not(feature = "policy-module"))]
#[wasm_bindgen(js_name = policyRules)]
pub fn policy_rules() -> String {
    calls::policy_rules()
}

/// What [`windows`] refuses; empty for nothing. Asked where no columns came, since those cannot say it.
#[wasm_bindgen(js_name = checkWindows)]
pub fn check_windows(now: f64, options: Option<String>) -> String {
    answer(calls::windows(&[], now, options.as_deref()).map(|_| String::new()))
}

/// The columns, none where [`check_windows`] refuses.
#[wasm_bindgen]
pub fn windows(last_interaction_at: &[f64], now: f64, options: Option<String>) -> Vec<f64> {
    calls::windows(last_interaction_at, now, options.as_deref()).unwrap_or_default()
}
