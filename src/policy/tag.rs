//! Message tags, those of today and those that were.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;

use crate::json::words;

words! {
    /// Message tags, in Meta's words.
    pub enum Tag {
        /// A human answers within 7 days.
        HumanAgent = "HUMAN_AGENT",
        /// A survey within 7 days.
        CustomerFeedback = "CUSTOMER_FEEDBACK",
        /// Subscription messages until 2020-03-04, after that news of registered news Pages.
        NonPromotionalSubscription = "NON_PROMOTIONAL_SUBSCRIPTION",
        /// Retired on 2026-04-27.
        ConfirmedEventUpdate = "CONFIRMED_EVENT_UPDATE",
        /// Retired on 2026-04-27.
        PostPurchaseUpdate = "POST_PURCHASE_UPDATE",
        /// Retired on 2026-04-27.
        AccountUpdate = "ACCOUNT_UPDATE",
        /// Retired on 2020-03-04, as all that follow.
        ApplicationUpdate = "APPLICATION_UPDATE",
        /// Appointments.
        AppointmentUpdate = "APPOINTMENT_UPDATE",
        /// Business software.
        BusinessProductivity = "BUSINESS_PRODUCTIVITY",
        /// Emergencies.
        CommunityAlert = "COMMUNITY_ALERT",
        /// Reminders of events.
        ConfirmedEventReminder = "CONFIRMED_EVENT_REMINDER",
        /// New features of the bot.
        FeatureFunctionalityUpdate = "FEATURE_FUNCTIONALITY_UPDATE",
        /// Games.
        GameEvent = "GAME_EVENT",
        /// Answers to a problem.
        IssueResolution = "ISSUE_RESOLUTION",
        /// Matches.
        PairingUpdate = "PAIRING_UPDATE",
        /// Payments.
        PaymentUpdate = "PAYMENT_UPDATE",
        /// Bills, statements.
        PersonalFinanceUpdate = "PERSONAL_FINANCE_UPDATE",
        /// Bookings.
        ReservationUpdate = "RESERVATION_UPDATE",
        /// Shipments.
        ShippingUpdate = "SHIPPING_UPDATE",
        /// Tickets for an event.
        TicketUpdate = "TICKET_UPDATE",
        /// Flights, trains.
        TransportationUpdate = "TRANSPORTATION_UPDATE",
    }
}

/// A tag that a draft asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagAsked {
    /// One that is or was Meta's.
    Known(Tag),
    /// Anything else.
    Unknown(String),
}

impl TagAsked {
    /// The tag of a word.
    #[must_use]
    pub fn new(word: &str) -> Self {
        Tag::from_word(word).map_or_else(|| Self::Unknown(word.to_owned()), Self::Known)
    }

    /// The word as the draft had it.
    #[must_use]
    pub fn word(&self) -> Cow<'static, str> {
        match self {
            Self::Known(tag) => Cow::Borrowed(tag.as_str()),
            Self::Unknown(word) => Cow::Owned(word.clone()),
        }
    }
}
