//! Words for what cannot be shown.

use crate::json::words;
use crate::webhook::event::{Attachment, AttachmentType};

words! {
    /// What a message without anything to read was. A desk may show its own words instead of the English ones.
    pub enum Placeholder {
        /// Meta gave neither text nor attachment.
        Empty = "empty",
        /// An attachment of a kind we do not know, or without an address.
        Attachment = "attachment",
        /// A template.
        Template = "template",
        /// A view-once photo or video.
        Ephemeral = "ephemeral",
        /// A sticker without a picture.
        Sticker = "sticker",
        /// A shared link or post without an address.
        Share = "share",
        /// An appointment.
        Appointment = "appointment",
        /// A tap on a button that has neither title nor payload.
        Tap = "tap",
        /// An order.
        Order = "order",
        /// A filled-in form of a lead ad.
        Lead = "lead",
        /// A recommendation without words.
        Rating = "rating",
        /// A mention without words.
        Mention = "mention",
        /// A message that was taken back before it came.
        TakenBack = "taken_back",
        /// Something that is no message: a survey or form filled in, a payment. What it was stands in the text.
        Happening = "happening",
    }
}

impl Placeholder {
    /// The words in English.
    #[must_use]
    pub const fn english(self) -> &'static str {
        match self {
            Self::Empty => "[A message that Messenger does not pass on. Open it in the Page inbox.]",
            Self::Attachment => "[An attachment that cannot be shown here. Open it in the Page inbox.]",
            Self::Template => "[A message with buttons or products.]",
            Self::Ephemeral => "[A photo or video that may be viewed once only.]",
            Self::Sticker => "[A sticker.]",
            Self::Share => "[A shared post or link that cannot be shown here.]",
            Self::Appointment => "[An appointment. See the Page inbox for its details.]",
            Self::Tap => "[A tap on a button.]",
            Self::Order => "[An order. See the Page inbox for its products.]",
            Self::Lead => "[A lead form was filled in. Its answers are in the ad's account.]",
            Self::Rating => "[A recommendation without words.]",
            Self::Mention => "[The Page was mentioned.]",
            Self::Happening => "[The customer did something that is no message.]",
            Self::TakenBack => "[A message that was taken back.]",
        }
    }

    /// What to say for attachments none of which can be shown.
    pub(super) fn for_attachments(attachments: &[Attachment<'_>]) -> Self {
        match attachments.first().map(|attachment| attachment.kind) {
            None => Self::Empty,
            Some(AttachmentType::Template) => Self::Template,
            Some(AttachmentType::Ephemeral) => Self::Ephemeral,
            Some(AttachmentType::Sticker | AttachmentType::LikeHeart) => Self::Sticker,
            Some(AttachmentType::AppointmentBooking) => Self::Appointment,
            Some(
                AttachmentType::Fallback
                | AttachmentType::Share
                | AttachmentType::MediaShare
                | AttachmentType::Post
                | AttachmentType::IgPost
                | AttachmentType::Reel
                | AttachmentType::IgReel
                | AttachmentType::StoryMention,
            ) => Self::Share,
            Some(_) => Self::Attachment,
        }
    }
}
