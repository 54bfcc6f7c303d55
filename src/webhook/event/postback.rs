//! A tapped button (`platform.md` 2.4).

use super::Referral;
use super::from_meta::mid;
use super::referral::MetaReferral;
use crate::json::{Fields, Text, record};

/// A tap on a postback button, Get Started, the persistent menu or an ice breaker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Postback<'d> {
    /// Meta's id of the tap (since Graph v11, 2021-06-08).
    pub mid: Option<Text<'d>>,
    /// What the button says.
    pub title: Option<Text<'d>>,
    /// The developer's text of the button; only the app that sent the button is told.
    pub payload: Option<Text<'d>>,
    /// How the conversation began, where this tap begins it.
    pub referral: Option<Referral<'d>>,
}

impl<'d> Postback<'d> {
    /// Reads Meta's `postback` object.
    pub(in crate::webhook) fn from_meta(fields: &Fields<'_, 'd>) -> Self {
        Self {
            mid: mid(fields),
            title: fields.get("title"),
            payload: fields.get("payload"),
            referral: fields.get::<MetaReferral<'d>>("referral").map(Referral::from),
        }
    }
}

record!(Postback<'d> { mid: "mid", title: "title", payload: "payload", referral: "referral" });
