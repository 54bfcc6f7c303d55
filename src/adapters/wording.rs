//! Messages and happenings in the plain text that every desk shows.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::action::{Act, Action, Message};
use super::body::RemoteFile;
use super::ids::Ids;
use crate::desk::{Actor, ReceiptState};
use crate::json::Millis;
use crate::policy::Stage;
use crate::webhook::event::{Attachment, AttachmentType};

/// What an action says as a message: its text, and a line for each attachment that is not uploaded. `None` where nothing of it could
/// be seen: a desk would store an empty message without a word.
pub(super) fn message(action: &Action<'_>, message: &Message<'_>, uploaded: bool) -> Option<String> {
    let mut lines = Vec::new();
    if let Some(text) = message.text.as_deref().filter(|text| !text.trim().is_empty()) {
        lines.push(text.to_owned());
    }
    for attachment in &message.attachments {
        if !(uploaded && file(attachment).is_some()) {
            lines.extend(link(attachment));
        }
    }
    if lines.is_empty() && !(uploaded && message.attachments.iter().any(|attachment| file(attachment).is_some())) {
        return None;
    }
    if matches!(action.act, Act::Edit { .. }) {
        lines.insert(0, "[Edited. It now says:]".to_owned());
    }
    Some(lines.join("\n"))
}

/// Who speaks, for desks that show everything as written by the interface's user.
pub(super) fn speaker(action: &Action<'_>, ids: &Ids) -> String {
    let who = match action.author {
        Actor::Customer => ids.name.as_deref().unwrap_or("The customer"),
        Actor::Agent => "An agent, outside this desk,",
        Actor::Page => "The Page",
        Actor::Bot => "Another app, or automation,",
        Actor::System => "The Messenger channel",
    };
    [who, " wrote:\n\n"].concat()
}

/// What an action says as an internal note, where it is nothing but that.
pub(super) fn note(action: &Action<'_>, ids: &Ids) -> Option<String> {
    let who = match action.author {
        Actor::Customer => ids.name.as_deref().unwrap_or("The customer"),
        _ => "The Page",
    };
    match &action.act {
        Act::Note(note) => Some(note.clone().into_owned()).filter(|note| !note.trim().is_empty()),
        Act::React { added: true, emoji } => {
            Some([who, " reacted: ", emoji.as_deref().unwrap_or("(unknown)")].concat())
        }
        Act::React { added: false, .. } => Some([who, " took a reaction back."].concat()),
        Act::Redact { .. } => Some([who, " removed a message. Do not use what it said, and delete it here."].concat()),
        Act::Receipt(receipt) => {
            let what = match receipt.state {
                ReceiptState::Failed => "Not delivered: Messenger refused the answer.",
                ReceiptState::Refused => "Not sent.",
                _ => return None,
            };
            let why = receipt.text.as_deref().unwrap_or_default();
            Some([what, " ", why].concat().trim_end().to_owned())
        }
        Act::Contact { same_as: Some(other), .. } => {
            Some(["The same person writes in another conversation: ", other].concat())
        }
        _ => None,
    }
}

/// How long the conversation can still be answered, as the text of a field.
pub(super) fn window(stage: Stage, expires_at: Option<Millis>) -> String {
    let what = match stage {
        Stage::Open => "open",
        Stage::Ending => "ends soon",
        Stage::HumanAgent => "only a person may answer",
        Stage::PrivateReply => "one private reply",
        Stage::Closed => return "closed until the customer writes".to_owned(),
    };
    expires_at.map_or_else(|| what.to_owned(), |at| [what, ", until ", &moment(at)].concat())
}

