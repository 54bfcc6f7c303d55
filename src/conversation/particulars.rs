//! What an event tells as a structure of Meta's, as lines a person can read.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::survey::word;
use crate::json::{Document, Kind, Limits, Raw, Value};

/// Each value with its name: `city: Porto`. Of an answer that names its question in a `key` of its own, that is the name.
pub(super) fn lines(structures: &[Option<Raw<'_>>]) -> Vec<String> {
    let mut lines = Vec::new();
    for structure in structures.iter().flatten() {
        if let Ok(document) = Document::parse_text(structure.as_str(), &Limits::default()) {
            walk("", document.root(), &mut lines);
        }
    }
    lines
}

fn walk(name: &str, value: &Value<'_>, lines: &mut Vec<String>) {
    let part = |key: &str| value.get(key).and_then(said);
    match value.kind() {
        Kind::Array(items) => items.iter().for_each(|item| walk(name, item, lines)),
        Kind::Object(entries) => match (part("key"), value.get("value")) {
            (Some(key), Some(answer)) => walk(&key, answer, lines),
            _ => entries.iter().filter(|(key, _)| key != "screen_id").for_each(|(key, inner)| walk(key, inner, lines)),
        },
        _ => lines.extend(said(value).map(|said| [name, ": ", &said].concat())),
    }
}

/// The products of an order (`platform.md` 2.14): `2 × Bell, 19 EUR`, the price being that of one.
pub(super) fn products(products: Raw<'_>) -> Vec<String> {
    let Ok(document) = Document::parse_text(products.as_str(), &Limits::default()) else { return Vec::new() };
    document.root().items().unwrap_or_default().iter().filter_map(product).collect()
}

fn product(product: &Value<'_>) -> Option<String> {
    let part = |key: &str| product.get(key).and_then(said);
    // What has no name was ordered all the same.
    product.entries().filter(|entries| !entries.is_empty())?;
    let name = ["name", "retailer_id", "id"].into_iter().find_map(part).unwrap_or(Cow::Borrowed("?"));
    let count = part("quantity").unwrap_or(Cow::Borrowed("1"));
    let mut line = [&*count, " \u{d7} ", &name].concat();
    for (before, key) in [(", ", "unit_price"), (" ", "currency")] {
        if let (Some(_), Some(said)) = (part("unit_price"), part(key)) {
            line.push_str(before);
            line.push_str(&said);
        }
    }
    Some(line)
}

/// What a person reads of a value. A fraction has two digits at least, or is not there: JavaScript keeps no 9.50 of a number, and a
/// line has to be the same everywhere.
fn said<'v>(value: &'v Value<'_>) -> Option<Cow<'v, str>> {
    let word = match value.kind() {
        Kind::Bool(true) => "yes",
        Kind::Bool(false) => "no",
        _ => word(value).filter(|word| !word.trim().is_empty())?,
    };
    let fraction = word.split_once('.').filter(|(_, digits)| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let (Kind::Number(_), Some((whole, digits))) = (value.kind(), fraction) else { return Some(Cow::Borrowed(word)) };
    Some(match digits.trim_end_matches('0') {
        "" => Cow::Borrowed(whole),
        digit if digit.len() == 1 => Cow::Owned([whole, ".", digit, "0"].concat()),
        digits => Cow::Owned([whole, ".", digits].concat()),
    })
}
