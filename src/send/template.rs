//! Templates: handed on as they are, checked by a table of Meta's limits (`platform.md` 4.7 and 5.2).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::limits::utf16_length;
use crate::error::Problem;
use crate::json::{Document, Limits, Read, Reading, Value, Write, Writer};
use crate::policy::Place;

/// A template as its author wrote it, in Meta's own words: JSON text that is an object.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(type = "object"))]
pub struct Template(String);

impl Template {
    /// The value of one of its keys, where that is a text.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let document = Document::parse_text(&self.0, &Limits::default()).ok()?;
        document.root().get(key)?.text().map(String::from)
    }

    /// What is wrong with it by the table. A template of a kind we do not know is handed on.
    pub(super) fn check(&self, kind: Option<&str>, place: &str, platform: Place, problems: &mut Vec<Problem>) {
        let Ok(document) = Document::parse_text(&self.0, &Limits::default()) else { return };
        let template = document.root();
        let Some(kind) = kind.or_else(|| given(template, "template_type")?.text()) else {
            let text = "A template needs its template_type.";
            problems.push(Problem::new([place, "/template_type"].concat(), "missing", text));
            return;
        };
        for (kinds, at, rule) in CHECKS {
            let elsewhere = matches!(rule, Check::NotOn(there) if *there != platform);
            if !elsewhere && kinds.split(' ').any(|of| is_of(kind, of)) {
                check(template, at, place, rule, problems);
            }
        }
    }
}

/// Whether a template is of a kind in the table; a kind there may leave its end open.
fn is_of(kind: &str, of: &str) -> bool {
    of.strip_suffix('*').map_or(of == kind, |start| kind.starts_with(start))
}

/// What may be asked of a place in a template.
enum Check {
    /// It has to be there.
    Needed,
    /// One of these keys at least has to be in it.
    OneOf(&'static [&'static str]),
    /// Where it is of this `type`, it has to have these keys.
    OfType(&'static str, &'static [&'static str]),
    /// At most so many UTF-16 units.
    Text(usize),
    /// At least so many UTF-16 units.
    Least(usize),
    /// At least and at most so many items.
    Items(usize, usize),
    /// A whole number, at least and at most.
    Whole(u32, u32),
    /// No white space.
    OneWord,
    /// Letters, digits and underscores.
    Name,
    /// One of these words.
    Word(&'static [&'static str]),
    /// There is no such template there.
    NotOn(Place),
    /// There is no such template any more.
    Gone,
}

