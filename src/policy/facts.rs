//! What a decision is made from.

use alloc::string::String;
use alloc::vec::Vec;

use super::ask::Place;
use super::decision::Recipient;
use super::rule::Opener;
use crate::json::{Id, Mark, Millis, Read, Reading, readable, words};

/// What is known of a conversation, as far as policy asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The last thing the person did that may open the window.
    pub last_interaction: Option<Interaction>,
    /// The person's last message; `HUMAN_AGENT` counts from it.
    pub last_message_at: Option<Millis>,
    /// The person's last first message after a click on an ad.
    pub ad_message_at: Option<Millis>,
    /// When one more message was sent after the 24 hours, until 2020-03-04.
    pub follow_up_at: Option<Millis>,
    /// When Meta last refused a reply because the window is closed: what the person did until then opens nothing.
    pub window_refused_at: Option<Millis>,
    /// The comments or posts that may be answered, oldest first.
    pub comments: Vec<CommentFacts>,
    /// What the person agreed to be sent.
    pub optins: Vec<OptinToken>,
    /// Who controls the thread.
    pub owner: Option<Owner>,
    /// Messages do not reach the person (blocked the Page, deactivated).
    pub unreachable: bool,
    /// Meta keeps the Page from sending.
    pub restricted: bool,
    /// The Page token no longer works.
    pub token_invalid: bool,
    /// Where the person is.
    pub place: Option<Place>,
    /// Whom a message would go to.
    pub recipient: Option<Recipient>,
    /// The Page that would send it.
    pub page: Option<String>,
}

/// Something the person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interaction {
    /// When, as Meta says.
    pub at: Millis,
    /// What.
    pub by: Opener,
}

/// A comment or post that may be answered privately, once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct CommentFacts {
    /// When it was written, ms since the epoch.
    pub at: Millis,
    /// When it was answered privately, ms since the epoch.
    pub replied_at: Option<Millis>,
    /// Its id.
    pub id: Option<String>,
    /// It is a visitor's post and not a comment.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", rename = "post", optional))]
    pub is_post: Mark,
    /// It was written below a live video of Instagram's: the private reply is taken while that is live.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub live: Mark,
    /// It is gone, and with it the private reply to it.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub removed: Mark,
}

/// One opt-in of the person's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct OptinToken {
    /// What a message is sent with.
    pub token: String,
    /// For how many messages.
    pub kind: OptinKind,
    /// When it was given, ms since the epoch.
    pub at: Millis,
    /// Until when it works, ms since the epoch; where it does not say, a year for one message, and no end for recurring ones.
    pub expires_at: Option<Millis>,
    /// The person wants nothing more of it for now.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub stopped: Mark,
    /// When a message last went out with it, ms since the epoch: one for one message is used up by that, one for many rests for as long
    /// as its rule says (48 hours since 2026-02-10).
    pub used_at: Option<Millis>,
}

words! {
    /// For how many messages an opt-in is.
    pub enum OptinKind {
        /// One.
        OneTime = "one_time",
        /// Many.
        Recurring = "notification_messages",
    }
}

/// Who controls a thread. An owner whose control has run out is no owner.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Owner {
    /// Who it is; in JSON `appId`, where `null` means that the thread is idle.
    #[cfg_attr(feature = "types", ts(rename = "appId", type = "string | null"))]
    pub controller: Controller,
    /// Until when, ms since the epoch.
    pub until: Option<Millis>,
}

/// Who is in control of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Controller {
    /// Nobody: the thread is idle.
    Nobody,
    /// The app with this id, which may be ours.
    App(String),
    /// Another app than ours; which one is not known.
    AnotherApp,
}

impl<'d> Read<'d> for Owner {
    const EXPECTED: &'static str = "an object with appId, a text or null";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        // Without it nobody knows whose the thread is, which is another thing than nobody's.
        reading.value().get("appId")?;
        let fields = reading.fields()?;
        let app = fields.get::<Id<'d>>("appId").map(|id| id.0.into_owned());
        Some(Self { controller: app.map_or(Controller::Nobody, Controller::App), until: fields.get("until") })
    }
}

