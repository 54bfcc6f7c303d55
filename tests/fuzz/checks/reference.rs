//! The simplest way to say what comes out, where the crate's own is made for speed or size: nothing here is the crate's.

use messenger_desk::json::Value;

/// The parameters of a query, decoded.
pub(super) fn parameters(query: &str) -> Vec<(String, String)> {
    let query = query.strip_prefix('?').unwrap_or(query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect()
}

/// Percent signs and pluses resolved; what is no UTF-8 is U+FFFD, and a percent sign without two digits stands for itself.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (byte, after) = match (first, more) {
            (b'+', _) => (b' ', more),
            (b'%', [high, low, after @ ..]) => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => (high << 4 | low, after),
                _ => (b'%', more),
            },
            _ => (*first, more),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Base64 for addresses, without padding.
pub(super) fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().chain(&[0; 3]).take(3).fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for place in 0..=three.len() {
            let letter = bits >> (18_usize.saturating_sub(place.saturating_mul(6))) & 63;
            text.extend(LETTERS.get(letter).map(|letter| char::from(*letter)));
        }
    }
    text
}

/// The pointers of everything in a body that has to become an event or a rejection; `None` where an entry has more keys than
/// are counted exactly, and some may be told of twice.
pub(super) fn items(root: &Value<'_>) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let entries = root.get("entry")?;
    let mut exact = true;
    for (pointer, entry) in each("/entry", entries) {
        exact &= of_entry(&pointer, entry, &mut found);
    }
    found.sort();
    exact.then_some(found)
}

fn of_entry(pointer: &str, entry: &Value<'_>, found: &mut Vec<String>) -> bool {
    const LISTS: [&str; 4] = ["messaging", "standby", "changes", "calls"];
    // What an entry says of itself; its id and its time are told of only where they are of a wrong type.
    const FACTS: [&str; 5] = ["id", "time", "hop_context", "uid", "messaging_feature_status"];
    let Some(keys) = entry.entries() else {
        found.push(pointer.to_owned());
        return true;
    };
    let has = |key: &str| entry.get(key).is_some_and(|value| !value.is_null());
    if !LISTS.iter().any(|key| has(key)) && (has("field") || has("call_permission_reply")) {
        found.push(pointer.to_owned());
        return true;
    }
    for (index, (key, value)) in keys.iter().enumerate() {
        let place = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        let last = !keys.iter().skip(index.saturating_add(1)).any(|(other, _)| other == key);
        if LISTS.contains(&key.as_ref()) && last {
            found.extend(each(&place, value).into_iter().map(|(place, _)| place));
        } else if !value.is_null()
            && value.items().is_none_or(|items| !items.is_empty())
            && !FACTS.contains(&key.as_ref())
        {
            found.push(place);
        }
    }
    keys.len() <= 64
}

/// The items of a list, each with its pointer; one that is no list stands for itself, `null` for nothing.
fn each<'v, 'd>(pointer: &str, list: &'v Value<'d>) -> Vec<(String, &'v Value<'d>)> {
    match list.items() {
        Some(items) => items.iter().enumerate().map(|(index, item)| (format!("{pointer}/{index}"), item)).collect(),
        None if list.is_null() => Vec::new(),
        None => vec![(pointer.to_owned(), list)],
    }
}
