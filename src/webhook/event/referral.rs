//! How a person came (`platform.md` 2.9 and 2.10).

use alloc::vec::Vec;

use super::from_meta::from_meta;
use crate::json::{Fields, Id, Raw, Text, record};

/// The person followed a link or an ad into a thread that exists already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ReferralEvent<'d> {
    /// From where.
    pub referral: Referral<'d>,
    /// Answers given in a lead ad.
    pub lead: Option<Lead<'d>>,
}

/// Where a person came from. Also part of a message or a postback that begins a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Referral<'d> {
    /// `SHORTLINK` for an m.me link, `ADS`, or an older word.
    pub source: Option<Text<'d>>,
    /// `OPEN_THREAD`, `LEAD_COMPLETE`, `LEAD_INCOMPLETE`.
    #[cfg_attr(feature = "types", ts(rename = "type"))]
    pub kind: Option<Text<'d>>,
    /// The developer's text of the link, at most 2083 characters.
    #[cfg_attr(feature = "types", ts(rename = "ref"))]
    pub reference: Option<Text<'d>>,
    /// The ad.
    pub ad_id: Option<Id<'d>>,
    /// The page the link was on.
    pub referer_uri: Option<Text<'d>>,
    /// What the ad shows: title, picture or video, post, product, flow.
    pub ads_context_data: Option<Raw<'d>>,
    /// The product of a shop.
    pub product: Option<Product<'d>>,
    /// The person is not logged in.
    pub is_guest_user: Option<bool>,
}

/// A product of a shop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct Product<'d> {
    /// Its id.
    pub id: Option<Id<'d>>,
}

/// The answers of a lead ad.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Lead<'d> {
    /// Questions with their answers, as Meta writes them.
    pub data: Vec<LeadAnswer<'d>>,
}

/// One question of a lead ad.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct LeadAnswer<'d> {
    /// The question.
    pub question: Option<Text<'d>>,
    /// The answer; a number as its digits.
    pub answer: Option<Id<'d>>,
}

impl Referral<'_> {
    /// The first message after a click on an ad: the one that may open the longer window (`platform.md` 4.1).
    #[must_use]
    pub fn is_from_ad(&self) -> bool {
        self.source.as_deref() == Some("ADS") && self.kind.as_deref().is_none_or(|kind| kind == "OPEN_THREAD")
    }
}

impl<'d> ReferralEvent<'d> {
    /// Reads an item that has a `referral`, and beside it perhaps a `lead`.
    pub(in crate::webhook) fn from_meta(referral: &Fields<'_, 'd>, lead: Option<Lead<'d>>) -> Self {
        Self { referral: Referral::from_meta(referral), lead }
    }
}

from_meta!(Referral<'d> {
    source: "source",
    kind: "type",
    reference: "ref",
    ad_id: "ad_id",
    referer_uri: "referer_uri",
    ads_context_data: "ads_context_data",
    product: "product",
    is_guest_user: "is_guest_user",
});
record!(ReferralEvent<'d> { referral: "referral" required, lead: "lead" });
record!(Referral<'d> {
    source: "source",
    kind: "type",
    reference: "ref",
    ad_id: "adId",
    referer_uri: "refererUri",
    ads_context_data: "adsContextData",
    product: "product",
    is_guest_user: "isGuestUser",
});
record!(Product<'d> { id: "id" });
record!(Lead<'d> { data: "data" default });
record!(LeadAnswer<'d> { question: "question", answer: "answer" });

/// [`Referral`] with Meta's keys, inside another payload.
pub(in crate::webhook) struct MetaReferral<'d>(Referral<'d>);

impl<'d> crate::json::Read<'d> for MetaReferral<'d> {
    const EXPECTED: &'static str = "an object";

    fn read(reading: crate::json::Reading<'_, 'd>) -> Option<Self> {
        reading.fields().map(|fields| Self(Referral::from_meta(&fields)))
    }
}

impl<'d> From<MetaReferral<'d>> for Referral<'d> {
    fn from(meta: MetaReferral<'d>) -> Self {
        meta.0
    }
}