/// Kinds of template (a `*` at the end stands for any end), place (`*` stands for each item of a list, nothing for the template),
/// and what is asked of it. By the pages of the templates: 2026-06-30, coupon 2026-03-17, customer feedback 2026-03-23, utility
/// 2026-03-13; the airline templates ended with v11 on 2021-12-06.
const CHECKS: &[(&str, &str, Check)] = &[
    ("generic image_grid media product", "elements", Check::Needed),
    ("generic product", "elements", Check::Items(1, 10)),
    ("image_grid media", "elements", Check::Items(1, 1)),
    ("generic", "elements/*/title", Check::Needed),
    ("generic", "elements/*/title", Check::Text(80)),
    ("generic", "elements/*", Check::OneOf(&["subtitle", "image_url", "default_action", "buttons"])),
    ("generic image_grid", "elements/*/subtitle", Check::Text(80)),
    ("generic image_grid", "elements/*/buttons", Check::Items(1, 3)),
    ("button", "text", Check::Needed),
    ("button", "text", Check::Text(640)),
    ("button", "buttons", Check::Needed),
    ("button", "buttons", Check::Items(1, 3)),
    ("image_grid", "elements/*/images", Check::Needed),
    ("image_grid", "elements/*/images", Check::Items(2, 6)),
    ("image_grid", "elements/*/title", Check::Text(45)),
    ("image_grid", "elements/*/buttons/*/type", Check::Word(&["web_url", "postback"])),
    ("media", "elements/*/media_type", Check::Needed),
    ("media", "elements/*/media_type", Check::Word(&["image", "video"])),
    ("media", "elements/*", Check::OneOf(&["attachment_id", "url"])),
    ("media", "elements/*/buttons", Check::Items(1, 1)),
    ("receipt", "order_number", Check::Needed),
    ("receipt", "summary/total_cost", Check::Needed),
    ("receipt", "elements", Check::Items(0, 100)),
    ("coupon", "title", Check::Text(80)),
    ("coupon customer_feedback", "subtitle", Check::Text(80)),
    ("coupon", "coupon_code", Check::OneWord),
    ("coupon", "", Check::OneOf(&["coupon_code", "coupon_url"])),
    ("customer_feedback", "title", Check::Needed),
    ("customer_feedback", "title", Check::Text(65)),
    ("customer_feedback", "button_title", Check::Text(20)),
    ("customer_feedback", "feedback_screens", Check::Needed),
    ("customer_feedback", "feedback_screens", Check::Items(1, 1)),
    ("customer_feedback", "feedback_screens/*/questions", Check::Needed),
    ("customer_feedback", "feedback_screens/*/questions", Check::Items(1, 1)),
    ("customer_feedback", "feedback_screens/*/questions/*/id", Check::Needed),
    ("customer_feedback", "feedback_screens/*/questions/*/id", Check::Text(80)),
    ("customer_feedback", "feedback_screens/*/questions/*/id", Check::Name),
    ("customer_feedback", "feedback_screens/*/questions/*/type", Check::Word(&["csat", "nps", "ces", "free_form"])),
    ("customer_feedback", "feedback_screens/*/questions/*/title", Check::Least(5)),
    ("customer_feedback", "feedback_screens/*/questions/*/title", Check::Text(85)),
    ("customer_feedback", "feedback_screens/*/questions/*/follow_up/placeholder", Check::Text(65)),
    ("customer_feedback", "business_privacy/url", Check::Needed),
    ("customer_feedback", "expires_in_days", Check::Whole(1, 7)),
    ("product", "elements/*/id", Check::Needed),
    ("one_time_notif_req", "title", Check::Needed),
    ("one_time_notif_req", "title", Check::Text(65)),
    ("one_time_notif_req", "payload", Check::Needed),
    ("one_time_notif_req utility", "", Check::NotOn(Place::Instagram)),
    (UTILITY, "name", Check::Needed),
    (UTILITY, "language/code", Check::Needed),
    ("airline_*", "template_type", Check::Gone),
    ("button", "buttons/*/type", Check::Needed),
    ("button", "buttons/*", Check::OfType("web_url", &["title", "url"])),
    ("button", "buttons/*", Check::OfType("postback", &["title", "payload"])),
    ("generic image_grid media", "elements/*/buttons/*/type", Check::Needed),
    ("generic image_grid media", "elements/*/buttons/*", Check::OfType("web_url", &["title", "url"])),
    ("generic image_grid media", "elements/*/buttons/*", Check::OfType("postback", &["title", "payload"])),
    ("*", "buttons/*/title", Check::Text(20)),
    ("*", "buttons/*/payload", Check::Text(1000)),
    ("*", "elements/*/buttons/*/title", Check::Text(20)),
    ("*", "elements/*/buttons/*/payload", Check::Text(1000)),
];

/// What a utility template is called in the table: it has no `template_type`.
pub(super) const UTILITY: &str = "utility";

/// The value of a key, where something is in it.
fn given<'v, 'd>(value: &'v Value<'d>, key: &str) -> Option<&'v Value<'d>> {
    value.get(key).filter(|found| !found.is_null() && found.text() != Some(""))
}

/// Walks to a place and checks what is there.
fn check(value: &Value<'_>, at: &str, place: &str, rule: &Check, problems: &mut Vec<Problem>) {
    let (step, rest) = at.split_once('/').unwrap_or((at, ""));
    if step == "*" {
        for (index, item) in value.items().unwrap_or_default().iter().enumerate() {
            check(item, rest, &[place, "/", &index.to_string()].concat(), rule, problems);
        }
        return;
    }
    let (found, place) = if step.is_empty() {
        (Some(value), String::from(place))
    } else {
        (given(value, step), [place, "/", step].concat())
    };
    match found {
        Some(found) if !rest.is_empty() => check(found, rest, &place, rule, problems),
        // A list that has to be there has a row of its own.
        None if rest.starts_with('*') => {}
        found => problems.extend(judge(found, &place, rule)),
    }
}

