//! All there is to know about one thread.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Changes, EarlierComments, KnownComment, OptinFacts, Optins, PendingSend, Recent};
use crate::desk::Route;
use crate::json::{Mark, Millis, Read, Reading, Write, Writer, record, words};
use crate::policy::{Controller, Facts, Interaction, Opener, Owner, Place, Recipient, WindowFacts};
use crate::webhook::event::ContactKind;

/// The version of [`ConversationState`] this build reads and writes.
pub const STATE_VERSION: u32 = 1;

/// One thread, small however old it is. It holds no text of anybody's. The host stores it as it is and hands it back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct ConversationState {
    /// Version of this shape.
    #[cfg_attr(feature = "types", ts(type = "1"))]
    pub v: Version,
    /// Which thread.
    pub conversation: String,
    /// Its Page.
    pub page: String,
    /// Where a wall is that is not Facebook's: its authors' ids do not tell.
    pub platform: Option<Place>,
    /// The person.
    pub contact: Option<ContactFacts>,
    /// Whether their name is known to the desk.
    pub profile: Option<ProfileState>,
    /// The ticket or chat.
    pub thread: Option<Thread>,
    /// The last action of the customer's that may open the window.
    pub last_interaction: Option<LastInteraction>,
    /// The customer's last message, ms since the epoch.
    pub last_message_at: Option<Millis>,
    /// The customer's last first message after a click on an ad, ms since the epoch.
    pub ad_message_at: Option<Millis>,
    /// The customer's last comment.
    pub comment: Option<KnownComment>,
    /// Their comments before it.
    #[cfg_attr(feature = "types", ts(as = "Option<EarlierComments>", optional))]
    pub earlier_comments: EarlierComments,
    /// Meta refused a reply as outside the window at this moment, ms since the epoch: nothing before it counts any more.
    pub window_refused_at: Option<Millis>,
    /// Meta said that the person does not receive messages, ms since the epoch; until they write again.
    pub unreachable_at: Option<Millis>,
    /// Who controls the thread, as far as hand-overs tell.
    pub owner: Option<OwnerFacts>,
    /// The last event that was delivered to us in `standby`, ms since the epoch: another app controlled the thread then.
    pub standby_at: Option<Millis>,
    /// The last event that was delivered to us in `messaging`, ms since the epoch.
    pub heard_at: Option<Millis>,
    /// What Meta did to the Page; in the Page's own thread.
    pub restriction: Option<Restriction>,
    /// Everything sent until this moment has arrived, ms since the epoch.
    pub delivered_to: Option<Millis>,
    /// Everything sent until this moment has been read, ms since the epoch.
    pub read_to: Option<Millis>,
    /// What the person agreed to be sent later.
    #[cfg_attr(feature = "types", ts(as = "Option<Optins>", optional))]
    pub optins: Optins,
    /// Our own sends.
    pub sends: Vec<PendingSend>,
    /// What was changed last.
    #[cfg_attr(feature = "types", ts(as = "Option<Changes>", optional))]
    pub changes: Changes,
    /// The events seen last.
    pub recent: Recent,
}

/// The version of the shape; a state of another version is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version;

impl Write for Version {
    fn write(&self, out: &mut Writer) {
        STATE_VERSION.write(out);
    }
}

impl<'d> Read<'d> for Version {
    const EXPECTED: &'static str = "the version of this build";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        (u32::read(reading)? == STATE_VERSION).then_some(Self)
    }
}

/// The person of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct ContactFacts {
    /// Their id.
    pub id: String,
    /// Which kind of id.
    pub kind: ContactKind,
    /// The other id they are known by: the `user_ref` they wrote under before, or for the author of a comment their PSID.
    pub linked: Option<String>,
}

words! {
    /// Whether a person's name is known to the desk.
    pub enum ProfileState {
        /// Graph was asked for it.
        Asked = "asked",
        /// It was told.
        Known = "known",
        /// Graph does not tell it.
        Refused = "refused",
        /// Graph could not be asked: the customer's next message asks again.
        Delayed = "delayed",
    }
}

