//! How a refusal leaves the module.

use wasm_bindgen::prelude::JsValue;

use crate::error::ChannelError;
use crate::json::write;

/// What JavaScript catches: the error as JSON text.
#[expect(clippy::needless_pass_by_value, reason = "as `map_err` passes it")]
pub(super) fn thrown(error: ChannelError) -> JsValue {
    JsValue::from_str(&write(&error))
}