/// What is wrong with what is there, or with its not being there.
fn judge(found: Option<&Value<'_>>, place: &str, rule: &Check) -> Option<Problem> {
    let problem = |code, text: &[&str]| Some(Problem::new(place, code, text.concat()));
    let Some(value) = found else {
        return if matches!(rule, Check::Needed) { problem("missing", &["This is needed."]) } else { None };
    };
    let text = value.text().unwrap_or_default();
    let lacks = |key: &&&str| given(value, key).is_none();
    match rule {
        Check::OneOf(keys) if keys.iter().all(|key| lacks(&key)) => {
            problem("incomplete", &["Add one of these: ", &keys.join(", "), "."])
        }
        Check::OfType(kind, keys) if value.get("type").and_then(Value::text) == Some(*kind) => {
            let key = keys.iter().find(lacks)?;
            problem("incomplete", &["A button of type ", kind, " needs ", key, "."])
        }
        Check::Text(most) if utf16_length(text) > *most => {
            Some(Problem::beyond(place, "This text is too long: shorten it.", *most, utf16_length(text)))
        }
        Check::Least(least) if utf16_length(text) < *least => {
            problem("too_short", &["This text needs at least ", &least.to_string(), " characters."])
        }
        Check::Items(least, most) => match value.items().unwrap_or_default().len() {
            actual if actual > *most => {
                Some(Problem::beyond(place, "These are too many: take some out.", *most, actual))
            }
            actual if actual < *least => {
                problem("too_few", &["At least ", &least.to_string(), " of these are needed."])
            }
            _ => None,
        },
        Check::Whole(least, most) => {
            let number = value.raw().trim_matches('"').parse::<u32>();
            let outside = !number.is_ok_and(|number| (*least..=*most).contains(&number));
            let range = [&least.to_string(), " to ", &most.to_string()].concat();
            if outside { problem("out_of_range", &["Give a whole number from ", &range, "."]) } else { None }
        }
        Check::OneWord if text.contains(char::is_whitespace) => {
            problem("white_space", &["This must not have white space in it."])
        }
        Check::Name if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
            problem("not_a_name", &["Use Latin letters, digits and underscores only."])
        }
        Check::Word(words) if !words.contains(&text) => {
            problem("unknown_word", &["Use one of these: ", &words.join(", "), "."])
        }
        Check::NotOn(_) => problem("not_on_platform", &["There is no such template on this platform."]),
        Check::Gone => problem("retired", &["Meta has ended this kind of template: use another."]),
        _ => None,
    }
}

impl Write for Template {
    fn write(&self, out: &mut Writer) {
        out.raw(&self.0);
    }
}

impl<'d> Read<'d> for Template {
    const EXPECTED: &'static str = "an object in Meta's words";

