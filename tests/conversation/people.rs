//! Who the person is, who controls the thread, what they agreed to.

use messenger_desk::conversation::{DeskStatus, Input, ProfileState, TicketStatus};
use messenger_desk::json::{Millis, write};
use messenger_desk::policy::{Ask, Author, DraftFacts, ReasonCode, Stage, decide};

use crate::desk::{Desk, START, requests};

fn named() -> Desk {
    Desk::with(r#"{ "appId": "731000000000001" }"#)
}

#[test]
fn a_name_is_asked_for_once_and_shown_when_it_comes() {
    let mut desk = named();
    let first = desk.customer_writes("m_1", "Hello");
    assert!(
        first[0].contains(r#""contact":{"id":"24681","kind":"psid","name":"Messenger user 4681","standIn":true}"#),
        "{first:?}"
    );
    let asked = r#"{"graph":{"key":"profile:24681","method":"GET","path":"/v26.0/24681?fields=first_name,last_name,profile_pic"}}"#;
    assert_eq!(first.last().map(String::as_str), Some(asked));
    assert!(!desk.customer_writes("m_2", "Hello?").iter().any(|effect| effect.contains("graph")));
    let told = desk.answered(
        "profile:24681",
        200,
        r#"{"first_name":"Ana","last_name":"","profile_pic":"https://x.example/a.jpg","id":"24681"}"#,
    );
    assert_eq!(
        write(&told),
        format!(
            r#"[{{"desk":{{"do":"contact","contact":{{"id":"24681","kind":"psid","name":"Ana","picture":"https://x.example/a.jpg"}},"id":"contact:dm:1:24681:profile","conversation":"dm:1:24681","route":{{"ticket":{{}}}},"author":"system","at":{}}}}}]"#,
            START.0
        )
    );
    // The answer to a question that is not open any more is no answer.
    assert!(write(&desk.answered("profile:24681", 200, "{}")).contains("unknown_send"));
}

#[test]
fn a_name_that_a_passing_trouble_kept_back_is_asked_for_again() {
    for (status, body, alerted) in [
        (0, "", false),
        (502, "<html>", false),
        (500, r#"{"error":{"code":2,"is_transient":true}}"#, false),
        (400, r#"{"error":{"code":190,"error_subcode":463}}"#, true),
    ] {
        let mut desk = named();
        desk.customer_writes("m_1", "Hello");
        let told = write(&desk.answered("profile:24681", status, body));
        assert_eq!(told.contains(r#""alert":{"code":"reauthorize""#), alerted, "{told}");
        assert!(!told.contains("standIn"), "{told}");
        // Not at every event: Graph is in trouble.
        let read = format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{0},"read":{{"watermark":{0}}}}}"#,
            START.0
        );
        assert!(!desk.messaging(&read).concat().contains("fields="));
        assert!(desk.customer_writes("m_2", "Hello?").concat().contains("fields=first_name"));
    }
}

#[test]
fn a_refused_name_leaves_one_that_stands_in_and_says_why() {
    for (status, body, reason) in [
        (400, r#"{"error":{"code":100,"error_subcode":2018218}}"#, Some("100/2018218")),
        (400, r#"{"error":{"code":2018247}}"#, Some("2018247")),
        (200, "{}", None),
    ] {
        let mut desk = named();
        desk.customer_writes("m_1", "Hello");
        let told = write(&desk.answered("profile:24681", status, body));
        assert!(told.contains(r#""name":"Messenger user 4681","standIn":true"#), "{told}");
        assert!(!told.contains("alert"), "{told}");
        match reason {
            Some(reason) => assert!(told.contains(&format!(r#""reason":"{reason}""#)), "{told}"),
            None => assert!(!told.contains("reason"), "{told}"),
        }
        assert_eq!(desk.state.as_ref().unwrap().profile, Some(ProfileState::Refused));
    }
}

#[test]
fn nothing_is_asked_about_somebody_elses_thread() {
    let mut desk = named();
    let effects = desk.webhook(
        r#"{"object":"page","entry":[{"id":"1","standby":[{"sender":{"id":"24681"},"recipient":{"id":"1"},
            "timestamp":1762128000000,"message":{"mid":"m_1","text":"Hello"}}]}]}"#,
    );
    assert!(effects[0].contains(r#""do":"open""#), "{effects:?}");
    assert!(!effects.iter().any(|effect| effect.contains("graph")), "{effects:?}");
}

#[test]
fn somebody_known_by_a_plugin_is_linked_to_who_they_are() {
    let mut desk = named();
    let effects = desk.messaging(
        r#"{"sender":{"id":"24681"},"recipient":{"id":"1"},"timestamp":1762128000000,
            "prior_message":{"source":"checkbox_plugin","identifier":"ref-7"},"message":{"mid":"m_1","text":"Hello"}}"#,
    );
    assert!(effects.iter().any(|effect| effect.contains(r#""sameAs":"ref:1:ref-7""#)), "{effects:?}");
}

#[test]
fn a_thread_of_another_app_is_told_by_where_its_events_come() {
    let mut desk = named();
    desk.customer_writes("m_1", "Hello");
    let standby = |at: Millis, mid: &str| {
        format!(
            r#"{{"object":"page","entry":[{{"id":"1","standby":[{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"message":{{"mid":"{mid}","text":"Hello"}}}}]}}]}}"#,
            at.0
        )
    };
    let decided = |desk: &Desk, now: Millis| {
        let policy = desk.config.policy("1");
        let decision = decide(&desk.state.as_ref().unwrap().facts(), &Ask { policy, ..Ask::human(now) });
        (decision.stage, decision.reasons[0].code, decision.next_change_at)
    };
    let taken = START.plus(Millis::HOUR);
    desk.webhook(&standby(taken, "m_2"));
    let end = taken.plus(Millis::DAY);
    assert_eq!(decided(&desk, taken), (Stage::Closed, ReasonCode::NotOwner, Some(end)));
    assert_eq!(decided(&desk, end.plus(-1)).1, ReasonCode::NotOwner);
    assert_eq!(decided(&desk, end).1, ReasonCode::WindowClosed);
    // A receipt is no word of the customer's: control runs out all the same.
    let receipt = format!(
        r#"{{"object":"page","entry":[{{"id":"1","standby":[{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{at},"read":{{"watermark":{at}}}}}]}}]}}"#,
        at = taken.plus(23 * Millis::HOUR).0
    );
    let mut later = Desk { config: desk.config.clone(), state: desk.state.clone(), now: desk.now };
    later.webhook(&receipt);
    assert_eq!(decided(&later, end.plus(-1)).2, Some(end));
    // What is seen after that end shows that it was extended.
    later.webhook(&standby(end, "").replace(r#""message":{"mid":"","text":"Hello"}"#, r#""read":{"watermark":5}"#));
    assert_eq!(decided(&later, end).2, Some(end.plus(Millis::DAY)));
    // What comes in `messaging` after it is ours to answer.
    desk.now = taken.plus(Millis::HOUR);
    desk.customer_writes("m_3", "Hello?");
    assert_eq!(decided(&desk, desk.now).0, Stage::Open);
}

#[test]
fn what_the_customer_agreed_to_is_kept_with_its_token() {
    let mut desk = named();
    let optin = |at: i64, rest: &str| {
        format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{at},"optin":{{"type":"notification_messages","notification_messages_token":"token-1"{rest}}}}}"#
        )
    };
    desk.customer_writes("m_1", "Hello");
    let stop = optin(START.0 + 2000, r#","notification_messages_status":"STOP NOTIFICATIONS","title":"Offers""#);
    let given = optin(START.0 + 1000, r#","token_expiry_timestamp":1793664000000"#);
    let noted = desk.messaging(&stop);
    assert!(
        noted[0]
            .contains(r#""code":"opted_out","note":"The customer wants no more notifications of this topic.\nOffers""#),
        "{noted:?}"
    );
    desk.messaging(&given);
    let optins = &desk.state.as_ref().unwrap().optins;
    assert_eq!(
        write(optins),
        format!(
            r#"[{{"token":"token-1","family":"notification_messages","at":{},"expiresAt":1793664000000,"stopped":true}}]"#,
            START.0 + 2000
        )
    );
    for number in 0..40 {
        let item = format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"optin":{{"type":"one_time_notif_req","one_time_notif_token":"once-{number}"}}}}"#,
            START.0 + number
        );
        desk.messaging(&item);
    }
    let optins = &desk.state.as_ref().unwrap().optins;
    assert_eq!(optins.iter().count(), 16);
    assert!(optins.iter().any(|optin| optin.token == "token-1") && optins.iter().any(|optin| optin.token == "once-39"));
}

#[test]
fn a_survey_shows_its_answers() {
    let mut desk = named();
    desk.customer_writes("m_1", "Hello");
    let noted = desk.messaging(
        r#"{"sender":{"id":"24681"},"recipient":{"id":"1"},"timestamp":1762128000000,"messaging_feedback":{"feedback_screens":[{"screen_id":0,
            "questions":{"visit":{"type":"csat","payload":"4","follow_up":{"type":"free_form","payload":"Quick and friendly"}}}}]}}"#,
    );
    assert!(noted[0].contains(r"survey.\nvisit (csat): 4; Quick and friendly"), "{noted:?}");
}

#[test]
fn the_way_somebody_came_is_in_the_ticket() {
    let mut desk = named();
    let opened = desk.messaging(
        r#"{"sender":{"id":"24681"},"recipient":{"id":"1"},"timestamp":1762128000000,"message":{"mid":"m_1","text":"Hello",
            "referral":{"source":"ADS","type":"OPEN_THREAD","ad_id":"238400","ref":"spring"}}}"#,
    );
    assert!(
        opened[0].contains(r#""referral":{"source":"ADS","type":"OPEN_THREAD","ref":"spring","adId":"238400"}"#),
        "{opened:?}"
    );
    assert_eq!(desk.state.as_ref().unwrap().ad_message_at, Some(START));
}

#[test]
fn a_page_that_meta_keeps_from_sending_is_kept_in_its_own_thread() {
    let enforced = |at: i64, action: &str| {
        format!(
            r#"{{"recipient":{{"id":"1"}},"timestamp":{at},"policy_enforcement":{{"action":"{action}","reason":"spam"}}}}"#
        )
    };
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut desk = named();
        let all = [enforced(START.0, "block"), enforced(START.0 + 1, "warning"), enforced(START.0 + 2, "unblock")];
        let effects: Vec<String> = order.iter().flat_map(|place| desk.messaging(&all[*place])).collect();
        assert_eq!(effects.iter().filter(|effect| effect.contains("alert")).count(), 3, "{effects:?}");
        assert!(!desk.state.as_ref().unwrap().restriction.unwrap().blocked.0);
    }
}

#[test]
fn the_answer_to_a_private_reply_tells_who_wrote_the_comment() {
    let mut desk = named();
    desk.webhook(
        r#"{"object":"page","entry":[{"id":"1","time":1762128000,"changes":[{"field":"feed","value":{"item":"comment","verb":"add",
            "comment_id":"10_1","post_id":"1_10","parent_id":"1_10","message":"Price?","created_time":1762128000,
            "from":{"id":"77","name":"Ana"}}}]}]}"#,
    );
    let draft = r#"{ "id": "r1", "kind": "privateReply", "text": "12 euros." }"#;
    let draft = messenger_desk::send::Draft::from_json(draft).unwrap();
    let sent = desk.input(messenger_desk::conversation::Input::Reply(Box::new(draft)));
    let key = requests(&sent)[0].key.clone();
    let learned = write(&desk.answered(&key, 200, r#"{"recipient_id":"24681","message_id":"m_9"}"#));
    assert!(learned.contains(r#""sameAs":"dm:1:24681""#), "{learned}");
    assert_eq!(desk.state.as_ref().unwrap().contact.as_ref().unwrap().linked.as_deref(), Some("24681"));
}

#[test]
fn a_sample_of_the_test_button_is_wholly_understood_and_says_where_it_came() {
    let mut desk = named();
    let sample = r#"{"object":"page","entry":[{"id":"1","changes":[{"field":"standby","value":{"sender":{"id":"24681"},
        "recipient":{"id":"1"},"timestamp":"1762128000","message":{"mid":"m_1","text":"Hello","shiny":1}}}]}]}"#;
    let document = desk.config.reader.document(sample.as_bytes()).unwrap();
    let delivery = desk.config.reader.read(&document).unwrap();
    let left: Vec<&str> = delivery.events[0].extra.iter().map(|(pointer, _)| pointer).collect();
    assert_eq!((delivery.events[0].standby, left), (true, vec!["/value/message/shiny"]));
    desk.webhook(sample);
    assert_eq!(desk.state.as_ref().unwrap().standby_at, Some(START));
}

