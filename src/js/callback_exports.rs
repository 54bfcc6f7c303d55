//! What Meta's callbacks and calls to Graph need beside a webhook, behind wasm-bindgen: in the full module, which a worker has anyway, and
//! in that of `setup`.

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

use super::answer::answer;
use super::setup_calls;

#[wasm_bindgen(js_name = appSecretProof)]
pub fn app_secret_proof(secret: &str, token: &str, time: Option<f64>) -> String {
    answer(setup_calls::app_secret_proof(secret, token, time))
}

#[wasm_bindgen(js_name = signedRequest)]
pub fn signed_request(secrets: &str, signed: &str, now: Option<f64>, max_age: Option<f64>) -> String {
    answer(setup_calls::signed_request(secrets, signed, now, max_age))
}

#[wasm_bindgen(js_name = deletionReply)]
pub fn deletion_reply(status_page: &str, code: &str) -> String {
    answer(setup_calls::deletion_reply(status_page, code))
}