    fn read(reading: Reading<'_, 'd>) -> Option<Self> {
        let value = reading.value();
        value.entries().map(|_| Self(value.raw().to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a template, as `pointer code` each.
    fn wrong(kind: Option<&str>, template: &str, platform: Place) -> Vec<String> {
        let mut problems = Vec::new();
        Template(template.to_string()).check(kind, "", platform, &mut problems);
        assert!(problems.iter().all(|problem| problem.message.ends_with('.')), "{problems:?}");
        problems.iter().map(|problem| [&problem.pointer, " ", problem.code].concat()).collect()
    }

    fn on_messenger(template: &str) -> Vec<String> {
        wrong(None, template, Place::Messenger)
    }

    #[test]
    fn what_graph_would_refuse_as_incomplete_is_not_planned() {
        for (template, problem) in [
            (r#"{"template_type":"generic","elements":[{"title":"a"}]}"#, "/elements/0 incomplete"),
            (r#"{"template_type":"generic","elements":[{"title":"a","subtitle":""}]}"#, "/elements/0 incomplete"),
            (r#"{"template_type":"generic","elements":[{"title":"","subtitle":"b"}]}"#, "/elements/0/title missing"),
            (r#"{"template_type":"generic"}"#, "/elements missing"),
            (r#"{"template_type":"generic","elements":[]}"#, "/elements too_few"),
            (
                r#"{"template_type":"button","text":"a","buttons":[{"type":"web_url","title":"b"}]}"#,
                "/buttons/0 incomplete",
            ),
            (
                r#"{"template_type":"button","text":"a","buttons":[{"type":"postback","payload":"b"}]}"#,
                "/buttons/0 incomplete",
            ),
            (r#"{"template_type":"button","text":"a","buttons":[{"title":"b"}]}"#, "/buttons/0/type missing"),
            (r#"{"template_type":"coupon","title":"a"}"#, " incomplete"),
            (r#"{"template_type":"media","elements":[{"media_type":"image"}]}"#, "/elements/0 incomplete"),
            (
                r#"{"template_type":"media","elements":[{"media_type":"gif","url":"https://x.example"}]}"#,
                "/elements/0/media_type unknown_word",
            ),
            (r#"{"template_type":"image_grid","elements":[{"title":"a"}]}"#, "/elements/0/images missing"),
            (r#"{"template_type":"receipt","order_number":"1"}"#, "/summary missing"),
            (r#"{"template_type":"product"}"#, "/elements missing"),
            (r#"{"template_type":""}"#, "/template_type missing"),
            (r#"{"template_type":"airline_checkin"}"#, "/template_type retired"),
        ] {
            assert_eq!(on_messenger(template), [problem], "{template}");
        }
        assert_eq!(wrong(Some(UTILITY), "{}", Place::Messenger), ["/name missing", "/language missing"]);
    }

    #[test]
    fn what_is_complete_is_handed_on() {
        for template in [
            r#"{"template_type":"generic","elements":[{"title":"a","default_action":{"type":"web_url","url":"https://x.example"}}]}"#,
            r#"{"template_type":"generic","elements":[{"title":"a","buttons":[{"type":"account_unlink"}]}]}"#,
            r#"{"template_type":"coupon","coupon_url":"https://x.example"}"#,
            r#"{"template_type":"coupon","title":"a","coupon_code":"AB12"}"#,
            r#"{"template_type":"media","elements":[{"media_type":"video","attachment_id":"1"}]}"#,
            r#"{"template_type":"media","elements":[{"media_type":"image","url":"https://www.facebook.com/1"}]}"#,
            r#"{"template_type":"receipt","order_number":"1","summary":{"total_cost":0}}"#,
            r#"{"template_type":"origami","buttons":[{}],"elements":[{"title":"a"}]}"#,
        ] {
            assert_eq!(on_messenger(template), Vec::<String>::new(), "{template}");
        }
    }

    #[test]
    fn a_survey_keeps_its_limits() {
        let survey = |days: &str, question: &str| {
            let body =
                r#"{"template_type":"customer_feedback","title":"a","business_privacy":{"url":"https://x.example"}"#;
            let screens = r#","feedback_screens":[{"questions":["#;
            on_messenger(&[body, ",\"expires_in_days\":", days, screens, question, "]}]}"].concat())
        };
        for days in ["1", "7", "\"3\"", "null"] {
            assert_eq!(survey(days, r#"{"id":"Q_1","type":"nps","title":"12345"}"#), Vec::<String>::new(), "{days}");
        }
        for days in ["0", "8", "1.5", "true"] {
            assert_eq!(survey(days, r#"{"id":"q"}"#), ["/expires_in_days out_of_range"], "{days}");
        }
        let question = "/feedback_screens/0/questions/0/";
        let no_question = r#"{"template_type":"customer_feedback","title":"a","business_privacy":{"url":"u"},"feedback_screens":[{}]}"#;
        assert_eq!(on_messenger(no_question), ["/feedback_screens/0/questions missing"]);
        for (fault, problem) in [
            (r#"{"id":"q-1"}"#, "id not_a_name"),
            (r#"{"id":"q","type":"stars"}"#, "type unknown_word"),
            (r#"{"id":"q","title":"1234"}"#, "title too_short"),
        ] {
            assert_eq!(survey("1", fault), [[question, problem].concat()], "{fault}");
        }
        let long = [r#"{"id":"q","title":""#, &"x".repeat(86), "\"}"].concat();
        assert_eq!(survey("1", &long), [[question, "title too_long"].concat()]);
    }

    #[test]
    fn what_instagram_does_not_have_is_not_planned_there() {
        let ask = r#"{"template_type":"one_time_notif_req","title":"a","payload":"b"}"#;
        assert_eq!(wrong(None, ask, Place::Instagram), [" not_on_platform"]);
        assert_eq!(on_messenger(ask), Vec::<String>::new());
        let utility = r#"{"name":"a","language":{"code":"pt"}}"#;
        assert_eq!(wrong(Some(UTILITY), utility, Place::Instagram), [" not_on_platform"]);
        assert_eq!(wrong(Some(UTILITY), utility, Place::Messenger), Vec::<String>::new());
    }
}
