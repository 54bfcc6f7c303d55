//! Why an answer is what it is, and what that means: one row a reason.

use super::{OutcomeKind, Retry};
use crate::json::words;

/// What a reason means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) kind: OutcomeKind,
    /// The sentence for the agent.
    pub(super) text: &'static str,
    /// What an administrator or a developer can do about it.
    pub(super) remedy: Option<&'static str>,
    pub(super) retry: Option<Retry>,
    /// The channel's owner has to know.
    pub(super) alert: bool,
}

impl Meaning {
    const fn of(kind: OutcomeKind) -> Self {
        Self { kind, text: kind.sentence(), remedy: None, retry: kind.retry(), alert: kind.alerts() }
    }
}

const CONNECT: Option<&str> = Some("Connect the Page again. Incoming messages are kept meanwhile.");
const REVIEW: Option<&str> = Some(
    "Connect the Page again and leave every permission ticked; outside the app's own people it needs App Review, and the app has to be live.",
);

/// Defines the reasons and, in the same rows, what each means.
macro_rules! reasons {
    ($($(#[$about:meta])* $variant:ident = $word:literal is $kind:ident { $($field:ident: $value:expr),* $(,)? })*) => {
        words! {
            /// Why an outcome is what it is; stable, for programs. Each belongs to one [`OutcomeKind`].
            pub enum OutcomeReason { $($(#[$about])* $variant = $word),* }
        }

        /// By the number of the reason.
        const MEANINGS: &[Meaning] = &[$(Meaning { $($field: $value,)* ..Meaning::of(OutcomeKind::$kind) }),*];
    };
}

reasons! {
    /// `is_transient`: Graph says that it will pass.
    Transient = "transient" is Retry {}
    /// The service is down for a moment.
    Outage = "outage" is Retry {}
    /// Graph does not know what is wrong: an outage, or a permission that is missing.
    UnknownTrouble = "unknown_trouble" is Retry { retry: Some(Retry::FEW) }
    /// Sending failed for a moment.
    SendFailed = "send_failed" is Retry {}

    /// Graph lost the answer of its own service; the message may be there.
    ReplyLost = "reply_lost" is MaybeSent {}
    /// No answer came: a time-out, or the connection broke.
    NoAnswer = "no_answer" is MaybeSent {}
    /// The answer is empty.
    EmptyAnswer = "empty_answer" is MaybeSent {}
    /// The answer is a web page: something between here and Graph is broken.
    WebPage = "web_page" is MaybeSent {}
    /// The answer is no JSON, or was cut off.
    NotJson = "not_json" is MaybeSent {}
    /// A server error that says nothing more.
    ServerError = "server_error" is MaybeSent {}

    /// The app calls too much.
    AppLimit = "app_limit" is Throttled {}
    /// The person behind the token calls too much.
    UserLimit = "user_limit" is Throttled {
        remedy: Some("Use the Page's own token or a system user's; its limit is higher."),
    }
    /// The Page is called too much.
    PageLimit = "page_limit" is Throttled {}
    /// The Page sends too much.
    MessengerLimit = "messenger_limit" is Throttled {}
    /// The Instagram account sends too much.
    InstagramLimit = "instagram_limit" is Throttled {}
    /// Leads are asked for too often.
    LeadLimit = "lead_limit" is Throttled {}
    /// A limit of one endpoint or one use case.
    CustomLimit = "custom_limit" is Throttled {}
    /// Requests come in bursts.
    UnevenVolume = "uneven_volume" is Throttled { remedy: Some("Spread the calls evenly; `pace` says when to send.") }
    /// Meta warns: too many tagged messages to this person.
    TooManyTagged = "too_many_tagged" is Throttled {
        text: "Meta warns that this person got too many messages outside the window. The reply waits.",
        remedy: Some("Send fewer tagged messages to the same person, or Meta restricts the Page."),
        alert: true,
    }
    /// The person was asked to opt in too often.
    OptInLimit = "opt_in_limit" is Throttled {}
    /// Five messages of an instant game in ten days.
    GameLimit = "game_limit" is Throttled { retry: None }
    /// The Marketing Messages API asks to come back in an hour.
    MarketingLater = "marketing_later" is Throttled { retry: Some(Retry::HOURLY) }
    /// The cap on marketing messages is reached.
    MarketingCap = "marketing_cap" is Throttled { retry: None }
    /// HTTP 429 that says nothing more.
    TooManyRequests = "too_many_requests" is Throttled {}

    /// The time to answer is over.
    WindowClosed = "window_closed" is WindowClosed {}
    /// The time to answer is over, but for a Page that may send news.
    NewsOnly = "news_only" is WindowClosed {}

    /// The token is invalid, expired or revoked.
    TokenInvalid = "token_invalid" is Reauthorize { remedy: CONNECT }
    /// The token's session is over.
    TokenExpired = "token_expired" is Reauthorize {
        text: "The Page's connection has expired. An administrator has to connect it again before anything can be sent.",
        remedy: CONNECT,
    }
    /// The person behind the token removed the app.
    AppRemoved = "app_removed" is Reauthorize {
        remedy: Some("The app was removed from the Facebook account that connected the Page. Connect the Page again and allow the app."),
    }
    /// Facebook wants the person behind the token to log in.
    LoginNeeded = "login_needed" is Reauthorize {
        text: "Facebook wants the administrator who connected this Page to log in. Until then nothing can be sent.",
        remedy: Some("The administrator who connected the Page has to log in on facebook.com and follow what it asks; then try again before connecting anew."),
    }
    /// The person behind the token changed the password.
    PasswordChanged = "password_changed" is Reauthorize {
        remedy: Some("The password of the Facebook account that connected the Page was changed. Connect the Page again."),
    }
    /// The account behind the token is not confirmed.
    AccountUnconfirmed = "account_unconfirmed" is Reauthorize {
        text: "The Facebook account that connected this Page is not confirmed. Until then nothing can be sent.",
        remedy: Some("The administrator who connected the Page has to confirm the account on facebook.com; then try again."),
    }
    /// The person behind the token has no role on the Page any more.
    RoleLost = "role_lost" is Reauthorize {
        text: "The person who connected this Page no longer has a suitable role on it. Another administrator has to connect it.",
        remedy: Some("Let another administrator of the Page connect it, or give the person the role back."),
    }
    /// The session of the token does not fit any more.
    SessionInvalid = "session_invalid" is Reauthorize { remedy: CONNECT }
    /// Another kind of token was used.
    PageTokenNeeded = "page_token_needed" is Reauthorize {
        remedy: Some("Take the Page's own token from me/accounts (access_token of the Page), not the person's or the app's."),
    }
    /// A permission was not granted, or was withdrawn.
    PermissionMissing = "permission_missing" is Reauthorize { remedy: REVIEW }
    /// The app lacks a capability.
    CapabilityMissing = "capability_missing" is Reauthorize { remedy: REVIEW }
    /// The app may not yet message people outside its own.
    MessagingNotApproved = "messaging_not_approved" is Reauthorize {
        text: "The app may not yet write to people outside its own team. Ask an administrator.",
        remedy: REVIEW,
    }
    /// The person behind the token may not act for the Page.
    PageRoleMissing = "page_role_missing" is Reauthorize {
        remedy: Some("The person who connected the Page needs full control of it, or the task this call asks for."),
    }
    /// The terms of contact labels are not accepted.
    ContactTerms = "contact_terms" is Reauthorize {
        text: "The Page has not accepted Meta's Page Contact Terms, which labels need.",
        remedy: Some("An administrator of the Page has to accept the Page Contact Terms."),
    }
    /// Reaching people by phone number is not set up.
    PhoneMatching = "phone_matching" is Reauthorize {
        text: "Writing to phone numbers is not set up for this Page.",
        remedy: Some("Customer matching needs its permission, and its fee accepted, by an administrator."),
    }
    /// The Instagram account is not linked, or needs two-factor authentication.
    InstagramLink = "instagram_link" is Reauthorize {
        text: "The link between the Page and its Instagram account is broken. Ask an administrator.",
        remedy: Some("Link the Instagram professional account to the Page again, and see that two-factor authentication is set up."),
    }
    /// The owner of the Instagram account switched off access to messages.
    InstagramAccessOff = "instagram_access_off" is Reauthorize {
        text: "The Instagram account does not let apps read and answer its messages. Ask an administrator.",
        remedy: Some("In Instagram's settings for messages, connected tools, turn on \"Allow access to messages\"."),
    }
    /// The Instagram account is no professional one, or not eligible otherwise.
    InstagramNotEligible = "instagram_not_eligible" is Reauthorize {
        text: "This Instagram account cannot be answered from here: it is not eligible. Ask an administrator.",
        remedy: Some("Make it a professional account that is linked to the Page."),
    }
    /// The app may not read profiles.
    ProfilePermission = "profile_permission" is Reauthorize {
        text: "Meta does not give this app people's names. Messages are not affected.",
        remedy: Some("The app needs the feature Business Asset User Profile Access."),
        alert: false,
    }

    /// The person blocked the Page, left, or never wrote.
    PersonUnavailable = "person_unavailable" is Unreachable {}
    /// The person cannot receive messages right now.
    CannotReceive = "cannot_receive" is Unreachable {
        text: "The person cannot receive messages of this Page right now.",
    }
    /// There is no such person for this Page.
    NoSuchPerson = "no_such_person" is Unreachable {
        text: "Meta knows no such person for this Page: the account is gone, or the Page's connection is another Page's.",
        remedy: Some("If it concerns every conversation, the token is another Page's: connect this Page again."),
    }

    /// Another app controls the thread.
    OtherApp = "other_app" is NotOwner {}
    /// The automated questions of a lead ad control the thread.
    LeadFlowRunning = "lead_flow_running" is NotOwner {
        text: "The automated questions of an ad are still running in this conversation. The reply waits until they end.",
        retry: Some(Retry::FLOW),
    }
    /// It is for another role in the hand-over than this app's.
    OtherRole = "other_role" is NotOwner {}

    /// Meta keeps the Page from sending for a time.
    PageRestricted = "page_restricted" is Restricted {}
    /// The Page is blocked for breaking a policy.
    PolicyBlock = "policy_block" is Restricted {}
    /// The business is blocked from Instagram messaging.
    InstagramBlocked = "instagram_blocked" is Restricted {
        text: "Meta has blocked this business from Instagram messages. Ask an administrator.",
        retry: None,
    }
    /// Messages about commerce are switched off after a violation.
    CommerceBlocked = "commerce_blocked" is Restricted { retry: None }

    /// Meta could not fetch the file.
    FetchFailed = "fetch_failed" is MediaFailed {
        text: "Meta could not fetch the file. It is tried once more; then upload it again.",
        remedy: Some("The file's address has to be public, quick, and serve the type the file is declared as."),
        retry: Some(Retry::ONCE),
    }
    /// The video took too long to fetch, or is broken.
    VideoFailed = "video_failed" is MediaFailed {
        text: "Meta could not fetch the video in time, or it is damaged. It is tried once more; then upload a smaller one.",
        retry: Some(Retry::ONCE),
    }
    /// The file is not of the type it was said to be.
    UploadFailed = "upload_failed" is MediaFailed {
        text: "Meta did not take the file: it is damaged or not of the type it seems to be. Send another one.",
    }
    /// The id of the upload is unknown, another's, or older than 90 days.
    AttachmentUnknown = "attachment_unknown" is MediaFailed {
        text: "Meta no longer has this file. Upload it again.",
        remedy: Some("Uploads last 90 days and belong to the Page that made them."),
    }
    /// The file is too large.
    AttachmentTooLarge = "attachment_too_large" is MediaFailed {
        text: "The file is too large for Messenger. Send a smaller one.",
    }

    /// A parameter is wrong. Since 2026-04-27 also what a retired tag may be answered with.
    BadParameter = "bad_parameter" is Invalid {}
    /// The message tag was retired on 2026-04-27.
    RetiredTag = "retired_tag" is Invalid {
        text: "The reply carries a message tag that Meta has retired. Send it without the tag.",
        remedy: Some("Drop the tag: RESPONSE inside the window, HUMAN_AGENT for a person's answer up to 7 days, a utility template beyond."),
    }
    /// What it is about is gone, or this token may not see it.
    ObjectMissing = "object_missing" is Invalid {
        text: "What this answers no longer exists, or this Page may not see it.",
    }
    /// The message is empty.
    EmptyMessage = "empty_message" is Invalid {}
    /// A message and a sender action in one call.
    ActionWithMessage = "action_with_message" is Invalid {}
    /// The app id is wrong.
    WrongAppId = "wrong_app_id" is Invalid {}
    /// The product is not in the catalogue.
    ProductInvalid = "product_invalid" is Invalid {}
    /// The version of the Graph API is too old for this.
    VersionTooLow = "version_too_low" is Invalid {}
    /// Instagram does not take the message as it is.
    InstagramData = "instagram_data" is Invalid {}
    /// Instagram does not take several pictures here yet.
    SeveralImages = "several_images" is Invalid {
        text: "Instagram does not take several pictures in one message here. Send them one by one.",
    }
    /// The comment cannot be answered privately.
    CommentInvalid = "comment_invalid" is Invalid {
        text: "This comment cannot be answered privately: it is gone, too old, or not the customer's.",
    }
    /// The comment has its one private reply, or its time is over.
    PrivateReplySpent = "private_reply_spent" is Invalid {
        text: "This comment was answered privately already; there is only one private reply. Answer in public, or wait for the customer to write.",
    }
    /// The same post again.
    DuplicatePost = "duplicate_post" is Invalid { text: "The same text was posted there just now." }
    /// Meta could not read the page a link in a comment or post leads to.
    LinkFailed = "link_failed" is Invalid { text: "Meta cannot read the page the link leads to. Check the address." }
    /// The instant form is wrong or not eligible.
    FormInvalid = "form_invalid" is Invalid {}
    /// The marketing message comes too early.
    TooEarly = "too_early" is Invalid { text: "It is too early for the next marketing message to this person." }
    /// Meta does not allow it for people in this region.
    RegionRestricted = "region_restricted" is Invalid {
        text: "Meta does not allow this to people in this person's region.",
    }
    /// The person stopped messages on this topic.
    TopicStopped = "topic_stopped" is Invalid { text: "The person has stopped messages on this topic." }
    /// The person was asked for this topic already.
    TopicRepeated = "topic_repeated" is Invalid { text: "The person was asked to opt in to this topic already." }
    /// The Page may not ask for opt-ins for a time; messages are not affected.
    OptInsBarred = "opt_ins_barred" is Invalid {
        text: "Meta currently does not let this Page ask people to opt in. Messages are not affected.",
    }
    /// The account linking token is wrong or old.
    LinkingToken = "linking_token" is Invalid {}
    /// A call of the calling API was refused.
    CallRefused = "call_refused" is Invalid { text: "Meta refused the call." }
    /// The message is gone.
    MessageDeleted = "message_deleted" is Invalid { text: "The message no longer exists." }
    /// There is no profile of this person.
    NoProfile = "no_profile" is Invalid { text: "Meta gives no profile of this person. Messages are not affected." }
    /// The person has not consented to the profile being read.
    ConsentMissing = "consent_missing" is Invalid {
        text: "The person has not agreed that the profile is read. Messages are not affected.",
    }
    /// The Marketing Messages API refused.
    MarketingRefused = "marketing_refused" is Invalid {}

    /// An error with a code this version does not know.
    UnknownCode = "unknown_code" is Unknown {
        text: "Meta refused this with an error that is not known here. See the log.",
    }
    /// JSON, but nothing in it that is known.
    UnknownAnswer = "unknown_answer" is Unknown {}
    /// Graph says that it was not done, and not why.
    NotDone = "not_done" is Unknown { text: "Meta did not do this, and does not say why." }
}

impl OutcomeReason {
    /// What it means.
    pub(super) fn meaning(self) -> Meaning {
        // As many rows as reasons, in the same order: the macro makes both.
        MEANINGS.get(self as usize).copied().unwrap_or(Meaning::of(OutcomeKind::Unknown))
    }

    /// What to do.
    #[must_use]
    pub fn kind(self) -> OutcomeKind {
        self.meaning().kind
    }
}
