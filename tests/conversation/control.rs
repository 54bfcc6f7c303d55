//! Who has control of a thread, by what Meta tells and by what we did.

use messenger_desk::conversation::Input;
use messenger_desk::policy::{Ask, ReasonCode, Verdict, decide};
use messenger_desk::send::Draft;

use crate::desk::{Desk, START};

const OURS: &str = "731000000000001";

/// What is delivered to the app that has control, or in `standby` to the others.
fn delivered(desk: &mut Desk, list: &str, offset: i64, rest: &str) {
    let at = START.0 + offset;
    desk.webhook(&format!(
        r#"{{"object":"page","entry":[{{"id":"1","{list}":[{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{at},{rest}}}]}}]}}"#
    ));
}

fn message(mid: &str) -> String {
    format!(r#""message":{{"mid":"{mid}","text":"Hello"}}"#)
}

fn passed_to(app: &str) -> String {
    format!(r#""pass_thread_control":{{"previous_owner_app_id":"842","new_owner_app_id":"{app}"}}"#)
}

fn asked(desk: &Desk, offset: i64) -> (Verdict, ReasonCode) {
    let ask = Ask { policy: desk.config.policy("1"), ..Ask::human(START.plus(offset)) };
    let decision = decide(&desk.state.as_ref().unwrap().facts(), &ask);
    (decision.verdict, decision.reasons[0].code)
}

#[test]
fn what_comes_in_standby_is_not_ours_whatever_an_older_hand_over_said() {
    let events: [(&str, i64, String); 3] = [
        ("messaging", 0, message("m_1")),
        ("messaging", 1000, passed_to(OURS)),
        ("standby", 100_000_000, message("m_2")),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut desk = Desk::new();
        for place in order {
            let (list, offset, rest) = &events[place];
            delivered(&mut desk, list, *offset, rest);
        }
        assert_eq!(asked(&desk, 100_001_000), (Verdict::Blocked, ReasonCode::NotOwner), "{order:?}");
    }
}

#[test]
fn graphs_word_that_another_app_has_control_is_believed() {
    let mut desk = Desk::new();
    delivered(&mut desk, "messaging", 0, &message("m_1"));
    delivered(&mut desk, "messaging", 1000, &passed_to(OURS));
    assert_eq!(asked(&desk, 2000).0, Verdict::Allowed);
    desk.now = START.plus(2000);
    desk.reply("r1", "Yes.");
    desk.answered("r1/1", 400, r#"{"error":{"code":100,"error_subcode":2534037}}"#);
    assert_eq!(asked(&desk, 3000), (Verdict::Blocked, ReasonCode::NotOwner));
}

#[test]
fn control_that_we_gave_away_is_not_ours() {
    for (draft, key) in [
        (r#"{ "id": "c1", "act": { "do": "passThread", "appId": "842" } }"#, "c1/passThread"),
        (r#"{ "id": "c1", "act": { "do": "passThread" } }"#, "c1/passThread"),
        (r#"{ "id": "c1", "text": "A colleague takes over.", "threadControl": { "pass": "842" } }"#, "c1/1"),
    ] {
        let mut desk = Desk::new();
        delivered(&mut desk, "messaging", 0, &message("m_1"));
        delivered(&mut desk, "messaging", 1000, &passed_to(OURS));
        desk.now = START.plus(2000);
        desk.input(Input::Reply(Box::new(Draft::from_json(draft).unwrap())));
        assert_eq!(asked(&desk, 2500).0, Verdict::Allowed, "{draft}");
        desk.answered(key, 200, r#"{"success":true,"message_id":"m_9"}"#);
        assert_eq!(asked(&desk, 3000), (Verdict::Blocked, ReasonCode::NotOwner), "{draft}");
    }
    // What we take back is ours.
    let mut desk = Desk::new();
    delivered(&mut desk, "standby", 0, &message("m_1"));
    assert_eq!(asked(&desk, 1000).0, Verdict::Blocked);
    desk.now = START.plus(2000);
    desk.input(Input::Reply(Box::new(Draft::from_json(r#"{ "id": "c1", "act": { "do": "takeThread" } }"#).unwrap())));
    desk.answered("c1/takeThread", 200, r#"{"success":true}"#);
    assert_eq!(asked(&desk, 3000).0, Verdict::Allowed);
}
