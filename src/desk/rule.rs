//! Ordered rules that say where a conversation goes, by what began it.

use alloc::string::String;

use super::{Pattern, Route};
use crate::json::{Document, Limits, OrList, readable};
use crate::webhook::event::{EventBody, InboundEvent, Referral};

/// Where a conversation goes when it begins with what `when` describes. Rules are tried in order, the first that fits decides; a
/// thread that is running stays where it is, whatever the rules say later.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RouteRule {
    /// What the event has to be like; a condition that is absent fits everything.
    pub when: RouteWhen,
    /// Where it goes then.
    pub route: Route,
}

/// Conditions on the event that begins a conversation. All that are given have to fit; of a list one is enough. In texts `*` stands
/// for anything, and upper and lower case are the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct RouteWhen {
    /// Type of the event: `message`, `postback`, `comment`, `referral` ...
    #[cfg_attr(feature = "types", ts(type = "InboundEvent[\"type\"] | InboundEvent[\"type\"][]", optional))]
    pub event: Option<OrList<String>>,
    /// `ref` of the link, the ad or the plugin the person came through.
    #[cfg_attr(feature = "types", ts(rename = "ref", type = "string | string[]", optional))]
    pub reference: Option<OrList<Pattern>>,
    /// Id of the ad the person came through.
    #[cfg_attr(feature = "types", ts(type = "string | string[]", optional))]
    pub ad_id: Option<OrList<Pattern>>,
    /// Payload of the button or quick reply that was tapped.
    #[cfg_attr(feature = "types", ts(type = "string | string[]", optional))]
    pub payload: Option<OrList<Pattern>>,
    /// What was written; of a button its title.
    #[cfg_attr(feature = "types", ts(type = "string | string[]", optional))]
    pub text: Option<OrList<Pattern>>,
    /// Id of the person, for this Page.
    #[cfg_attr(feature = "types", ts(type = "string | string[]", optional))]
    pub contact: Option<OrList<Pattern>>,
    /// The language Meta found in the text (Built-in NLP), such as `pt` or `pt_BR`; `pt` fits both.
    #[cfg_attr(feature = "types", ts(type = "string | string[]", optional))]
    pub language: Option<OrList<String>>,
    /// Whether nothing of this thread was in a ticket before.
    pub first_contact: Option<bool>,
}

impl RouteRule {
    /// Whether the rule is for a conversation that begins with this event.
    #[must_use]
    pub fn fits(&self, event: &InboundEvent<'_>, first_contact: bool) -> bool {
        let when = &self.when;
        let kind = event.body.type_name();
        let referral = referral(&event.body);
        let of_referral = |pick: fn(&Referral<'_>) -> Option<String>| referral.and_then(pick);
        let reference = of_referral(|from| from.reference.as_deref().map(String::from)).or_else(|| plugin(&event.body));
        let ad = of_referral(|from| from.ad_id.as_ref().map(|id| String::from(id.as_str())));
        when.event.as_ref().is_none_or(|kinds| kinds.0.iter().any(|one| one == kind))
            && fits(when.reference.as_ref(), reference.as_deref())
            && fits(when.ad_id.as_ref(), ad.as_deref())
            && fits(when.payload.as_ref(), payload(&event.body))
            && fits(when.text.as_ref(), said(&event.body))
            && fits(when.contact.as_ref(), event.contact.as_ref().map(|contact| contact.id.as_str()))
            && when.language.as_ref().is_none_or(|wanted| speaks(&event.body, &wanted.0))
            && when.first_contact.is_none_or(|wanted| wanted == first_contact)
    }
}

/// A condition that is absent fits everything; one that is there fits no event without such a text.
fn fits(patterns: Option<&OrList<Pattern>>, text: Option<&str>) -> bool {
    patterns.is_none_or(|patterns| text.is_some_and(|text| patterns.0.iter().any(|pattern| pattern.fits(text))))
}

fn referral<'e, 'd>(body: &'e EventBody<'d>) -> Option<&'e Referral<'d>> {
    match body {
        EventBody::Message(message) => message.referral.as_ref(),
        EventBody::Postback(postback) => postback.referral.as_ref(),
        EventBody::Referral(event) => Some(&event.referral),
        _ => None,
    }
}

fn plugin(body: &EventBody<'_>) -> Option<String> {
    match body {
        EventBody::Optin(optin) => optin.reference.as_deref().map(String::from),
        _ => None,
    }
}

fn payload<'e>(body: &'e EventBody<'_>) -> Option<&'e str> {
    match body {
        EventBody::Message(message) => message.quick_reply.as_ref()?.payload.as_deref(),
        EventBody::Postback(postback) => postback.payload.as_deref(),
        EventBody::Optin(optin) => optin.payload.as_deref(),
        _ => None,
    }
}

/// The words of an event, as far as it has some.
fn said<'e>(body: &'e EventBody<'_>) -> Option<&'e str> {
    match body {
        EventBody::Message(message) | EventBody::Echo(message) => message.text.as_deref(),
        EventBody::Postback(postback) => postback.title.as_deref(),
        EventBody::Comment(comment) => comment.text.as_deref(),
        EventBody::GroupComment(comment) => comment.text.as_deref(),
        EventBody::Post(post) => post.text.as_deref(),
        EventBody::Mention(mention) => mention.text.as_deref(),
        EventBody::Rating(rating) => rating.text.as_deref(),
        EventBody::Order(order) => order.note.as_deref(),
        _ => None,
    }
}

/// Whether Meta found one of these languages: `nlp.detected_locales[].locale` (`platform.md` 2.2; `value` in old payloads), or a game's
/// `locale`.
fn speaks(body: &EventBody<'_>, wanted: &[String]) -> bool {
    let any = |hint: &str| wanted.iter().any(|wanted| is_language(hint, wanted));
    match body {
        EventBody::GamePlay(game) => game.locale.as_deref().is_some_and(any),
        EventBody::Message(message) => {
            let Some(nlp) = message.nlp else { return false };
            let Ok(document) = Document::parse_text(nlp.as_str(), &Limits::default()) else { return false };
            let locales = document.root().get("detected_locales").and_then(|locales| locales.items());
            let named = locales.unwrap_or_default().iter();
            let named = named.filter_map(|found| found.get("locale").or_else(|| found.get("value"))?.text());
            named.into_iter().any(any)
        }
        _ => false,
    }
}

/// `pt` fits `pt`, `pt_BR` and `pt-PT`; `pt_BR` fits itself only.
fn is_language(hint: &str, wanted: &str) -> bool {
    let same = |(one, other): (u8, u8)| {
        one.eq_ignore_ascii_case(&other) || (matches!(one, b'-' | b'_') && matches!(other, b'-' | b'_'))
    };
    let rest = hint.as_bytes().get(wanted.len()..);
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'-' | b'_')))
        && hint.bytes().zip(wanted.bytes()).all(same)
}

readable!(RouteRule { when: "when" default, route: "route" required });
readable!(RouteWhen {
    event: "event",
    reference: "ref",
    ad_id: "adId",
    payload: "payload",
    text: "text",
    contact: "contact",
    language: "language",
    first_contact: "firstContact",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_fit_by_their_beginning() {
        for (hint, wanted, fits) in [
            ("pt_BR", "pt", true),
            ("pt-br", "pt_BR", true),
            ("pt", "pt", true),
            ("pt", "pt_BR", false),
            ("ptx", "pt", false),
            ("en_US", "pt", false),
        ] {
            assert_eq!(is_language(hint, wanted), fits, "{hint} {wanted}");
        }
    }
}
