//! Buttons below a message that vanish once one is tapped.

use alloc::string::String;
use alloc::vec::Vec;

use super::limits::What;
use super::too_long;
use crate::error::Problem;
use crate::json::{readable, words};
use crate::policy::Place;

/// One quick reply.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct QuickReplyButton {
    /// What it gives; default a text.
    #[cfg_attr(feature = "types", ts(rename = "type"))]
    pub kind: Option<QuickReplyType>,
    /// What it says: at most 20 UTF-16 units. May be empty where it has a picture.
    #[cfg_attr(feature = "types", ts(as = "Option<String>", optional))]
    pub title: String,
    /// What comes back when it is tapped: at most 1000 UTF-16 units; default its title.
    pub payload: Option<String>,
    /// Address of a picture, at least 24 x 24 pixels.
    pub image_url: Option<String>,
}

words! {
    /// What a quick reply gives.
    pub enum QuickReplyType {
        /// Its title.
        Text = "text",
        /// The person's phone number.
        Phone = "user_phone_number",
        /// The person's e-mail address.
        Email = "user_email",
    }
}

impl QuickReplyButton {
    /// What is wrong with it.
    pub(super) fn check(&self, place: &str, platform: Place, problems: &mut Vec<Problem>) {
        let asks = !matches!(self.kind, None | Some(QuickReplyType::Text));
        if asks && platform == Place::Instagram {
            let text = "On Instagram quick replies are texts only.";
            problems.push(Problem::new([place, "/type"].concat(), "not_on_platform", text));
        }
        let title = [place, "/title"].concat();
        if !asks && self.title.is_empty() && self.image_url.is_none() {
            problems.push(Problem::new(&title, "empty", "A quick reply needs a title."));
        }
        too_long(problems, title, &self.title, What::ButtonTitle, platform);
        too_long(
            problems,
            [place, "/payload"].concat(),
            self.payload.as_deref().unwrap_or_default(),
            What::Payload,
            platform,
        );
    }
}

readable!(QuickReplyButton { kind: "type", title: "title" default, payload: "payload", image_url: "imageUrl" });
