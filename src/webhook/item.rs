//! One event put together from what was read of an item.

use alloc::string::{String, ToString};

use super::event::{Contact, EventBody, Extra, InboundEvent, UnknownEvent};
use super::identity;
use super::scope::Scope;
use crate::json::{Mark, Millis, Raw, Text, Value};

/// Everything that makes an event but for its place in the body.
pub(super) struct Parts<'d> {
    pub(super) body: EventBody<'d>,
    pub(super) id: String,
    pub(super) at: Millis,
    pub(super) page: Text<'d>,
    pub(super) conversation: String,
    pub(super) contact: Option<Contact<'d>>,
}

impl<'d> Parts<'d> {
    /// The event; where it stood and what was left over is added by whoever walks the envelope.
    pub(super) fn event(self, scope: Scope<'_, 'd>) -> InboundEvent<'d> {
        InboundEvent {
            body: self.body,
            id: self.id,
            at: self.at,
            page: self.page,
            conversation: self.conversation,
            source: String::new(),
            standby: scope.standby,
            platform: scope.platform,
            contact: self.contact,
            unconfigured_page: Mark(false),
            extra: Extra::default(),
        }
    }
}

/// What this version does not know, whole.
pub(super) fn unknown<'d>(field: Option<Text<'d>>, item: &Value<'d>) -> EventBody<'d> {
    EventBody::Unknown(UnknownEvent { field, raw: Raw::of(item) })
}

/// The key to de-duplicate what has no id of its own by.
pub(super) fn fallback_id(body: &EventBody<'_>, page: &str, person: &str, at: Millis, item: &Value<'_>) -> String {
    let fingerprint = identity::fingerprint(item.raw());
    identity::joined(&[body.type_name(), page, person, &at.0.to_string(), &fingerprint])
}
