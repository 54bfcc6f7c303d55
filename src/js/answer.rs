//! How an answer leaves the module.

use alloc::string::String;

use crate::error::ChannelError;
use crate::json::write;

/// An answer as it is, or a refusal: after a mark with which no answer begins, the error as JSON text. Thrown by the package's
/// JavaScript, not here: an exception would have to be a JavaScript object, and those need a table that grows.
pub(super) fn answer(result: Result<String, ChannelError>) -> String {
    result.unwrap_or_else(|error| ["!", &write(&error)].concat())
}
