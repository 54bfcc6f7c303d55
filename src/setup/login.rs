//! Facebook Login: the address of the dialog, and what comes back from it (Manually build a login flow, 2026-03-10; Facebook
//! Login for Business). The calls that follow are in [`request`](super::request).

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use form_urlencoded::{byte_serialize, parse};

use super::feature::{Features, NeedKind};
use super::{evidence, look, version};
use crate::error::{ChannelError, ErrorCode, Problem};
use crate::json::{Object, Read, Reading, Record, object, words};
use crate::mac::same;

/// What the address of a login is made of.
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase", optional_fields))]
pub struct LoginAsk {
    /// The app's id.
    pub app_id: String,
    /// Where the person comes back to; must be among the app's valid OAuth redirect URIs, letter for letter.
    pub redirect_uri: String,
    /// A text that nobody can guess, kept with the session of the person who is sent there; `randomToken` makes one.
    pub state: String,
    /// What the channel is to do: the permissions that are asked for. Default `messages`.
    #[cfg_attr(feature = "types", ts(type = "Feature[]", optional))]
    pub features: Features,
    /// The permissions to ask for, where they are not those of the features.
    pub scopes: Option<Vec<String>>,
    /// A configuration of Facebook Login for Business; it has the permissions in it, so none are named.
    pub config_id: Option<String>,
    /// Ask again for what the person declined before.
    pub rerequest: Option<bool>,
    /// The version of the Graph API; default the newest known.
    pub version: Option<String>,
}

/// What came back from the dialog.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS),
    ts(
        type = "{ ok: true; /** For the host alone: exchange it at once, it is good for one exchange. */ code: string } | { ok: false; reason: LoginRefusal; text: string; remedy: string }"
    )
)]
pub enum Login {
    /// The person went through with it.
    Granted {
        /// For `exchange_code`, once.
        code: String,
    },
    /// There is nothing to connect.
    Refused(LoginRefusal),
}

words! {
    /// Why a login gave nothing.
    pub enum LoginRefusal {
        /// The query has no `state`.
        StateMissing = "state_missing",
        /// The `state` is not the one the person was sent with.
        StateWrong = "state_wrong",
        /// The host has no `state` to compare with.
        StateUnset = "state_unset",
        /// A key occurs twice, and the two do not say the same.
        RepeatedKey = "repeated_key",
        /// The person declined.
        Declined = "declined",
        /// Meta refuses the login.
        Refused = "refused",
        /// Neither a code nor an error.
        CodeMissing = "code_missing",
    }
}

impl LoginRefusal {
    /// What happened, and what to do about it.
    #[must_use]
    pub const fn sentences(self) -> [&'static str; 2] {
        match self {
            Self::StateMissing => [
                "The answer does not say which login it belongs to.",
                "Start connecting again from the channel's settings.",
            ],
            Self::StateWrong => [
                "The answer belongs to another login than the one that was started here.",
                "Start connecting again, in this window. If it was not you who started it, somebody may be trying to connect a Page of theirs.",
            ],
            Self::StateUnset => [
                "Nothing is known of a login that was started here.",
                "Start connecting again. The session may have ended, or the cookie does not come back from facebook.com: it needs SameSite=Lax.",
            ],
            Self::RepeatedKey => [
                "A key of the answer occurs twice with different values.",
                "Start connecting again, and look for a proxy that rewrites queries.",
            ],
            Self::Declined => [
                "The person did not agree to connect.",
                "Connect again and choose Continue; every permission that is asked for is needed.",
            ],
            Self::Refused => [
                "Meta refused the login.",
                "See in the app dashboard, under Facebook Login, that this redirect URI is among the valid ones and client OAuth login is on, and that the app is published or the person has a role on it.",
            ],
            Self::CodeMissing => [
                "The answer has neither a code nor an error.",
                "Open the dialog through the address this package gives: it asks for a code in the query.",
            ],
        }
    }
}

/// The address to send the person to.
///
/// # Errors
///
/// Code `config` with every problem and its pointer: an id that is none, a redirect URI that is neither `https` nor `localhost`, a
/// `state` that could be guessed.
///
/// ```
/// use messenger_desk::setup::login::{login_url, LoginAsk};
///
/// let ask = LoginAsk {
///     app_id: "731000000000001".into(),
///     redirect_uri: "https://desk.example/connected".into(),
///     state: "5d41402abc4b2a76b9719d911017c592".into(),
///     ..LoginAsk::default()
/// };
/// let url = login_url(&ask).unwrap();
/// assert!(url.starts_with("https://www.facebook.com/v26.0/dialog/oauth?client_id=731000000000001&redirect_uri=https%3A%2F%2Fdesk.example%2Fconnected&"));
/// assert!(url.contains("&scope=pages_messaging%2Cpages_manage_metadata%2C"));
/// ```
pub fn login_url(ask: &LoginAsk) -> Result<String, ChannelError> {
    let problems = ask.problems();
    if !problems.is_empty() {
        return Err(ChannelError::with_problems(ErrorCode::Config, "The login cannot be started", problems));
    }
    let version = ask.version.as_deref().unwrap_or(version::NEWEST);
    let mut url = ["https://www.facebook.com/", version, "/dialog/oauth?client_id=", &ask.app_id].concat();
    let scopes = if ask.config_id.is_some() { String::new() } else { ask.scopes().join(",") };
    for (key, value) in [
        ("&redirect_uri=", ask.redirect_uri.as_str()),
        ("&state=", &ask.state),
        ("&response_type=", "code"),
        ("&config_id=", ask.config_id.as_deref().unwrap_or_default()),
        ("&scope=", &scopes),
        ("&auth_type=", if ask.rerequest == Some(true) { "rerequest" } else { "" }),
    ] {
        if !value.is_empty() {
            url.push_str(key);
            byte_serialize(value.as_bytes()).for_each(|piece| url.push_str(piece));
        }
    }
    Ok(url)
}