/// The file that an attachment is, if it can be fetched.
pub(super) fn file(attachment: &Attachment<'_>) -> Option<RemoteFile> {
    let ending = match attachment.kind {
        AttachmentType::Image | AttachmentType::Sticker => "jpg",
        AttachmentType::Video => "mp4",
        AttachmentType::Audio => "m4a",
        AttachmentType::File => "bin",
        _ => return None,
    };
    let url = attachment.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))?;
    let address = url.split(['?', '#']).next().unwrap_or(url);
    let last = address.rsplit('/').next().unwrap_or_default();
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '_' };
    let named: String = last.chars().map(plain).take(100).collect();
    let known = TYPES.iter().find(|(known, _)| {
        named.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && end.eq_ignore_ascii_case(known))
    });
    let (name, kind) = if let Some((_, kind)) = known {
        (named, *kind)
    } else {
        let kind =
            TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind);
        ([attachment.kind.as_str(), ".", ending].concat(), kind)
    };
    Some(RemoteFile { url: url.to_owned(), name, kind })
}

/// The files of a message, in order.
pub(super) fn files(message: &Message<'_>) -> Vec<RemoteFile> {
    message.attachments.iter().filter_map(file).collect()
}

/// Media types by the ending of a name.
const TYPES: &[(&str, &str)] = &[
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("wav", "audio/wav"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("zip", "application/zip"),
];

/// An attachment as a line of text.
fn link(attachment: &Attachment<'_>) -> Option<String> {
    let mut parts = vec![["[", attachment.kind.as_str(), "]"].concat()];
    parts.extend(attachment.title.as_deref().map(ToOwned::to_owned));
    parts.extend(attachment.url.as_deref().map(ToOwned::to_owned));
    if let (Some(latitude), Some(longitude)) = (attachment.latitude, attachment.longitude) {
        parts.push([latitude.as_str(), ", ", longitude.as_str()].concat());
    }
    if parts.len() == 1 {
        return None;
    }
    if let Some(at) = attachment.expires_at.filter(|_| attachment.url.is_some()) {
        parts.push(["(the link ends ", &moment(at), ")"].concat());
    }
    Some(parts.join(" "))
}

/// A moment for people, to the minute: `2026-11-25 09:30 UTC`.
pub(super) fn moment(at: Millis) -> String {
    let minutes = at.0.div_euclid(60_000);
    let (days, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
    // Days to the civil calendar, counted in 400-year eras that begin in March.
    let shifted = days.saturating_add(719_468);
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let leap = |by: i64| day.div_euclid(by);
    let year_of_era =
        day.saturating_sub(leap(1460)).saturating_add(leap(36_524)).saturating_sub(leap(146_096)).div_euclid(365);
    let before = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era.div_euclid(4))
        .saturating_sub(year_of_era.div_euclid(100));
    let day_of_year = day.saturating_sub(before);
    let march_month = day_of_year.saturating_mul(5).saturating_add(2).div_euclid(153);
    let first = march_month.saturating_mul(153).saturating_add(2).div_euclid(5);
    let month = if march_month < 10 { march_month.saturating_add(3) } else { march_month.saturating_sub(9) };
    let year = year_of_era.saturating_add(era.saturating_mul(400)).saturating_add(i64::from(month <= 2));
    let two = |number: i64| if number < 10 { ["0", &number.to_string()].concat() } else { number.to_string() };
    let day_of_month = day_of_year.saturating_sub(first).saturating_add(1);
    let date = [year.to_string(), two(month), two(day_of_month)].join("-");
    [&date, " ", &two(minute.div_euclid(60)), ":", &two(minute.rem_euclid(60)), " UTC"].concat()
}

/// At most so many characters.
pub(super) fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::date;

    #[test]
    fn moments_are_those_of_the_calendar() {
        for (day, text) in [
            (date(1970, 1, 1), "1970-01-01"),
            (date(2000, 2, 29), "2000-02-29"),
            (date(2026, 11, 25), "2026-11-25"),
            (date(2027, 3, 1), "2027-03-01"),
            (date(2100, 2, 28), "2100-02-28"),
            (date(2399, 12, 31), "2399-12-31"),
        ] {
            assert_eq!(moment(day.start()), format!("{text} 00:00 UTC"));
            assert_eq!(moment(day.start().plus(9 * Millis::HOUR + 30 * 60_000)), format!("{text} 09:30 UTC"));
        }
        assert_eq!(moment(Millis(-1)), "1969-12-31 23:59 UTC");
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(cut("añb", 2), "añ");
        assert_eq!(cut("añb", 3), "añb");
    }
}
