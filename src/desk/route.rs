//! Where a conversation goes.

use serde::Serialize;

use crate::json::{Read, Reading};

/// A ticket, or a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Route {
    /// A ticket, in a queue of the desk's or in its default one.
    Ticket {
        /// Name or id of the queue.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "types", ts(optional))]
        queue: Option<String>,
    },
    /// A chat.
    Chat {
        /// Name or id of the chat channel.
        channel: String,
    },
}

impl Default for Route {
    fn default() -> Self {
        Self::Ticket { queue: None }
    }
}

impl<'d> Read<'d> for Route {
    const EXPECTED: &'static str = "{ \"ticket\": { \"queue\"? } } or { \"chat\": { \"channel\" } }";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        match (fields.has("ticket"), fields.has("chat")) {
            (true, false) => Some(Self::Ticket { queue: fields.child("ticket").ok()?.get("queue") }),
            (false, true) => Some(Self::Chat { channel: fields.child("chat").ok()?.get("channel")? }),
            _ => None,
        }
    }
}
