//! A tapped button (`platform.md` 2.4).

use serde::Serialize;

use crate::json::{Fields, Text, readable};

/// A tap on a postback button, Get Started, the persistent menu or an ice breaker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Postback<'d> {
    /// Meta's id of the tap (since Graph v11, 2021-06-08).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mid: Option<Text<'d>>,
    /// What the button says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text<'d>>,
    /// The developer's text of the button; only the app that sent the button is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Text<'d>>,
}

impl<'d> Postback<'d> {
    /// Reads Meta's `postback` object.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        Self { mid: fields.get("mid"), title: fields.get("title"), payload: fields.get("payload") }
    }
}

readable!(Postback<'d> { mid = "mid", title = "title", payload = "payload" });