/// What Meta did to the Page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Restriction {
    /// When, ms since the epoch.
    pub since: Millis,
    /// It keeps the Page from sending; absent where that is over.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub blocked: Mark,
}

/// The ticket or chat of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct Thread {
    /// Where it went when it was opened. Rules look at what came first: in another order it may have gone elsewhere.
    pub route: Route,
    /// Its first message, ms since the epoch.
    pub opened_at: Millis,
    /// When the desk solved it, ms since the epoch.
    pub solved_at: Option<Millis>,
}

/// The last action of the customer's that may open the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LastInteraction {
    /// When, ms since the epoch.
    pub at: Millis,
    /// What it was.
    pub by: Opener,
}

/// Who controls a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct OwnerFacts {
    /// The app; absent where the thread is idle.
    pub app_id: Option<String>,
    /// It is this one.
    #[cfg_attr(feature = "types", ts(as = "Option<Mark>", optional))]
    pub ours: Mark,
    /// Since when, ms since the epoch.
    pub since: Millis,
}

impl ConversationState {
    /// A thread of which nothing is known yet.
    #[must_use]
    pub fn new(conversation: &str, page: &str) -> Self {
        Self {
            v: Version,
            conversation: conversation.to_owned(),
            page: page.to_owned(),
            platform: None,
            contact: None,
            profile: None,
            thread: None,
            last_interaction: None,
            last_message_at: None,
            ad_message_at: None,
            comment: None,
            earlier_comments: EarlierComments::default(),
            window_refused_at: None,
            unreachable_at: None,
            owner: None,
            standby_at: None,
            heard_at: None,
            restriction: None,
            delivered_to: None,
            read_to: None,
            optins: Optins::default(),
            sends: Vec::new(),
            changes: Changes::default(),
            recent: Recent::default(),
        }
    }

    /// What policy asks for.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            last_interaction: self.last_interaction.map(|last| Interaction { at: last.at, by: last.by }),
            last_message_at: self.last_message_at,
            ad_message_at: self.ad_message_at,
            follow_up_at: None,
            window_refused_at: self.window_refused_at,
            comments: self.earlier_comments.iter().chain(&self.comment).map(KnownComment::facts).collect(),
            optins: self.optins.iter().filter_map(OptinFacts::token).collect(),
            owner: self.owner(),
            unreachable: self.is_unreachable(),
            restricted: self.restriction.is_some_and(|restriction| restriction.blocked.0),
            token_invalid: false,
            place: self.platform.or(self.contact.as_ref().map(|contact| match contact.kind {
                ContactKind::Igsid => Place::Instagram,
                ContactKind::Psid | ContactKind::UserRef | ContactKind::Feed => Place::Messenger,
            })),
            recipient: self.recipient(),
            page: Some(self.page.clone()).filter(|page| !page.is_empty()),
        }
    }

    /// The customer's comments that are remembered, oldest first.
    pub(super) fn comments_mut(&mut self) -> impl Iterator<Item = &mut KnownComment> {
        self.earlier_comments.as_mut_slice().iter_mut().chain(&mut self.comment)
    }

    /// Whether it is one person's direct messages.
    pub(super) fn is_direct(&self) -> bool {
        self.conversation.starts_with("dm:")
    }

    /// Whether it takes place in public, below a post.
    pub(super) fn is_on_wall(&self) -> bool {
        ["comment:", "post:"].iter().any(|kind| self.conversation.starts_with(kind))
    }

    /// Who controls the thread, by the last hand-over or by where events are delivered, whichever is later. Control runs out 24
    /// hours after it was given or after what the customer did last (`platform.md` 7, Conversation Routing, 2025-09-24), unless it is
    /// seen to last longer; what reaches us in `messaging` later than the hand-over reaches nobody else alone.
    fn owner(&self) -> Option<Owner> {
        let standby = self.standby_at.filter(|standby| self.heard_at.is_none_or(|heard| heard < *standby));
        let heard = |owner: &&OwnerFacts| standby.is_none() && self.heard_at > Some(owner.since);
        let owner = self.owner.as_ref().filter(|owner| !heard(owner));
        let controller = match (owner, standby) {
            (Some(owner), standby) if standby.is_none_or(|standby| standby <= owner.since) => {
                owner.app_id.clone().map_or(Controller::Nobody, Controller::App)
            }
            // What reaches us in `standby` is not ours, whatever the last hand-over said.
            (Some(OwnerFacts { app_id: Some(app), ours: Mark(false), .. }), Some(_)) => Controller::App(app.clone()),
            (_, Some(_)) => Controller::AnotherApp,
            (_, None) => return None,
        };
        let given = owner.map(|owner| owner.since).max(standby.and(self.last_interaction).map(|last| last.at));
        let until = |since: Option<Millis>| since.map(|since| since.plus(Millis::DAY));
        let ends = until(given).filter(|end| standby.is_none_or(|seen| seen < *end));
        Some(Owner { controller, until: ends.or_else(|| until(standby)) })
    }

    fn is_unreachable(&self) -> bool {
        let since = self.last_interaction.map(|last| last.at);
        self.unreachable_at.is_some_and(|at| since.is_none_or(|since| since <= at))
    }

    fn recipient(&self) -> Option<Recipient> {
        let contact = self.contact.as_ref()?;
        match contact.kind {
            ContactKind::Psid | ContactKind::Igsid => Some(Recipient::Person(contact.id.clone())),
            ContactKind::UserRef => Some(Recipient::UserRef(contact.id.clone())),
            ContactKind::Feed => None,
        }
    }
}

