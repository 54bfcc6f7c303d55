//! Templates: handed on as they are, checked by a table of Meta's limits (`platform.md` 4.7 and 5.2).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::limits::utf16_length;
use crate::error::Problem;
use crate::json::{Document, Limits, Read, Reading, Value, Write, Writer};

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
    pub(super) fn check(&self, kind: Option<&str>, place: &str, problems: &mut Vec<Problem>) {
        let Ok(document) = Document::parse_text(&self.0, &Limits::default()) else { return };
        let template = document.root();
        let Some(kind) = kind.or_else(|| template.get("template_type")?.text()) else {
            let text = "A template needs its template_type.";
            problems.push(Problem::new([place, "/template_type"].concat(), "missing", text));
            return;
        };
        for (of, at, rule) in CHECKS {
            if *of == kind || *of == ANY {
                check(template, at, place, *rule, problems);
            }
        }
    }
}

/// What may be asked of a place in a template.
#[derive(Clone, Copy)]
enum Check {
    /// It has to be there.
    Needed,
    /// At most so many UTF-16 units.
    Text(usize),
    /// At least and at most so many items.
    Items(usize, usize),
    /// No white space.
    OneWord,
}

const ANY: &str = "*";

/// Template, place (`*` stands for each item of a list), and what is asked of it.
const CHECKS: &[(&str, &str, Check)] = &[
    ("generic", "elements", Check::Needed),
    ("generic", "elements", Check::Items(1, 10)),
    ("generic", "elements/*/title", Check::Needed),
    ("generic", "elements/*/title", Check::Text(80)),
    ("generic", "elements/*/subtitle", Check::Text(80)),
    ("generic", "elements/*/buttons", Check::Items(1, 3)),
    ("button", "text", Check::Needed),
    ("button", "text", Check::Text(640)),
    ("button", "buttons", Check::Needed),
    ("button", "buttons", Check::Items(1, 3)),
    ("image_grid", "elements", Check::Needed),
    ("image_grid", "elements", Check::Items(1, 1)),
    ("image_grid", "elements/*/images", Check::Items(2, 6)),
    ("image_grid", "elements/*/title", Check::Text(45)),
    ("image_grid", "elements/*/subtitle", Check::Text(80)),
    ("image_grid", "elements/*/buttons", Check::Items(1, 3)),
    ("media", "elements", Check::Needed),
    ("media", "elements", Check::Items(1, 1)),
    ("media", "elements/*/media_type", Check::Needed),
    ("media", "elements/*/buttons", Check::Items(1, 1)),
    ("receipt", "order_number", Check::Needed),
    ("receipt", "summary/total_cost", Check::Needed),
    ("receipt", "elements", Check::Items(0, 100)),
    ("coupon", "title", Check::Text(80)),
    ("coupon", "subtitle", Check::Text(80)),
    ("coupon", "coupon_code", Check::OneWord),
    ("customer_feedback", "title", Check::Needed),
    ("customer_feedback", "title", Check::Text(65)),
    ("customer_feedback", "subtitle", Check::Text(80)),
    ("customer_feedback", "button_title", Check::Text(20)),
    ("customer_feedback", "feedback_screens", Check::Needed),
    ("customer_feedback", "feedback_screens", Check::Items(1, 1)),
    ("customer_feedback", "feedback_screens/*/questions", Check::Items(1, 1)),
    ("customer_feedback", "feedback_screens/*/questions/*/id", Check::Needed),
    ("customer_feedback", "feedback_screens/*/questions/*/id", Check::Text(80)),
    ("customer_feedback", "feedback_screens/*/questions/*/title", Check::Text(85)),
    ("customer_feedback", "feedback_screens/*/questions/*/follow_up/placeholder", Check::Text(65)),
    ("customer_feedback", "business_privacy/url", Check::Needed),
    ("product", "elements", Check::Needed),
    ("product", "elements", Check::Items(1, 10)),
    ("product", "elements/*/id", Check::Needed),
    ("one_time_notif_req", "title", Check::Needed),
    ("one_time_notif_req", "title", Check::Text(65)),
    ("one_time_notif_req", "payload", Check::Needed),
    (UTILITY, "name", Check::Needed),
    (UTILITY, "language/code", Check::Needed),
    (ANY, "buttons/*/title", Check::Text(20)),
    (ANY, "buttons/*/payload", Check::Text(1000)),
    (ANY, "elements/*/buttons/*/title", Check::Text(20)),
    (ANY, "elements/*/buttons/*/payload", Check::Text(1000)),
];

/// What a utility template is called in the table: it has no `template_type`.
pub(super) const UTILITY: &str = "utility";

/// Walks to a place and checks what is there.
fn check(value: &Value<'_>, at: &str, place: &str, rule: Check, problems: &mut Vec<Problem>) {
    let (step, rest) = at.split_once('/').unwrap_or((at, ""));
    if step == "*" {
        for (index, item) in value.items().unwrap_or_default().iter().enumerate() {
            let place = [place, "/", &index.to_string()].concat();
            if rest.is_empty() {
                judge(Some(item), &place, rule, problems);
            } else {
                check(item, rest, &place, rule, problems);
            }
        }
        return;
    }
    let place = [place, "/", step].concat();
    let found = value.get(step).filter(|found| !found.is_null());
    match found {
        Some(found) if !rest.is_empty() => check(found, rest, &place, rule, problems),
        found => judge(found, &place, rule, problems),
    }
}

fn judge(found: Option<&Value<'_>>, place: &str, rule: Check, problems: &mut Vec<Problem>) {
    match (rule, found) {
        (Check::Needed, None) => problems.push(Problem::new(place, "missing", "This is needed.")),
        (Check::Text(most), Some(value)) => {
            let actual = value.text().map_or(0, utf16_length);
            if actual > most {
                problems.push(Problem::beyond(place, "This text is too long.", most, actual));
            }
        }
        (Check::Items(least, most), Some(value)) => {
            let actual = value.items().unwrap_or_default().len();
            if actual > most {
                problems.push(Problem::beyond(place, "These are too many.", most, actual));
            } else if actual < least {
                problems.push(Problem::new(place, "too_few", "There is more needed of this."));
            }
        }
        (Check::OneWord, Some(value)) if value.text().is_some_and(|text| text.contains(char::is_whitespace)) => {
            problems.push(Problem::new(place, "white_space", "This must not have white space in it."));
        }
        _ => {}
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
