//! What a webhook body held.

use alloc::string::String;
use alloc::vec::Vec;

use super::InboundEvent;
use crate::json::{Raw, words, written};

/// Everything a body held: each item of each entry is either an event or rejected, in the order of the body.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Delivery<'d> {
    /// What could be read.
    pub events: Vec<InboundEvent<'d>>,
    /// What could not, each with its place and reason; keep these, they are the customer's words too.
    pub rejected: Vec<Rejected<'d>>,
}

/// An item that could not be read. The others of its batch are not affected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Rejected<'d> {
    /// JSON Pointer of the item in the body, such as `/entry/0/messaging/1`.
    pub source: String,
    /// Why.
    pub reason: Rejection,
    /// The same as a sentence, with the place in the item where that is more exact.
    pub message: String,
    /// The item as it came.
    pub raw: Raw<'d>,
}

words! {
    /// Why an item could not be read.
    pub enum Rejection {
        /// An entry of the envelope is no JSON object.
        EntryNotObject = "entry_not_object",
        /// An item of `messaging`, `standby` or `changes` is no JSON object.
        ItemNotObject = "item_not_object",
        /// The part of the item that says what happened (`message`, `reaction`, ...) is no JSON object.
        PayloadNotObject = "payload_not_object",
    }
}

impl Rejection {
    /// The rule that was broken, as the beginning of a sentence.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::EntryNotObject => "An entry has to be an object, this one is ",
            Self::ItemNotObject => "An item has to be an object, this one is ",
            Self::PayloadNotObject => "The payload of an item has to be an object, this one is ",
        }
    }
}

written!(Delivery<'d> { events: "events", rejected: "rejected" });
written!(Rejected<'d> { source: "source", reason: "reason", message: "message", raw: "raw" });