impl LoginAsk {
    fn scopes(&self) -> Vec<String> {
        let mut scopes: Vec<String> = self.scopes.clone().unwrap_or_default();
        if self.scopes.is_none() {
            for need in self.features.needs(NeedKind::Permission) {
                if !scopes.iter().any(|scope| scope == need.name) {
                    scopes.push(need.name.to_owned());
                }
            }
        }
        scopes
    }

    fn problems(&self) -> Vec<Problem> {
        let url = self.redirect_uri.as_str();
        let comes_back =
            ["https://", "http://localhost:", "http://localhost/"].iter().any(|start| url.starts_with(start))
                && url.bytes().all(|byte| matches!(byte, b'!'..=b'~') && byte != b'#');
        let hard_to_guess = (20..=512).contains(&self.state.len());
        let config = self.config_id.as_deref().is_none_or(|id| evidence::id(id).is_some());
        let scopes = self.scopes.iter().flatten().all(|scope| evidence::word(scope).is_some());
        let version = self.version.as_deref().is_none_or(|version| evidence::version(version).is_some());
        let mut problems = Vec::new();
        for (good, pointer, message) in [
            (
                evidence::id(&self.app_id).is_some(),
                "/appId",
                "The app's id has to be given: digits, from the app dashboard.",
            ),
            (
                comes_back,
                "/redirectUri",
                "The redirect URI has to be an https address without a fragment, or one at http://localhost.",
            ),
            (
                hard_to_guess,
                "/state",
                "The state has to be a text of 20 to 512 characters that nobody can guess; randomToken makes one.",
            ),
            (
                config,
                "/configId",
                "The configuration's id has to be digits, from Facebook Login for Business, Configurations.",
            ),
            (scopes, "/scopes", "Every scope has to be one of Meta's names, such as pages_messaging."),
            (version, "/version", "The version has to be like v26.0."),
        ] {
            if !good {
                problems.push(Problem::new(pointer, "not_valid", message));
            }
        }
        problems
    }
}

/// Reads the query (or the whole address) with which the person came back. `state` is the one they were sent with; it is compared in constant time, and
/// before anything else is read.
///
/// ```
/// use messenger_desk::setup::login::{read_login, Login, LoginRefusal};
///
/// let state = "5d41402abc4b2a76b9719d911017c592";
/// let refused = |query: &str| match read_login(query, state) {
///     Login::Granted { .. } => None,
///     Login::Refused(refusal) => Some(refusal),
/// };
/// assert_eq!(refused(&format!("?code=AQBx&state={state}#_=_")), None);
/// assert_eq!(refused("?code=AQBx&state=other"), Some(LoginRefusal::StateWrong));
/// let declined = format!("?error=access_denied&error_reason=user_denied&state={state}");
/// assert_eq!(refused(&declined), Some(LoginRefusal::Declined));
/// ```
#[must_use]
pub fn read_login(query: &str, state: &str) -> Login {
    read(query, state).map_or_else(Login::Refused, |code| Login::Granted { code })
}

fn read(query: &str, state: &str) -> Result<String, LoginRefusal> {
    // Facebook ends the address with #_=_.
    let query = query.split_once('#').map_or(query, |(query, _)| query);
    let query = query.split_once('?').map_or(query, |(_, query)| query);
    let value = |key: &str| -> Result<Option<Cow<'_, str>>, LoginRefusal> {
        let mut found: Option<Cow<'_, str>> = None;
        for (name, value) in parse(query.as_bytes()) {
            if name == key {
                if found.as_ref().is_some_and(|before| *before != value) {
                    return Err(LoginRefusal::RepeatedKey);
                }
                found = Some(value);
            }
        }
        Ok(found.filter(|value| !value.is_empty()))
    };
    if state.is_empty() {
        return Err(LoginRefusal::StateUnset);
    }
    let shown = value("state")?.ok_or(LoginRefusal::StateMissing)?;
    if !same(shown.as_bytes(), state.as_bytes()) {
        return Err(LoginRefusal::StateWrong);
    }
    let error = value("error")?;
    if let Some(error) = &error {
        let declined = error == "access_denied" || value("error_reason")?.is_some_and(|reason| reason == "user_denied");
        return Err(if declined { LoginRefusal::Declined } else { LoginRefusal::Refused });
    }
    if value("error_code")?.is_some() || value("error_message")?.is_some() {
        return Err(LoginRefusal::Refused);
    }
    value("code")?.map(Cow::into_owned).ok_or(LoginRefusal::CodeMissing)
}

