//! The doors that ask for a proof: the handshake, signatures and signed requests.

use messenger_desk::js::{calls, setup_calls};
use messenger_desk::json::{Document, Id, Limits, Value};
use messenger_desk::webhook::handshake::{Handshake, handshake};
use messenger_desk::webhook::signature::{Secrets, Verification};

use super::{SECRET, channel, document, is, read_as, readable, reference, word};

/// A challenge comes back as it was, and only with the token: exactly where a plain reading of the query says so.
pub(crate) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parameters = reference::parameters(&text);
    let [mode, token, challenge] = ["mode", "verify_token", "challenge"].map(|name| {
        let named = |key: &str| key == format!("hub.{name}") || key == format!("hub_{name}");
        let mut values = parameters.iter().filter(|(key, _)| named(key)).map(|(_, value)| value);
        let first = values.next()?;
        (!first.is_empty() && values.all(|value| value == first)).then_some(first)
    });
    let challenge = challenge.filter(|_| mode.is_some_and(|mode| mode == "subscribe"));
    for ours in ["verify-me", token.map_or("", String::as_str)] {
        let expected = challenge.filter(|_| !ours.is_empty() && token.is_some_and(|token| token == ours));
        let accepted = match handshake(&text, Some(ours)) {
            Handshake::Accepted { challenge } => Some(challenge.into_owned()),
            Handshake::Refused(_) => None,
        };
        assert_eq!(accepted.as_ref(), expected, "with {ours}: {text}");
    }
    for other in [None, Some(String::new()), token.map(|token| format!("{token}x"))] {
        assert!(!matches!(handshake(&text, other.as_deref()), Handshake::Accepted { .. }), "accepted with {other:?}");
    }
    readable(&calls::handshake(channel(), &text));
}

/// What is signed is genuine. Nothing else is: no header of anybody's, no other body, no other digit, no other secret.
pub(crate) fn signature(bytes: &[u8]) {
    let config = channel();
    let header = String::from_utf8_lossy(bytes);
    let answer = calls::verify(config, b"{}", Some(&header));
    readable(&answer);
    assert!(answer.contains("\"ok\":false"), "a forged signature is genuine: {header}");

    let genuine =
        |body: &[u8], header: &str| config.secrets.verify(body, Some(header)) == Verification::Genuine { secret: 0 };
    let signed = config.secrets.sign(bytes);
    assert!(genuine(bytes, &signed) && genuine(bytes, &format!(" {signed}\r\n")), "what is signed is refused");
    let longer = [bytes, b" "].concat();
    let shorter = bytes.get(1..).unwrap_or(b"{}");
    let mut flipped = longer.clone();
    if let Some(byte) = flipped.get_mut(bytes.len() / 2) {
        *byte ^= 1;
    }
    for other in [longer.as_slice(), shorter, &flipped] {
        assert!(!genuine(other, &signed), "another body is genuine");
    }
    let place = 7_usize.saturating_add(bytes.len() % 64);
    assert!(!genuine(bytes, &with_another_letter(&signed, place)), "another digit is genuine");
    assert!(!genuine(bytes, &Secrets::new(["another secret"]).sign(bytes)), "another secret is genuine");
    let two = Secrets::new(["another secret", SECRET]);
    assert_eq!(two.verify(bytes, Some(&signed)), Verification::Genuine { secret: 1 });
}

/// A request nobody signed is refused; one that is signed says what is in it; changed in any letter it is refused again.
pub(crate) fn signed_request(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let answer = answer_to(SECRET, &text);
    readable(&answer);
    assert!(answer.contains("\"ok\":false"), "a forged request is genuine: {answer}");

    let signed = signed(bytes);
    let answer = answer_to(SECRET, &signed);
    let answer = document(&answer);
    let json = Document::parse(bytes, &Limits::default()).ok();
    let root = json.as_ref().map(Document::root).filter(|root| root.entries().is_some());
    let algorithm = root.map(|root| word(root, "algorithm").eq_ignore_ascii_case("HMAC-SHA256"));
    match algorithm {
        None => assert_eq!(word(answer.root(), "reason"), "malformed", "{text}"),
        Some(false) => assert_eq!(word(answer.root(), "reason"), "algorithm", "{text}"),
        Some(true) => {
            assert!(is(answer.root(), "ok", "true"), "what is signed is refused: {text}");
            let user = root.and_then(|root| read_as::<Id<'_>>(root.get("user_id")?));
            let told = answer.root().get("userId").and_then(Value::text);
            assert_eq!(told, user.as_ref().map(Id::as_str), "{text}");
        }
    }
    for place in [0, 20, 42, 44, signed.len().saturating_sub(1)] {
        let changed = with_another_letter(&signed, place);
        let answer = answer_to(SECRET, &changed);
        assert!(changed == signed || answer.contains("\"ok\":false"), "changed and genuine: {changed}");
    }
    assert!(answer_to("another secret", &signed).contains("\"reason\":\"mismatch\""), "of another secret");
}

/// What the module says of a request under one secret, without a limit of age.
fn answer_to(secret: &str, signed: &str) -> String {
    setup_calls::signed_request(&messenger_desk::json::write(secret), signed, None, None).unwrap()
}

/// As Meta signs: the MAC is of the encoded payload.
fn signed(payload: &[u8]) -> String {
    let payload = reference::base64url(payload);
    let header = Secrets::new([SECRET]).sign(payload.as_bytes());
    let digits: Vec<char> = header.chars().skip("sha256=".len()).collect();
    let mac = digits.chunks(2).map(|pair| pair.iter().fold(0_u8, |byte, digit| byte << 4 | nibble(*digit)));
    format!("{}.{payload}", reference::base64url(&mac.collect::<Vec<_>>()))
}

fn nibble(digit: char) -> u8 {
    digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default()
}

/// The same with another letter at a place; nothing changes where there is none.
fn with_another_letter(text: &str, place: usize) -> String {
    let other = |letter| if letter == '0' { '1' } else { '0' };
    text.chars()
        .enumerate()
        .map(|(at, letter)| if at == place && letter != '.' { other(letter) } else { letter })
        .collect()
}