/// What a decision may be made from: a state, or the bare facts of a front end that keeps none.
pub(crate) fn facts_of(reading: Reading<'_, '_>) -> Option<Facts> {
    if reading.value().get("v").is_none() {
        return WindowFacts::read(reading).map(Facts::from);
    }
    facts_only(reading)
}

/// The facts from only those keys of a state that they come from: a module that has no use for the others need not know how to read them.
fn facts_only(reading: Reading<'_, '_>) -> Option<Facts> {
    let fields = reading.fields()?;
    fields.get::<Version>("v")?;
    fields.get::<String>("conversation")?;
    let state = ConversationState {
        platform: fields.get("platform"),
        contact: fields.get("contact"),
        last_interaction: fields.get("lastInteraction"),
        last_message_at: fields.get("lastMessageAt"),
        ad_message_at: fields.get("adMessageAt"),
        comment: fields.get("comment"),
        earlier_comments: fields.get("earlierComments").unwrap_or_default(),
        window_refused_at: fields.get("windowRefusedAt"),
        unreachable_at: fields.get("unreachableAt"),
        owner: fields.get("owner"),
        standby_at: fields.get("standbyAt"),
        heard_at: fields.get("heardAt"),
        restriction: fields.get("restriction"),
        optins: fields.get("optins").unwrap_or_default(),
        ..ConversationState::new("", &fields.get::<String>("page")?)
    };
    Some(state.facts())
}

