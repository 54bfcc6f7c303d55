//! What a decision is made from.

use alloc::string::String;

use super::decision::Recipient;
use super::rule::Opener;
use crate::json::{Id, Millis, Read, Reading, readable};

/// What is known of a conversation, as far as policy asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The last thing the person did that may open the window.
    pub last_interaction: Option<Interaction>,
    /// The person's last message; `HUMAN_AGENT` counts from it.
    pub last_message_at: Option<Millis>,
    /// The comment or post the conversation began with.
    pub comment: Option<CommentFacts>,
    /// Who controls the thread.
    pub owner: Option<Owner>,
    /// Messages do not reach the person (blocked the Page, deactivated).
    pub unreachable: bool,
    /// Meta keeps the Page from sending.
    pub restricted: bool,
    /// The Page token no longer works.
    pub token_invalid: bool,
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
    #[cfg_attr(feature = "types", ts(skip))]
    pub id: Option<String>,
    /// It is a visitor's post and not a comment.
    #[cfg_attr(feature = "types", ts(skip))]
    pub is_post: bool,
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
    const EXPECTED: &'static str = "an object with appId and until";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let fields = reading.fields()?;
        let app = fields.get::<Id<'d>>("appId").map(|id| id.0.into_owned());
        Some(Self { controller: app.map_or(Controller::Nobody, Controller::App), until: fields.get("until") })
    }
}

/// The bare facts, for a front end that keeps no state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct WindowFacts {
    /// Last action of the customer's that opens the window, ms since the epoch; absent: none ever.
    pub last_interaction_at: Option<Millis>,
    /// What that action was; default a message.
    pub opened_by: Option<Opener>,
    /// Last message of the customer's, ms since the epoch (`HUMAN_AGENT` counts from it); default `lastInteractionAt`.
    pub last_message_at: Option<Millis>,
    /// For private replies: the comment.
    pub comment: Option<CommentFacts>,
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
        Self {
            last_interaction: bare.last_interaction_at.map(|at| Interaction { at, by }),
            last_message_at: bare.last_message_at.or(bare.last_interaction_at),
            comment: bare.comment,
            owner: bare.owner,
            unreachable: bare.unreachable == Some(true),
            restricted: bare.restricted == Some(true),
            token_invalid: bare.token_invalid == Some(true),
            recipient: None,
            page: None,
        }
    }
}

readable!(WindowFacts {
    last_interaction_at: "lastInteractionAt",
    opened_by: "openedBy",
    last_message_at: "lastMessageAt",
    comment: "comment",
    owner: "owner",
    unreachable: "unreachable",
    restricted: "restricted",
    token_invalid: "tokenInvalid",
});

readable!(CommentFacts { at: "at" required, replied_at: "repliedAt", id: "id", is_post: "post" default });