#[test]
fn what_somebody_orders_and_tells_is_in_the_ticket() {
    let mut desk = named();
    let item = |rest: &str| {
        format!(r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},{rest}}}"#, START.0)
    };
    let order = r#""order":{"note":"A gift","products":[{"id":7,"name":"Bell","unit_price":19.5,"currency":"EUR","quantity":2},{"name":"Bike","unit_price":899.00,"currency":"EUR","quantity":1.0},{"retailer_id":"HB-1"},{"quantity":3,"unit_price":"5"},{}]}"#;
    let said = desk.messaging(&item(order)).concat();
    assert!(
        said.contains(
            r#""text":"A gift\n2 \u00d7 Bell, 19.50 EUR\n1 \u00d7 Bike, 899 EUR\n1 \u00d7 HB-1\n3 \u00d7 ?, 5""#
        ),
        "{said}"
    );
    for (rest, expected) in [
        (
            r#""messaging_customer_information":{"screens":[{"screen_id":"a","responses":[{"key":"city","value":"Porto"},{"key":"zip","value":4000}]}]}"#,
            r"asked for.\ncity: Porto\nzip: 4000",
        ),
        (
            r#""payment":{"payload":"bike-7","amount":{"currency":"EUR","amount":"5.00"},"requested_user_info":{"contact_email":"ana@example.net","shipping_address":{"city":"Porto","street2":""}}}"#,
            r"paid.\nbike-7\ncurrency: EUR\namount: 5.00\ncontact_email: ana@example.net\ncity: Porto",
        ),
    ] {
        let said = desk.messaging(&item(rest)).concat();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn an_answer_in_a_lead_ad_may_be_a_number() {
    let item = format!(
        r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"referral":{{"source":"ADS","type":"LEAD_COMPLETE"}},
        "lead":{{"data":[{{"question":"How many?","answer":12}},{{"question":"Where?","answer":"Porto"}}]}}}}"#,
        START.0
    );
    let said = Desk::new().messaging(&item).concat();
    assert!(said.contains(r#""text":"How many? 12\nWhere? Porto""#), "{said}");
}

#[test]
fn a_click_on_an_ad_opens_nothing_before_the_person_writes() {
    let came = |referral: &str| {
        let mut desk = Desk::new();
        desk.messaging(&format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"referral":{{{referral}}}}}"#,
            desk.now.0
        ));
        desk.stage(Author::Bot)
    };
    assert_eq!(came(r#""source":"ADS","type":"OPEN_THREAD","ad_id":"63""#), Stage::Closed);
    assert_eq!(came(r#""source":"SHORTLINK","type":"OPEN_THREAD","ref":"a""#), Stage::Open);
    assert_eq!(came(r#""source":"ADS","type":"LEAD_COMPLETE""#), Stage::Open);
}

#[test]
fn what_reaches_us_after_a_hand_over_is_ours_to_answer() {
    let mut desk = named();
    desk.customer_writes("m_1", "Hello");
    let passed = START.plus(Millis::HOUR);
    desk.messaging(&format!(
        r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"pass_thread_control":{{"new_owner_app_id":"999"}}}}"#,
        passed.0
    ));
    let decided = |desk: &Desk| {
        let policy = desk.config.policy("1");
        decide(&desk.state.as_ref().unwrap().facts(), &Ask { policy, ..Ask::human(passed.plus(Millis::HOUR)) }).reasons
            [0]
        .code
    };
    assert_eq!(decided(&desk), ReasonCode::NotOwner);
    // Roles are told to every app: that another asks for control, or which has which role, takes none from its owner.
    desk.messaging(&format!(
        r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"request_thread_control":{{"requested_owner_app_id":"888"}}}}"#,
        passed.0 + 1
    ));
    assert_eq!(decided(&desk), ReasonCode::NotOwner);
    desk.now = passed.plus(1);
    desk.customer_writes("m_2", "Are you there?");
    assert_eq!(decided(&desk), ReasonCode::WindowOpen);
}

#[test]
fn what_the_customer_answers_or_pays_begins_a_ticket_where_there_is_none() {
    let item = |rest: &str| {
        format!(r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},{rest}}}"#, START.0)
    };
    let survey = item(
        r#""messaging_feedback":{"feedback_screens":[{"screen_id":0,"questions":{"q1":{"type":"csat","payload":"2","follow_up":{"type":"free_form","payload":"Too slow"}}}}]}"#,
    );
    let opened = Desk::new().messaging(&survey).concat();
    assert!(opened.contains(r#""do":"open""#) && opened.contains("Too slow"), "{opened}");
    assert!(opened.contains(r#""placeholder":"happening""#), "{opened}");
    // Beside a ticket it is a note, and what asks nothing of anybody opens none.
    let mut desk = Desk::new();
    desk.customer_writes("m_1", "Hello");
    assert!(desk.messaging(&survey)[0].contains(r#""do":"note","code":"feedback""#));
    let linked = item(r#""account_linking":{"status":"linked","authorization_code":"a"}"#);
    assert!(Desk::new().messaging(&linked)[0].contains("no_ticket"));
}

#[test]
fn what_is_sent_to_a_solved_ticket_opens_it_and_a_survey_does_not() {
    let at = |offset: i64, rest: &str| {
        let at = START.0 + offset;
        format!(r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{at},{rest}}}"#)
    };
    let form = r#""form":{"id":"9"}"#;
    let survey = r#""messaging_feedback":{"feedback_screens":[{"screen_id":0,"questions":{"q":{"type":"csat","payload":"4"}}}]}"#;
    for (rest, opens) in [(form, true), (survey, false)] {
        let mut desk = named();
        desk.messaging(&at(0, r#""message":{"mid":"m_1","text":"Hello"}"#));
        desk.input(Input::Desk(DeskStatus { ticket: TicketStatus::Solved, at: START.plus(1000) }));
        let said = desk.messaging(&at(2000, rest)).concat();
        assert_eq!(said.contains(r#""reopens":true"#), opens, "{said}");
        assert_eq!(desk.state.unwrap().thread.unwrap().solved_at.is_none(), opens);
    }
}

#[test]
fn a_lead_without_words_is_a_lead() {
    let item = format!(
        r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"referral":{{"source":"ADS","type":"LEAD_COMPLETE"}},
        "lead":{{"data":[{{"question":"","answer":" "}}]}}}}"#,
        START.0
    );
    assert!(Desk::new().messaging(&item).concat().contains(r#""placeholder":"lead""#));
}

#[test]
fn the_token_of_recurring_messages_rests_after_each() {
    let mut desk = Desk::with(r#"{ "profiles": false, "policy": { "region": "EU" } }"#);
    desk.now = Millis(1_793_664_000_000);
    desk.customer_writes("m_1", "Hello");
    desk.messaging(&format!(
        r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"optin":{{"type":"notification_messages","notification_messages_token":"token-1"}}}}"#,
        desk.now.0
    ));
    let send = |desk: &mut Desk, id: &str| {
        let draft = format!(r#"{{ "id": "{id}", "text": "New in stock.", "optin": true }}"#);
        let draft = messenger_desk::send::Draft::from_json(&draft).unwrap();
        desk.input(Input::Reply(Box::new(draft)))
    };
    desk.now = desk.now.plus(3 * Millis::DAY);
    let first = send(&mut desk, "r1");
    assert!(
        write(requests(&first)[0]).contains(r#""recipient":{"notification_messages_token":"token-1"}"#),
        "{first:?}"
    );
    desk.answered("r1/1", 200, r#"{"recipient_id":"24681","message_id":"m_2"}"#);
    let used = desk.now;
    desk.now = used.plus(2 * Millis::DAY - 1);
    let soon = write(&send(&mut desk, "r2"));
    assert!(soon.contains(r#""state":"refused""#), "{soon}");
    let draft = DraftFacts { optin: true, ..DraftFacts::default() };
    let ask = Ask { draft, policy: desk.config.policy("1"), ..Ask::human(desk.now) };
    let decision = decide(&desk.state.as_ref().unwrap().facts(), &ask);
    assert!(decision.reasons.iter().any(|reason| reason.code == ReasonCode::OptinTooSoon));
    assert_eq!(decision.next_change_at, Some(used.plus(2 * Millis::DAY)));
    desk.now = used.plus(2 * Millis::DAY);
    assert_eq!(requests(&send(&mut desk, "r2")).len(), 1);
    // That it arrived is told by its echo too.
    desk.answered("r2/1", 0, "");
    assert!(desk.echo("m_3", r#","metadata":"r2/1""#)[0].contains(r#""state":"sent""#));
    assert!(requests(&send(&mut desk, "r3")).is_empty());
}

#[test]
fn a_label_is_noted_in_the_ticket_of_the_person_it_was_put_on() {
    let mut desk = named();
    desk.customer_writes("m_1", "Hello");
    let before = desk.state.as_ref().unwrap().heard_at;
    let said = desk.webhook(
        r#"{"object":"page","entry":[{"id":"1","time":1762138000,"changes":[{"field":"inbox_labels","value":{"user":{"id":"24681"},"action":"add","label":{"id":"7","page_label_name":"VIP"}}}]}]}"#,
    );
    assert!(said[0].contains(r#""code":"label""#) && said[0].contains("VIP"), "{said:?}");
    assert_eq!(desk.state.unwrap().heard_at, before);
}
