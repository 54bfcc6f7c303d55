//! What hangs on a message (`platform.md` 2.2, attachment types).

use alloc::vec::Vec;

use crate::json::{Decimal, Fields, Id, Millis, OrList, Raw, Read, Reading, Text, Value, record, words};

/// A file, a sticker, a share, a place, a template.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Attachment<'d> {
    /// Which kind.
    #[cfg_attr(feature = "types", ts(rename = "type"))]
    pub kind: AttachmentType,
    /// Meta's word for a kind this version does not know.
    pub name: Option<Text<'d>>,
    /// Where it can be fetched. Meta's media links end after a while: copy the file soon.
    pub url: Option<Text<'d>>,
    /// When `url` ends, ms since the epoch, where the link itself says so (its `oe` parameter).
    pub expires_at: Option<Millis>,
    /// Title of a share, a place or a link preview; of a template its words, or the titles of its cards or products.
    pub title: Option<Text<'d>>,
    /// Id of a sticker; 369239263222822 is the thumbs-up.
    pub sticker_id: Option<Id<'d>>,
    /// Latitude of a place in degrees.
    pub latitude: Option<Decimal<'d>>,
    /// Longitude of a place in degrees.
    pub longitude: Option<Decimal<'d>>,
    /// The payload as it came, where it holds more than the fields above.
    pub payload: Option<Raw<'d>>,
}

words! {
    /// The kinds of attachment, in Meta's words.
    pub enum AttachmentType {
        /// A picture; GIFs too.
        Image = "image",
        /// A video.
        Video = "video",
        /// A recording.
        Audio = "audio",
        /// Any other file.
        File = "file",
        /// A sticker (since 2026-06-01; until 2026-08-30 also sent as an image, which is left out here).
        Sticker = "sticker",
        /// A place.
        Location = "location",
        /// A link preview, or a share that Meta does not describe.
        Fallback = "fallback",
        /// A template, or products of the Page.
        Template = "template",
        /// A shared Facebook reel.
        Reel = "reel",
        /// A shared Instagram reel.
        IgReel = "ig_reel",
        /// A shared Facebook post.
        Post = "post",
        /// A shared Instagram post.
        IgPost = "ig_post",
        /// An appointment.
        AppointmentBooking = "appointment_booking",
        /// A share on Instagram, in the old shape.
        Share = "share",
        /// The account was mentioned in a story; the media must not be stored.
        StoryMention = "story_mention",
        /// A heart.
        LikeHeart = "like_heart",
        /// A shared post or reel, in the Conversations API's word.
        MediaShare = "media_share",
        /// A view-once photo or video, which is not handed out.
        Ephemeral = "ephemeral",
        /// A kind this version does not know: see `name` and `payload`.
        Unknown = "unknown",
    }
}

impl<'d> Attachment<'d> {
    /// Reads Meta's `attachments`; one object instead of a list counts as a list of one. What Meta sent twice in a time of
    /// transition, by its old name and by its new one, counts once, by the new one.
    pub(in crate::webhook) fn list(fields: &Fields<'_, 'd>) -> Vec<Self> {
        let read: Option<OrList<FromMeta<'d>>> = fields.get("attachments");
        let mut list: Vec<Self> = read.map(|list| list.0).unwrap_or_default().into_iter().map(|item| item.0).collect();
        // A message shares one post: one of each is the same one, though each link may be signed for itself.
        let one = |kind| list.iter().filter(|item| item.kind == kind).count() == 1;
        let pair = one(AttachmentType::Share) && one(AttachmentType::IgPost);
        let is_double = |item: &Self| {
            pair && item.kind == AttachmentType::Share || list.iter().any(|other| item.is_old_name_of(other))
        };
        let doubles: Vec<bool> = list.iter().map(is_double).collect();
        let mut doubles = doubles.into_iter();
        list.retain(|_| doubles.next() != Some(true));
        list
    }

    /// A sticker as `image` beside `sticker` (until 2026-08-30), a post of Instagram's as `share` beside `ig_post` (from 2025-11-03
    /// until, gradually, after 2026-04-27; `platform.md` 2.2).
    fn is_old_name_of(&self, other: &Self) -> bool {
        match (self.kind, other.kind) {
            (AttachmentType::Image, AttachmentType::Sticker) => {
                (self.sticker_id.is_some() && self.sticker_id == other.sticker_id)
                    || (self.url.is_some() && self.url == other.url)
            }
            (AttachmentType::Share, AttachmentType::IgPost | AttachmentType::Post) => {
                self.url.is_none() || place(self) == place(other)
            }
            _ => false,
        }
    }

    /// A file at an address, as comments carry them.
    pub(in crate::webhook) fn linked(kind: AttachmentType, url: Text<'d>) -> Self {
        let expires_at = expiry(&url);
        Self {
            kind,
            url: Some(url),
            expires_at,
            name: None,
            title: None,
            sticker_id: None,
            latitude: None,
            longitude: None,
            payload: None,
        }
    }
}

/// [`Attachment`] in Meta's shape: `{ type, payload: { url, ... } }`, or in older deliveries with `url` and `title` beside `payload`.
struct FromMeta<'d>(Attachment<'d>);

impl<'d> Read<'d> for FromMeta<'d> {
    const EXPECTED: &'static str = "an attachment";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let word: Option<Text<'d>> = fields.get("type");
        let kind = word.as_deref().and_then(AttachmentType::from_word).unwrap_or(AttachmentType::Unknown);
        let inner = payload(&fields);
        let url = inner.url.or_else(|| fields.get("url")).map(|url| absolute(kind, url));
        Some(Self(Attachment {
            kind,
            name: word.filter(|_| kind == AttachmentType::Unknown),
            expires_at: url.as_deref().and_then(expiry),
            url,
            title: inner.title.or_else(|| fields.get("title")).or_else(|| cards(fields.value("payload")?)),
            sticker_id: inner.sticker_id,
            latitude: inner.latitude,
            longitude: inner.longitude,
            payload: inner.more,
        }))
    }
}

