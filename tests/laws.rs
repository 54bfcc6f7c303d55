//! The laws of the channel, each as a property over generated deliveries.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failing test may stop"
)]

use messenger_desk::conversation::{ConversationState, Effect, IgnoredReason, Input, step};
use messenger_desk::desk::{Act, Config, DeskMessage};
use messenger_desk::js::calls;
use messenger_desk::json::{Id, Millis, write};
use messenger_desk::policy::{Ask, Author, Verdict, decide};
use messenger_desk::webhook::InboundEvent;
use messenger_desk::webhook::event::{EventBody, Verb};
use proptest::prelude::*;

const START: i64 = 1_762_128_000_000;

fn config() -> Config {
    Config::from_json(r#"{ "appId": "731000000000001", "policy": { "humanAgent": true } }"#).unwrap()
}

/// One item of `messaging`, of one thread, as text.
fn item() -> impl Strategy<Value = String> {
    let at = (0_i64..5_000_000).prop_map(|offset| START + offset);
    let text = prop_oneof![
        Just(String::new()),
        "[a-z \u{200b}]{0,12}",
        Just("\\ud83d".to_owned()),
        Just("caf\\u00e9".to_owned())
    ];
    let kind = prop_oneof![
        (0_u32..40, text.clone()).prop_map(|(mid, text)| format!(r#""message":{{"mid":"m_{mid}","text":"{text}"}}"#)),
        (0_u32..40).prop_map(|mid| format!(r#""message":{{"mid":"m_{mid}","attachments":[{{"type":"image","payload":{{"url":"https://x.example/{mid}"}}}}]}}"#)),
        (0_u32..40).prop_map(|mid| format!(r#""message":{{"mid":"m_{mid}","attachments":[{{"type":"hologram","payload":null}}]}}"#)),
        (0_u32..40, text.clone()).prop_map(|(mid, text)| format!(r#""message":{{"mid":"q_{mid}","text":"{text}","quick_reply":{{"payload":"P"}}}}"#)),
        (0_u32..40, text).prop_map(|(mid, title)| format!(r#""postback":{{"mid":"p_{mid}","title":"{title}"}}"#)),
        (0_u32..40).prop_map(|mid| format!(r#""reaction":{{"mid":"m_{mid}","action":"react","emoji":"x"}}"#)),
        (0_u32..40).prop_map(|mid| format!(r#""reaction":{{"mid":"m_{mid}","action":"unreact"}}"#)),
        (0_i64..5_000_000).prop_map(|mark| format!(r#""delivery":{{"watermark":{}}}"#, START + mark)),
        (0_i64..5_000_000).prop_map(|mark| format!(r#""read":{{"watermark":{}}}"#, START + mark)),
        (0_u32..40).prop_map(|mid| format!(r#""message":{{"mid":"e_{mid}","is_echo":true,"app_id":842000000000002,"text":"hi"}}"#)),
        (0_u32..40, 1_u32..6).prop_map(|(mid, number)| format!(r#""message_edit":{{"mid":"m_{mid}","text":"edit {number}","num_edit":{number}}}"#)),
        (0_u32..40).prop_map(|mid| format!(r#""message":{{"mid":"m_{mid}","is_deleted":true}}"#)),
        (0_u32..30, any::<bool>()).prop_map(|(token, stop)| {
            let status = if stop { r#","notification_messages_status":"STOP NOTIFICATIONS""# } else { "" };
            format!(r#""optin":{{"type":"notification_messages","notification_messages_token":"t_{token}"{status}}}"#)
        }),
        (0_u32..4).prop_map(|app| format!(r#""pass_thread_control":{{"previous_owner_app_id":null,"new_owner_app_id":"{app}"}}"#)),
        (0_u32..40).prop_map(|mid| format!(r#""message":{{"mid":"a_{mid}","text":"hi","referral":{{"source":"ADS","type":"OPEN_THREAD","ad_id":"7"}}}}"#)),
        Just(r#""hologram":{"shiny":true}"#.to_owned()),
    ];
    (at, kind).prop_map(|(at, kind)| {
        let (sender, recipient) =
            if kind.contains("is_echo") { ("1", "24681012141618") } else { ("24681012141618", "1") };
        // The moment belongs to the message: the same mid always comes with the same time.
        let at = kind.find("\"mid\":\"").map_or(at, |place| {
            let mid: String = kind[place + 7..].chars().take_while(|character| *character != '"').collect();
            START
                + i64::from(
                    mid.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 5_000_000,
                )
                + later(&kind)
        });
        format!(r#"{{"sender":{{"id":"{sender}"}},"recipient":{{"id":"{recipient}"}},"timestamp":{at},{kind}}}"#)
    })
}

/// An edit comes after its message, and taking it back after all of them.
fn later(kind: &str) -> i64 {
    let number = kind.split("\"num_edit\":").nth(1).and_then(|rest| rest.get(..1)?.parse::<i64>().ok());
    if kind.contains("is_deleted") { 60_000 } else { number.unwrap_or(0) * 5000 }
}

fn body(items: &[String]) -> Vec<u8> {
    format!(r#"{{"object":"page","entry":[{{"id":"1","time":{START},"messaging":[{}]}}]}}"#, items.join(","))
        .into_bytes()
}

/// One item of `changes`, of one thread of comments, as text.
fn change() -> impl Strategy<Value = String> {
    let verb = prop::sample::select(vec!["add", "add", "edited", "remove", "hide", "unhide", "react"]);
    (verb, 0_u32..8, 0_u32..50).prop_map(|(verb, comment, offset)| {
        // The moment of a comment is its own; it is changed afterwards, and at each moment by one only.
        let at = START / 1000 + i64::from(comment) + if verb == "add" { 0 } else { 10 + i64::from(offset * 8) };
        let (item, verb) = if verb == "react" { ("reaction", "add") } else { ("comment", verb) };
        let parent = if comment == 0 { "1_10" } else { "10_0" };
        // Some changes say when the comment was written, and of some authors Meta says nothing.
        let written = START / 1000 + i64::from(comment);
        let times = if verb == "edited" && offset % 2 == 0 {
            format!(r#""created_time":{written},"edited_time":{at}"#)
        } else {
            format!(r#""created_time":{at}"#)
        };
        let from = if comment == 7 { String::new() } else { format!(r#","from":{{"id":"7{comment}","name":"Customer"}}"#) };
        format!(
            r#"{{"field":"feed","value":{{"item":"{item}","verb":"{verb}","post_id":"1_10","comment_id":"10_{comment}","parent_id":"{parent}",{times},"message":"{verb} {offset}","reaction_type":"like"{from}}}}}"#
        )
    })
}

fn wall(items: &[String]) -> Vec<u8> {
    format!(r#"{{"object":"page","entry":[{{"id":"1","time":{START},"changes":[{}]}}]}}"#, items.join(",")).into_bytes()
}

/// Folds events one by one, each at its own time; every effect with the event it came from.
fn fold<'d>(config: &Config, events: &[InboundEvent<'d>]) -> (Option<ConversationState>, Vec<Vec<Effect<'d>>>) {
    let mut state = None;
    let mut effects = Vec::new();
    for event in events {
        let done = step(config, state, &[Input::Event(Box::new(event.clone()))], event.at).unwrap();
        state = Some(done.state);
        effects.push(done.effects);
    }
    (state, effects)
}

/// Every body in `tests/fixtures/webhooks`.
fn fixtures() -> &'static [Vec<u8>] {
    static BODIES: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    BODIES.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/webhooks");
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
    })
}

/// Whether a message has something a person can read or open.
fn is_readable(message: &DeskMessage<'_>) -> bool {
    let text = message.text.as_deref().is_some_and(|text| !text.trim().is_empty());
    text || message.attachments.iter().any(|file| file.url.is_some() || file.title.is_some() || file.latitude.is_some())
}

/// Laws 1 to 3 and 7 over every shape there is a fixture of.
#[test]
fn every_shape_keeps_the_laws() {
    let config = config();
    for body in fixtures() {
        let Ok(document) = config.reader.document(body) else { continue };
        let Ok(delivery) = config.reader.read(&document) else { continue };
        for event in &delivery.events {
            let once = step(&config, None, &[Input::Event(Box::new(event.clone()))], event.at).unwrap();
            assert!(!once.effects.is_empty(), "{event:?}");
            for effect in &once.effects {
                if let Effect::Desk(action) = effect
                    && let Act::Open { message, .. } | Act::Append { message, .. } | Act::Edit { message, .. } =
                        &action.act
                {
                    assert!(is_readable(message), "{message:?}");
                }
            }
            let twice =
                step(&config, Some(once.state.clone()), &[Input::Event(Box::new(event.clone()))], event.at).unwrap();
            assert_eq!(twice.state, once.state, "{event:?}");
            assert!(matches!(twice.effects.as_slice(), [Effect::Ignored(_)]), "{:?}", twice.effects);
        }
    }
}

/// Law 1 for what a host keeps as JSON: an event as deep as a body may be is taken by a later step.
#[test]
fn what_is_deep_is_not_lost() {
    let config = Config::from_json(r#"{ "limits": { "depth": 128 } }"#).unwrap();
    let deep = format!("{}{}", "[".repeat(126), "]".repeat(126));
    let body = format!(r#"{{"entry":{{"field":"hologram","value":{deep}}}}}"#);
    let document = config.reader.document(body.as_bytes()).unwrap();
    let delivery = config.reader.read(&document).unwrap();
    let input = format!(r#"[{{"event":{}}}]"#, write(&delivery.events[0]));
    assert!(input.contains(&deep));
    assert!(calls::step(&config, None, &input, 0.0).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Law 1: items in = events + rejected, and every event leads to an effect.
    #[test]
    fn nothing_is_lost(items in prop::collection::vec(prop_oneof![9 => item(), 1 => Just("7".to_owned()), 1 => Just(r#"{"message":"x"}"#.to_owned())], 0..20)) {
        let config = config();
        let body = body(&items);
        let document = config.reader.document(&body).unwrap();
        let delivery = config.reader.read(&document).unwrap();
        prop_assert_eq!(delivery.events.len() + delivery.rejected.len(), items.len());
        for event in &delivery.events {
            let done = step(&config, None, &[Input::Event(Box::new(event.clone()))], event.at).unwrap();
            prop_assert!(!done.effects.is_empty(), "{:?}", event);
        }
    }

    /// Law 2: every message has something to read.
    #[test]
    fn nothing_is_blank(items in prop::collection::vec(item(), 1..20)) {
        let config = config();
        let body = body(&items);
        let document = config.reader.document(&body).unwrap();
        let (_, effects) = fold(&config, &config.reader.read(&document).unwrap().events);
        for effect in effects.iter().flatten() {
            if let Effect::Desk(action) = effect && let Act::Open { message, .. } | Act::Append { message, .. } = &action.act {
                let said = message.text.as_deref().is_some_and(|text| text.chars().any(|one| one.is_alphanumeric() || one == '\u{fffd}'));
                let shown = message.attachments.iter().any(|attachment| attachment.url.is_some());
                prop_assert!(said || shown, "{:?}", message);
            }
        }
    }

    /// Law 3: the same event again is a duplicate and changes nothing.
    #[test]
    fn redelivery_is_harmless(items in prop::collection::vec(item(), 1..20), again in any::<prop::sample::Index>()) {
        let config = config();
        let body = body(&items);
        let document = config.reader.document(&body).unwrap();
        let events = config.reader.read(&document).unwrap().events;
        let (state, _) = fold(&config, &events);
        let event = &events[again.index(events.len())];
        let done = step(&config, state.clone(), &[Input::Event(Box::new(event.clone()))], event.at).unwrap();
        prop_assert_eq!(Some(done.state), state);
        prop_assert!(
            matches!(done.effects.as_slice(), [Effect::Ignored(ignored)] if matches!(ignored.reason, IgnoredReason::Duplicate | IgnoredReason::OldReceipt)),
            "{:?}", done.effects
        );
    }

    /// Law 4: the same events in any order end in the same state.
    #[test]
    fn order_is_harmless((items, shuffled) in prop::collection::vec(item(), 1..20).prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle()))) {
        let config = config();
        let (one, other) = (body(&items), body(&shuffled));
        let (one, other) = (config.reader.document(&one).unwrap(), config.reader.document(&other).unwrap());
        let (one, _) = fold(&config, &config.reader.read(&one).unwrap().events);
        let (other, _) = fold(&config, &config.reader.read(&other).unwrap().events);
        prop_assert_eq!(one, other);
    }

    /// Laws 1 and 4 below a post: the same state in any order, and what was written and not removed is at the desk, if only as it was changed.
    #[test]
    fn order_is_harmless_below_a_post((items, shuffled) in prop::collection::vec(change(), 1..20).prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle()))) {
        let config = config();
        let (one, other) = (wall(&items), wall(&shuffled));
        let (one, other) = (config.reader.document(&one).unwrap(), config.reader.document(&other).unwrap());
        let (events, others) = (config.reader.read(&one).unwrap().events, config.reader.read(&other).unwrap().events);
        prop_assert!(events.iter().all(|event| event.conversation == "comment:1:1_10:10_0"));
        let (state, effects) = fold(&config, &events);
        prop_assert_eq!(state, fold(&config, &others).0);
        let shown = write(&effects.into_iter().flatten().collect::<Vec<_>>());
        let named = |verb| events.iter().filter_map(move |event| match &event.body {
            EventBody::Comment(comment) if comment.verb == verb => comment.comment_id.as_ref().map(Id::as_str),
            _ => None,
        });
        for comment in named(Verb::Add).filter(|comment| named(Verb::Remove).all(|removed| removed != *comment)) {
            let said = format!(r#""mid":"{comment}""#);
            prop_assert!(shown.contains(&said), "{} is not in {}", said, shown);
        }
    }

    /// Law 5: only the customer opens a window.
    #[test]
    fn only_the_customer_opens_a_window(items in prop::collection::vec(item(), 1..20)) {
        let config = config();
        let opening = |item: &String| !item.contains("is_echo") && !item.contains("\"unreact\"") && !item.contains("is_deleted")
            && ["\"message\"", "\"postback\"", "\"reaction\""].iter().any(|kind| item.contains(kind));
        let silent: Vec<String> = items.into_iter().filter(|item| !opening(item)).collect();
        prop_assume!(!silent.is_empty());
        let body = body(&silent);
        let document = config.reader.document(&body).unwrap();
        let (state, _) = fold(&config, &config.reader.read(&document).unwrap().events);
        let decision = decide(&state.unwrap().facts(), &Ask { policy: config.policy("1"), ..Ask::human(Millis(START + 6_000_000)) });
        prop_assert_eq!(decision.verdict, Verdict::Blocked);
    }

    /// Law 6: a bot is never allowed what a person is not, and every refusal says why.
    #[test]
    fn a_bot_is_allowed_less(items in prop::collection::vec(item(), 1..20), later in 0_i64..900_000_000) {
        let config = config();
        let body = body(&items);
        let document = config.reader.document(&body).unwrap();
        let (state, _) = fold(&config, &config.reader.read(&document).unwrap().events);
        let facts = state.unwrap().facts();
        let ask = Ask { policy: config.policy("1"), ..Ask::human(Millis(START + later)) };
        let human = decide(&facts, &ask);
        let bot = decide(&facts, &Ask { author: Author::Bot, ..ask });
        prop_assert!(bot.verdict == Verdict::Blocked || bot.verdict == human.verdict);
        for decision in [&bot, &human] {
            prop_assert_eq!(decision.verdict == Verdict::Blocked, !decision.instead.is_empty(), "{:?}", decision);
        }
        prop_assert!(!human.reasons.is_empty() && human.reasons.iter().all(|reason| !reason.code.sentence().is_empty()));
    }

    /// Law 9: a state stays small.
    #[test]
    fn state_is_bounded(count in 410_u32..420) {
        let config = config();
        let mut state = None;
        for number in 0..count {
            let at = START + i64::from(number) * 1000;
            let item = format!(r#"{{"sender":{{"id":"24681012141618"}},"recipient":{{"id":"1"}},"timestamp":{at},"message":{{"mid":"m_{number}","text":"x"}}}}"#);
            let body = body(&[item]);
            let document = config.reader.document(&body).unwrap();
            let event = config.reader.read(&document).unwrap().events.remove(0);
            state = Some(step(&config, state, &[Input::Event(Box::new(event))], Millis(at)).unwrap().state);
            if number > 400 { break; }
        }
        prop_assert!(messenger_desk::json::write(&state).len() < 4096);
    }

    /// Law 8: ids are whole, whatever Meta sent.
    #[test]
    fn ids_are_whole(digits in "[1-9][0-9]{1,39}", number in any::<bool>()) {
        let config = config();
        let written = if number { digits.clone() } else { format!("\"{digits}\"") };
        let body = body(&[format!(r#"{{"sender":{{"id":{written}}},"recipient":{{"id":"1"}},"timestamp":{START},"message":{{"mid":"m_1","text":"x"}}}}"#)]);
        let document = config.reader.document(&body).unwrap();
        let delivery = config.reader.read(&document).unwrap();
        prop_assert_eq!(&delivery.events[0].conversation, &format!("dm:1:{digits}"));
    }

    /// No shape makes it stop, whatever is cut out of it or put into it.
    #[test]
    fn no_shape_panics(which in any::<prop::sample::Index>(), cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, "[\\[\\]{}\",:0-9a-z\\\\]{0,6}"), 1..6)) {
        let config = config();
        let mut bytes = fixtures()[which.index(fixtures().len())].clone();
        for (place, length, put) in cuts {
            let from = place.index(bytes.len() + 1);
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, put.into_bytes());
        }
        if let Ok(document) = config.reader.document(&bytes) && let Ok(delivery) = config.reader.read(&document) {
            for event in &delivery.events {
                prop_assert!(!step(&config, None, &[Input::Event(Box::new(event.clone()))], event.at).unwrap().effects.is_empty());
            }
        }
    }

    /// No input makes it stop: bytes of any kind, and our own shapes with pieces cut out or put in.
    #[test]
    fn nothing_panics(items in prop::collection::vec(item(), 1..6), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12), noise in prop::collection::vec(any::<u8>(), 0..64)) {
        let config = config();
        let mut bytes = body(&items);
        for (place, byte) in cuts {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        for bytes in [bytes, noise] {
            let Ok(document) = config.reader.document(&bytes) else { continue };
            let Ok(delivery) = config.reader.read(&document) else { continue };
            for event in &delivery.events {
                let _ = step(&config, None, &[Input::Event(Box::new(event.clone()))], event.at).unwrap();
            }
        }
    }
}
