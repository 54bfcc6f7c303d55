//! Where a conversation goes.

use alloc::string::String;

use crate::json::{Object, Read, Reading, Record, object};

/// A ticket, or a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub enum Route {
    /// A ticket, in a queue of the desk's or in its default one.
    Ticket {
        /// Name or id of the queue.
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

impl Record for Route {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Ticket { .. } => object.field("ticket", &Inner(self)),
            Self::Chat { .. } => object.field("chat", &Inner(self)),
        }
    }
}

object!(Route);

/// What stands under the route's one key.
struct Inner<'r>(&'r Route);

impl Record for Inner<'_> {
    fn entries(&self, object: &mut Object<'_>) {
        match self.0 {
            Route::Ticket { queue } => object.field("queue", queue),
            Route::Chat { channel } => object.field("channel", channel),
        }
    }
}

object!(Inner<'r>);

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