impl<'d> Read<'d> for LoginAsk {
    const EXPECTED: &'static str = "an object with appId, redirectUri and state";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let value = reading.value();
        let scopes = look::list(value, "scopes").map(look::texts);
        value.entries().map(|_| Self {
            app_id: look::owned_id(value, "appId").unwrap_or_default(),
            redirect_uri: look::owned(value, "redirectUri").unwrap_or_default(),
            state: look::owned(value, "state").unwrap_or_default(),
            features: Features::of(look::list(value, "features").unwrap_or_default()),
            scopes: scopes.map(|scopes| scopes.into_iter().map(ToOwned::to_owned).collect()),
            config_id: look::owned_id(value, "configId"),
            rerequest: look::flag(value, "rerequest"),
            version: look::owned(value, "version"),
        })
    }
}

impl Record for Login {
    fn entries(&self, object: &mut Object<'_>) {
        match self {
            Self::Granted { code } => {
                object.field("ok", &true);
                object.field("code", code);
            }
            Self::Refused(refusal) => {
                let [text, remedy] = refusal.sentences();
                object.field("ok", &false);
                object.field("reason", refusal);
                object.field("text", &text);
                object.field("remedy", &remedy);
            }
        }
    }
}

object!(Login);

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "5d41402abc4b2a76b9719d911017c592";

    #[test]
    fn a_login_that_could_not_work_is_not_started() {
        let pointers = |ask: &LoginAsk| -> Vec<String> {
            login_url(ask).map_or_else(
                |error| error.problems.into_iter().map(|problem| problem.pointer).collect(),
                |_| Vec::new(),
            )
        };
        assert_eq!(pointers(&LoginAsk::default()), ["/appId", "/redirectUri", "/state"]);
        let ask = LoginAsk {
            app_id: "7".to_owned(),
            redirect_uri: "http://localhost:8787/connected".to_owned(),
            state: STATE.to_owned(),
            config_id: Some("99".to_owned()),
            rerequest: Some(true),
            version: Some("v25.0".to_owned()),
            ..LoginAsk::default()
        };
        assert_eq!(
            login_url(&ask).unwrap(),
            format!(
                "https://www.facebook.com/v25.0/dialog/oauth?client_id=7&redirect_uri=http%3A%2F%2Flocalhost%3A8787%2Fconnected&state={STATE}&response_type=code&config_id=99&auth_type=rerequest"
            )
        );
        let wrong = LoginAsk {
            redirect_uri: "http://desk.example/".to_owned(),
            state: "short".to_owned(),
            scopes: Some(vec!["pages messaging".to_owned()]),
            config_id: Some("x".to_owned()),
            version: Some("26".to_owned()),
            ..ask
        };
        assert_eq!(pointers(&wrong), ["/redirectUri", "/state", "/configId", "/scopes", "/version"]);
    }

    #[test]
    fn every_answer_of_the_dialog_has_its_reason() {
        use LoginRefusal as R;
        let refused = |query: &str, state: &str| match read_login(query, state) {
            Login::Granted { .. } => None,
            Login::Refused(refusal) => Some(refusal),
        };
        for (query, expected) in [
            (format!("https://desk.example/connected?code=AQ&state={STATE}#_=_"), None),
            (format!("code=AQ&state={STATE}"), None),
            ("code=AQ".to_owned(), Some(R::StateMissing)),
            (String::new(), Some(R::StateMissing)),
            (format!("code=AQ&state={STATE}x"), Some(R::StateWrong)),
            (format!("code=AQ&state={STATE}&state=x"), Some(R::RepeatedKey)),
            (format!("code=AQ&code=BQ&state={STATE}"), Some(R::RepeatedKey)),
            (format!("error=access_denied&error_reason=user_denied&state={STATE}"), Some(R::Declined)),
            (format!("error=server_error&error_code=1&state={STATE}"), Some(R::Refused)),
            (format!("error_code=1349048&error_message=Cannot+load&state={STATE}"), Some(R::Refused)),
            // An error without the state is nobody's: who brings no state learns nothing.
            ("error=access_denied".to_owned(), Some(R::StateMissing)),
            (format!("state={STATE}&code="), Some(R::CodeMissing)),
        ] {
            assert_eq!(refused(&query, STATE), expected, "{query}");
        }
        assert_eq!(refused("code=AQ&state=", ""), Some(R::StateUnset));
    }
}