/// The bare facts, for a front end that keeps no state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct WindowFacts {
    /// Last action of the customer's that opens the window, ms since the epoch; default their last message; without one, none ever.
    pub last_interaction_at: Option<Millis>,
    /// What that action was; default a message.
    pub opened_by: Option<Opener>,
    /// Last message of the customer's, ms since the epoch (`HUMAN_AGENT` counts from it); default `lastInteractionAt` where that
    /// was one: `openedBy` is silent or says `message`, `quickReply` or `adMessage`.
    pub last_message_at: Option<Millis>,
    /// The first message after a click on an ad, ms since the epoch; default `lastInteractionAt` where `openedBy` is `adMessage`.
    pub ad_message_at: Option<Millis>,
    /// Until 2020-03-04: when one more message was sent after the 24 hours, ms since the epoch.
    pub follow_up_at: Option<Millis>,
    /// When Meta refused a reply because the window is closed (`window_closed` of `outcome`), ms since the epoch: what the customer did
    /// until then opens nothing.
    pub window_refused_at: Option<Millis>,
    /// For private replies: the comment.
    pub comment: Option<CommentFacts>,
    /// What the person agreed to be sent.
    #[cfg_attr(feature = "types", ts(as = "Option<Vec<OptinToken>>", optional))]
    pub optins: Vec<OptinToken>,
    /// Who controls the thread.
    pub owner: Option<Owner>,
    /// Messages do not reach the person.
    pub unreachable: Option<bool>,
    /// Meta keeps the Page from sending.
    pub restricted: Option<bool>,
    /// The Page token no longer works.
    pub token_invalid: Option<bool>,
}

impl From<WindowFacts> for Facts {
    fn from(bare: WindowFacts) -> Self {
        let by = bare.opened_by.unwrap_or(Opener::Message);
        let opened = bare.last_interaction_at;
        let wrote = matches!(by, Opener::Message | Opener::QuickReply | Opener::AdMessage);
        // A message is an action too, and the first after an ad, whoever leaves out to say so.
        let told = [(bare.ad_message_at, Opener::AdMessage), (bare.last_message_at, Opener::Message), (opened, by)];
        let last =
            told.into_iter().filter_map(|(at, by)| at.map(|at| Interaction { at, by })).max_by_key(|last| last.at);
        Self {
            last_interaction: last,
            // Whoever knows one moment only means the customer's last message, unless they say what else it was.
            last_message_at: bare.last_message_at.or(opened.filter(|_| wrote)).max(bare.ad_message_at),
            ad_message_at: bare.ad_message_at.or(opened.filter(|_| by == Opener::AdMessage)),
            follow_up_at: bare.follow_up_at,
            window_refused_at: bare.window_refused_at,
            comments: bare.comment.into_iter().collect(),
            optins: bare.optins,
            owner: bare.owner,
            unreachable: bare.unreachable == Some(true),
            restricted: bare.restricted == Some(true),
            token_invalid: bare.token_invalid == Some(true),
            place: None,
            recipient: None,
            page: None,
        }
    }
}

readable!(WindowFacts {
    last_interaction_at: "lastInteractionAt",
    opened_by: "openedBy",
    last_message_at: "lastMessageAt",
    ad_message_at: "adMessageAt",
    follow_up_at: "followUpAt",
    window_refused_at: "windowRefusedAt",
    comment: "comment",
    optins: "optins" default,
    owner: "owner",
    unreachable: "unreachable",
    restricted: "restricted",
    token_invalid: "tokenInvalid",
});
readable!(CommentFacts {
    at: "at" required,
    replied_at: "repliedAt",
    id: "id",
    is_post: "post" default,
    live: "live" default,
    removed: "removed" default,
});
readable!(OptinToken {
    token: "token" required,
    kind: "kind" required,
    at: "at" required,
    expires_at: "expiresAt",
    stopped: "stopped" default,
    used_at: "usedAt",
});