/// What a payload gave.
#[derive(Default)]
struct Payload<'d> {
    url: Option<Text<'d>>,
    title: Option<Text<'d>>,
    sticker_id: Option<Id<'d>>,
    latitude: Option<Decimal<'d>>,
    longitude: Option<Decimal<'d>>,
    /// The whole payload, where it has more than this.
    more: Option<Raw<'d>>,
}

fn payload<'d>(fields: &Fields<'_, 'd>) -> Payload<'d> {
    let Some(value) = fields.value("payload").filter(|value| !value.is_null()) else { return Payload::default() };
    let Some(entries) = value.entries() else { return Payload { more: Some(Raw::of(value)), ..Payload::default() } };
    // What is not taken from the payload is kept with the whole payload, so it is no leftover of the event.
    let unread = crate::json::Leftovers::default();
    let path = crate::json::Path::ROOT;
    let inner = Reading::new(value, &path, &unread).fields();
    let Some(inner) = inner else { return Payload::default() };
    let coordinates =
        inner.value("coordinates").map(|place| Reading::new(place, &path, &unread)).and_then(Reading::fields);
    let mut read = Payload {
        url: inner.get("url"),
        title: inner.get("title").or_else(|| inner.get("text")),
        sticker_id: inner.get("sticker_id"),
        latitude: coordinates.as_ref().and_then(|place| place.get("lat")),
        longitude: coordinates.as_ref().and_then(|place| place.get("long")),
        more: None,
    };
    drop((inner, coordinates));
    if !entries.is_empty() && !unread.is_empty() {
        read.more = Some(Raw::of(value));
    }
    read
}

/// The address of a reel whose link tells only the path on its own site (`platform.md` 2.2).
fn absolute(kind: AttachmentType, url: Text<'_>) -> Text<'_> {
    let site = match kind {
        AttachmentType::Reel => "https://www.facebook.com",
        AttachmentType::IgReel => "https://www.instagram.com",
        _ => return url,
    };
    if url.starts_with('/') && !url.starts_with("//") { Text::Owned([site, &url].concat()) } else { url }
}

/// Where a link leads, without what signs it: two links to one post are signed each for itself.
fn place<'a>(item: &'a Attachment<'_>) -> Vec<&'a str> {
    const SIGNS: [&str; 6] = ["signature=", "sig=", "oh=", "oe=", "_nc_", "ccb="];
    let parts = item.url.as_deref().unwrap_or_default().split(['?', '&', '#']);
    parts.filter(|part| !SIGNS.iter().any(|sign| part.starts_with(sign))).collect()
}

/// The titles of a template's cards, or of the products that somebody asks about.
fn cards<'d>(payload: &Value<'d>) -> Option<Text<'d>> {
    let cards = payload.get("product").unwrap_or(payload).get("elements")?.items()?;
    let titles: Vec<&str> = cards.iter().filter_map(|card| card.get("title")?.text()).collect();
    (!titles.is_empty()).then(|| Text::Owned(titles.join(", ")))
}

/// The end of a link of Facebook's media servers: `oe` is a Unix time in seconds, in hex.
pub(super) fn expiry(url: &str) -> Option<Millis> {
    let (_, query) = url.split('#').next()?.split_once('?')?;
    let digits = query.split('&').find_map(|pair| pair.strip_prefix("oe="))?;
    let seconds = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 8)?;
    Some(Millis(i64::from(seconds).saturating_mul(Millis::SECOND)))
}

record!(Attachment<'d> {
    kind: "type" required,
    name: "name",
    url: "url",
    expires_at: "expiresAt",
    title: "title",
    sticker_id: "stickerId",
    latitude: "latitude",
    longitude: "longitude",
    payload: "payload",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_under_two_names_counts_once() {
        let share = |kind, url| Attachment::linked(kind, Text::Borrowed(url));
        let new = share(AttachmentType::IgPost, "https://cdn.example.net/p?sig=2");
        assert!(share(AttachmentType::Share, "https://cdn.example.net/p?sig=1").is_old_name_of(&new));
        assert!(!share(AttachmentType::Share, "https://cdn.example.net/q?sig=1").is_old_name_of(&new));
        let asset = |kind: AttachmentType, id: &str| Attachment {
            url: Some(Text::Owned(["https://cdn.example.net/?asset_id=", id, "&signature=", kind.as_str()].concat())),
            ..share(kind, "")
        };
        assert!(asset(AttachmentType::Share, "1").is_old_name_of(&asset(AttachmentType::IgPost, "1")));
        assert!(!asset(AttachmentType::Share, "2").is_old_name_of(&asset(AttachmentType::IgPost, "1")));
    }

    #[test]
    fn the_end_of_a_media_link_is_read_from_it() {
        let at = |url| expiry(url).map(|at| at.0);
        assert_eq!(at("https://scontent.example.net/v/p.jpg?_nc_cat=1&oe=6A3B5C7D&x=1"), Some(0x6A3B_5C7D * 1000));
        assert_eq!(at("https://scontent.example.net/v/p.jpg?oe=6A3B5C7D#top"), Some(0x6A3B_5C7D * 1000));
        assert_eq!(at("https://scontent.example.net/v/p.jpg?foe=6A3B5C7D"), None);
        assert_eq!(at("https://scontent.example.net/v/p.jpg#?oe=6A3B5C7D"), None);
        assert_eq!(at("https://scontent.example.net/v/p.jpg?oe=soon"), None);
        assert_eq!(at("https://scontent.example.net/oe=6A3B5C7D"), None);
    }
}
