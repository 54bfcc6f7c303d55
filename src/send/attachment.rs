//! Files of a draft.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::limits::What;
use crate::error::Problem;
use crate::json::{Fields, Id, Read, Reading, words};
use crate::policy::Place;

/// A file: by its address, by the id of an earlier upload, or one that the host uploads before the message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct DraftAttachment {
    /// What it is.
    #[cfg_attr(feature = "types", ts(rename = "type"))]
    pub kind: FileType,
    /// A public address Meta can fetch it from, within 10 s (videos 75 s).
    pub url: Option<String>,
    /// Id of an upload (`attachment_id`); it lasts 90 days.
    pub attachment_id: Option<String>,
    /// The host's own name of a file it has: it is uploaded first, and the message carries what the upload gave.
    pub upload: Option<String>,
    /// Its size in bytes, where it is known: a file too large is refused before it is sent.
    pub size: Option<u32>,
    /// Its media type, where it is known: `image/png`.
    pub content_type: Option<String>,
}

words! {
    /// What a file is, to the Send API.
    pub enum FileType {
        /// Picture, at most 8 MB.
        Image = "image",
        /// Video, at most 25 MB.
        Video = "video",
        /// Recording, at most 25 MB.
        Audio = "audio",
        /// Any other file, at most 25 MB.
        File = "file",
    }
}

impl DraftAttachment {
    /// Every key is read before the type is missed: one that is right is no fault of its own.
    pub(super) fn of(fields: &Fields<'_, '_>) -> Option<Self> {
        let kind = fields.get("type");
        let url = fields.get("url");
        let attachment_id = fields.get::<Id<'_>>("attachmentId").map(|id| id.0.into_owned());
        let (upload, size, content_type) = (fields.get("upload"), fields.get("size"), fields.get("contentType"));
        Some(Self { kind: kind?, url, attachment_id, upload, size, content_type })
    }

    /// What is wrong with it.
    pub(super) fn check(&self, place: &str, platform: Place, problems: &mut Vec<Problem>) {
        let ways = [&self.url, &self.attachment_id, &self.upload];
        if ways.iter().filter(|way| way.is_some()).count() != 1 {
            let text = "An attachment needs one of url, attachmentId and upload.";
            problems.push(Problem::new(place, "file_unclear", text));
        }
        if self.url.as_deref().is_some_and(|url| !is_public(url)) {
            let text = "Meta fetches the file itself: give a public http(s) address.";
            problems.push(Problem::new([place, "/url"].concat(), "url_not_public", text));
        }
        let what = if self.kind == FileType::Image { What::ImageBytes } else { What::FileBytes };
        let most = what.limit(platform).most;
        if let Some(size) = self.size.filter(|size| *size > most) {
            let text = ["A file of this type can have ", &most.to_string(), " bytes."].concat();
            problems.push(Problem {
                limit: Some(most),
                actual: Some(size),
                ..Problem::new([place, "/size"].concat(), "too_large", text)
            });
        }
        let family = [self.kind.as_str(), "/"].concat();
        let other = |kind: &str| self.kind != FileType::File && !kind.trim().to_ascii_lowercase().starts_with(&family);
        if self.content_type.as_deref().is_some_and(other) {
            let text = ["A file sent as ", self.kind.as_str(), " has to be of a type ", &family, "*; send it as file."]
                .concat();
            problems.push(Problem::new([place, "/contentType"].concat(), "type_mismatch", text));
        }
    }
}

/// Whether somebody else could fetch it: a scheme of the web, in any case, and a host.
fn is_public(url: &str) -> bool {
    let web = |scheme: &str| scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = |rest: &str| !rest.is_empty() && !rest.starts_with(['/', '?', '#']);
    url.split_once("://").is_some_and(|(scheme, rest)| web(scheme) && host(rest))
}

impl<'d> Read<'d> for DraftAttachment {
    const EXPECTED: &'static str = "an attachment with a type and one of url, attachmentId, upload";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        Self::of(&reading.fields()?)
    }
}