record!(ConversationState {
    v: "v" required,
    conversation: "conversation" required,
    page: "page" required,
    platform: "platform",
    contact: "contact",
    profile: "profile",
    thread: "thread",
    last_interaction: "lastInteraction",
    last_message_at: "lastMessageAt",
    ad_message_at: "adMessageAt",
    comment: "comment",
    earlier_comments: "earlierComments" default,
    window_refused_at: "windowRefusedAt",
    unreachable_at: "unreachableAt",
    owner: "owner",
    standby_at: "standbyAt",
    heard_at: "heardAt",
    restriction: "restriction",
    delivered_to: "deliveredTo",
    read_to: "readTo",
    optins: "optins" default,
    sends: "sends" default,
    changes: "changes" default,
    recent: "recent" default,
});
record!(ContactFacts { id: "id" required, kind: "kind" required, linked: "linked" });
record!(Restriction { since: "since" required, blocked: "blocked" default });
record!(Thread { route: "route" required, opened_at: "openedAt" required, solved_at: "solvedAt" });
record!(LastInteraction { at: "at" required, by: "by" required });
record!(OwnerFacts { app_id: "appId", ours: "ours" default, since: "since" required });

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::{Document, Leftovers, Limits, Path};

    /// A value for any key: right ones, absent ones, wrong ones.
    fn value(key: &'static str) -> impl Strategy<Value = Option<String>> {
        let right: &'static [&'static str] = match key {
            "v" => &["1", "1", "1", "2"],
            "conversation" => &["\"dm:1:2\"", "\"comment:77_1\""],
            "page" => &["\"1\"", "\"\""],
            "contact" => &[
                r#"{"id":"2","kind":"psid"}"#,
                r#"{"id":"2","kind":"igsid"}"#,
                r#"{"id":"2","kind":"user_ref","linked":"3"}"#,
                r#"{"id":"2","kind":"feed"}"#,
                r#"{"id":"2"}"#,
            ],
            "lastInteraction" => &[r#"{"at":50,"by":"message"}"#, r#"{"at":90,"by":"comment"}"#, r#"{"at":50}"#],
            "platform" => &["\"instagram\"", "\"messenger\""],
            "comment" => &[
                r#"{"id":"77_1","at":40}"#,
                r#"{"id":"77_1","at":40,"removed":true}"#,
                r#"{"id":"77_1","at":40,"repliedAt":60,"post":true}"#,
            ],
            "earlierComments" => &[r#"[{"id":"77_0","at":30},{"id":"77_2","at":35,"removed":true}]"#, "[]", "[7]"],
            "owner" => &[r#"{"appId":"9","since":60}"#, r#"{"since":80}"#, r#"{"appId":9}"#],
            "restriction" => &[r#"{"since":1,"blocked":true}"#, r#"{"since":1}"#],
            "optins" => &[
                r#"[{"token":"t","family":"one_time","at":5},{"token":"u","family":"notification_messages","at":6,"stopped":true},7]"#,
                "[]",
            ],
            "sends" | "changes" | "recent" => &["[]"],
            "thread" => &[r#"{"route":{},"openedAt":5}"#],
            _ => &["50", "60", "70"],
        };
        let right = prop::sample::select(right).prop_map(|json| Some(json.to_owned()));
        let wrong = prop::sample::select(vec!["null", "7", "\"x\"", "[]", "{}"]).prop_map(|json| Some(json.to_owned()));
        prop_oneof![12 => right, 4 => Just(None), 1 => wrong]
    }

    const KEYS: [&str; 23] = [
        "v",
        "platform",
        "conversation",
        "page",
        "contact",
        "profile",
        "thread",
        "lastInteraction",
        "lastMessageAt",
        "adMessageAt",
        "comment",
        "windowRefusedAt",
        "unreachableAt",
        "owner",
        "standbyAt",
        "heardAt",
        "restriction",
        "deliveredTo",
        "readTo",
        "optins",
        "sends",
        "changes",
        "recent",
    ];

    proptest! {
        #[test]
        fn the_facts_alone_are_the_facts_of_the_whole(values in KEYS.map(value)) {
            let entries = KEYS.iter().zip(values).filter_map(|(key, value)| Some(format!("\"{key}\":{}", value?)));
            let json = format!("{{{}}}", entries.collect::<Vec<_>>().join(","));
            let document = Document::parse_text(&json, &Limits::default()).unwrap();
            let leftovers = Leftovers::unwanted();
            let reading = Reading::new(document.root(), &Path::ROOT, &leftovers);
            prop_assert_eq!(facts_only(reading), ConversationState::read(reading).map(|state| state.facts()), "{}", json);
        }
    }
}
