//! What is said on the wall: by whom, and whose it is.

use messenger_desk::conversation::Input;
use messenger_desk::json::{Millis, write};
use messenger_desk::policy::{Ask, Certainty, Place, ReasonCode, Recipient, ReplyKind, Verdict, decide};
use messenger_desk::send::Draft;

use crate::desk::{Desk, requests};

fn change(field: &str, value: &str) -> String {
    format!(
        r#"{{"object":"page","entry":[{{"id":"1","time":1762128000,"changes":[{{"field":"{field}","value":{{{value}}}}}]}}]}}"#
    )
}

#[test]
fn what_the_page_says_below_a_recommendation_is_the_pages() {
    let rating = |item: &str, rest: &str| {
        change(
            "ratings",
            &format!(r#""item":"{item}","verb":"add","open_graph_story_id":"88","created_time":1762128000,{rest}"#),
        )
    };
    let thanks = rating("comment", r#""comment_id":"88_2","message":"Thank you!","sender_id":"1""#);
    let mut desk = Desk::new();
    assert!(desk.webhook(&thanks)[0].contains("own_comment"));
    let mut desk = Desk::new();
    assert!(
        desk.webhook(&rating("rating", r#""reviewer_id":"44","review_text":"Good""#))[0]
            .contains(r#""author":"customer""#)
    );
    let said = desk.webhook(&thanks);
    assert!(said[0].contains(r#""do":"append""#) && said[0].contains(r#""author":"page""#), "{said:?}");
}

#[test]
fn a_groups_comments_are_the_same_in_either_place_and_the_pages_are_its_own() {
    let flat = |id: &str, from: &str| {
        format!(
            r#""from":{{"id":"{from}"}},"group_id":"66","comment_id":"{id}","parent_id":"67","post_id":"66_67","created_time":1762128000,"item":"comment","verb":"add","message":"Who?""#
        )
    };
    let in_messaging = |item: &str| format!(r#"{{"recipient":{{"id":"1"}},"field":"group_feed",{item}}}"#);
    let mut desk = Desk::new();
    assert!(desk.messaging(&in_messaging(&flat("70", "44")))[0].contains(r#""author":"customer""#));
    assert!(desk.webhook(&change("group_feed", &flat("70", "44")))[0].contains("duplicate"));
    let private = Ask { kind: ReplyKind::PrivateReply, ..Ask::human(desk.now) };
    assert_eq!(decide(&desk.state.as_ref().unwrap().facts(), &private).verdict, Verdict::Allowed);
    assert!(desk.messaging(&in_messaging(&flat("71", "1")))[0].contains(r#""author":"page""#));
    assert!(desk.webhook(&change("group_feed", &flat("72", "1")))[0].contains(r#""author":"page""#));
}

#[test]
fn a_visitors_post_is_in_the_desk_though_its_author_is_hidden() {
    let post = |item: &str| {
        change(
            "feed",
            &format!(
                r#""item":"{item}","verb":"add","post_id":"1_5","created_time":1762128000,"message":"Open on Sunday?""#
            ),
        )
    };
    assert!(Desk::new().webhook(&post("post"))[0].contains(r#""name":"Facebook user""#));
    assert!(Desk::new().webhook(&post("status"))[0].contains("own_post"));
}

fn comment(verb: &str, id: &str, at: i64) -> String {
    let value = format!(
        r#""item":"comment","verb":"{verb}","comment_id":"{id}","post_id":"1_5","parent_id":"5_6","from":{{"id":"44"}},"created_time":{at},"message":"How much?""#
    );
    change("feed", &value)
}

#[test]
fn a_comment_that_is_gone_is_not_answered_privately_in_whichever_order_it_went() {
    let add = comment("add", "5_6", 1_762_128_000);
    let remove = comment("remove", "5_6", 1_762_128_010);
    let next = comment("add", "5_7", 1_762_128_005);
    let private = |events: &[&String]| {
        let mut desk = Desk::new();
        for event in events {
            desk.webhook(event);
        }
        let state = desk.state.unwrap();
        let now = desk.now.plus(Millis::HOUR);
        (decide(&state.facts(), &Ask { kind: ReplyKind::PrivateReply, ..Ask::human(now) }).verdict, state)
    };
    let (gone, state) = private(&[&add, &remove]);
    let (late, same) = private(&[&remove, &add]);
    assert_eq!((gone, late), (Verdict::Blocked, Verdict::Blocked));
    assert_eq!(state.comment, same.comment);
    assert_eq!(private(&[&add, &remove, &next]).0, Verdict::Allowed);
}

#[test]
fn where_the_last_comment_is_taken_back_the_one_before_it_is_answered() {
    let [first, second] = ["5_6", "5_7"].map(|id| comment("add", id, 1_762_128_000));
    let third = comment("add", "5_8", 1_762_128_005);
    let gone = comment("remove", "5_8", 1_762_128_010);
    let orders = [[&first, &second, &third, &gone], [&gone, &third, &second, &first], [&second, &gone, &first, &third]];
    let mut states = Vec::new();
    for events in orders {
        let mut desk = Desk::new();
        for event in events {
            desk.webhook(event);
        }
        let ask =
            Ask { kind: ReplyKind::Comment, policy: desk.config.policy("1"), ..Ask::human(desk.now.plus(60_000)) };
        let answer = decide(&desk.state.as_ref().unwrap().facts(), &ask).send.unwrap();
        assert_eq!(answer.recipient, Some(Recipient::Comment("5_7".to_owned())));
        states.push(desk.state.unwrap());
    }
    assert!(states.iter().all(|state| (&state.comment, &state.earlier_comments)
        == (&states[0].comment, &states[0].earlier_comments)));

    let mut desk = Desk::new();
    for number in 10..20 {
        desk.webhook(&comment("add", &format!("5_{number}"), 1_762_128_000 + number));
    }
    for number in 18..20 {
        desk.webhook(&comment("remove", &format!("5_{number}"), 1_762_128_100));
    }
    desk.now = desk.now.plus(Millis::HOUR);
    let draft = Draft::from_json(r#"{ "id": "r1", "text": "How may we help?", "kind": "privateReply" }"#).unwrap();
    let effects = desk.input(Input::Reply(Box::new(draft)));
    let [request] = requests(&effects)[..] else { panic!("{effects:?}") };
    assert!(write(request).contains(r#""recipient":{"comment_id":"5_17"}"#), "{effects:?}");
    desk.answered("r1/1", 200, r#"{"recipient_id":"24681","message_id":"m_9"}"#);
    let state = desk.state.unwrap();
    let known: Vec<(&str, bool)> =
        state.earlier_comments.iter().map(|known| (known.id.as_str(), known.replied_at.is_some())).collect();
    assert_eq!(known, [("5_16", false), ("5_17", true), ("5_18", false)]);
}

#[test]
fn a_comment_on_instagram_is_decided_by_instagrams_rules() {
    let body = r#"{"object":"instagram","entry":[{"id":"1","time":1762128000,"changes":[{"field":"comments","value":{"from":{"id":"99","username":"ana"},"media":{"id":"77"},"id":"c_1","text":"How much?"}}]}]}"#;
    let decided = |config: &str| {
        let mut desk = Desk::with(config);
        desk.webhook(body);
        let policy = desk.config.policy("1");
        let ask = Ask { kind: ReplyKind::PrivateReply, policy, ..Ask::human(desk.now) };
        let decision = decide(&desk.state.unwrap().facts(), &ask);
        (decision.verdict, decision.platform)
    };
    assert_eq!(decided("{}"), (Verdict::Blocked, Some(Place::Instagram)));
    assert_eq!(decided(r#"{"policy":{"humanAgent":true}}"#), (Verdict::Allowed, Some(Place::Instagram)));
}

#[test]
fn the_desk_hears_what_a_recommendation_says_beside_its_words() {
    let rating = |rest: &str, at: i64| {
        change(
            "ratings",
            &format!(
                r#""item":"rating","open_graph_story_id":"88","created_time":{at},"reviewer_id":"44","review_text":"Slow",{rest}"#
            ),
        )
    };
    let (first, second) = (1_762_128_000, 1_762_128_060);
    let mut desk = Desk::new();
    let said = desk.webhook(&rating(r#""verb":"add","recommendation_type":"NEGATIVE""#, first));
    assert!(said[0].contains(r#""do":"open""#), "{said:?}");
    assert!(
        said[1].contains(r#""code":"recommendation","note":"The customer does not recommend the Page.""#),
        "{said:?}"
    );
    let said = desk.webhook(&rating(r#""verb":"edit","recommendation_type":"positive""#, second));
    assert!(said[0].contains(r#""do":"edit""#) && said[1].contains("The customer recommends the Page."), "{said:?}");
    // What an edit said before the last one is said no more.
    assert_eq!(desk.webhook(&rating(r#""verb":"edit","recommendation_type":"negative""#, first)).len(), 1);
    assert!(Desk::new().webhook(&rating(r#""verb":"add","rating":4"#, first))[1].contains("in stars of 5: 4."));
}

#[test]
fn the_pages_answer_is_there_though_its_edit_came_before_the_ticket() {
    let comment = |verb: &str, id: &str, from: &str, at: u32, text: &str| {
        change(
            "feed",
            &format!(
                r#""item":"comment","verb":"{verb}","comment_id":"{id}","post_id":"1_77","parent_id":"77_1","from":{{"id":"{from}"}},"created_time":{at},"message":"{text}""#
            ),
        )
    };
    let mut desk = Desk::new();
    desk.webhook(&comment("edited", "77_2", "1", 1_762_128_010, "At five."));
    desk.webhook(&comment("add", "77_1", "9", 1_762_128_000, "When?"));
    let answer = desk.webhook(&comment("add", "77_2", "1", 1_762_128_005, "At four."));
    assert!(answer[0].contains(r#""author":"page""#), "{answer:?}");
}

#[test]
fn every_edit_in_a_group_is_one_of_its_own_in_either_place() {
    let said = |verb: &str, text: &str| {
        format!(
            r#""item":"comment","verb":"{verb}","comment_id":"70","parent_id":"67","post_id":"66_67","from":{{"id":"44"}},"created_time":1762128000,"message":"{text}""#
        )
    };
    let mut desk = Desk::new();
    for (verb, text) in [("add", "one"), ("edited", "two"), ("edited", "three")] {
        assert!(desk.webhook(&change("group_feed", &said(verb, text)))[0].contains(text));
    }
    let flat = format!(r#"{{"recipient":{{"id":"1"}},"field":"group_feed",{}}}"#, said("edited", "three"));
    assert!(desk.messaging(&flat)[0].contains("duplicate"));
}

#[test]
fn nobody_answers_a_comment_that_is_gone_nor_hears_a_verdict_that_is() {
    let comment = |verb: &str| {
        change(
            "feed",
            &format!(
                r#""item":"comment","verb":"{verb}","comment_id":"77_1","post_id":"1_77","parent_id":"1_77","from":{{"id":"9"}},"created_time":1762128000,"message":"When?""#
            ),
        )
    };
    let mut desk = Desk::new();
    desk.webhook(&comment("add"));
    desk.webhook(&comment("remove"));
    for kind in [ReplyKind::Comment, ReplyKind::PrivateReply] {
        let ask = Ask { kind, ..Ask::human(desk.now) };
        assert_eq!(decide(&desk.state.as_ref().unwrap().facts(), &ask).verdict, Verdict::Blocked);
    }
    let rating = |verb: &str, rest: &str| {
        change(
            "ratings",
            &format!(
                r#""item":"rating","verb":"{verb}","open_graph_story_id":"88","created_time":1762128000,"reviewer_id":"9"{rest}"#
            ),
        )
    };
    let mut desk = Desk::new();
    desk.webhook(&rating("remove", ""));
    let said = desk.webhook(&rating("add", r#","recommendation_type":"NEGATIVE","review_text":"Slow""#)).concat();
    assert!(said.contains("taken_back") && !said.contains("recommend the Page"), "{said}");
}

#[test]
fn when_a_ticket_began_is_the_same_in_any_order() {
    let comment = |id: &str, from: &str, at: u32| {
        change(
            "feed",
            &format!(
                r#""item":"comment","verb":"add","comment_id":"{id}","post_id":"1_77","parent_id":"77_1","from":{{"id":"{from}"}},"created_time":{at},"message":"Hi""#
            ),
        )
    };
    let (pages, asked) = (comment("77_2", "1", 1_762_128_000), comment("77_3", "9", 1_762_128_010));
    let began = |order: [&String; 2]| {
        let mut desk = Desk::new();
        for event in order {
            desk.webhook(event);
        }
        desk.state.unwrap().thread.unwrap().opened_at
    };
    assert_eq!(began([&pages, &asked]), began([&asked, &pages]));
}

#[test]
fn a_ticket_that_begins_with_a_changed_comment_can_be_answered() {
    let edited = comment("edited", "5_6", 1_762_128_000);
    let later = edited.replace(r#""message""#, r#""edited_time":1762214400,"message""#);
    for (event, expected) in [(&edited, 1_762_128_000_000), (&later, 1_762_128_000_000)] {
        let mut desk = Desk::new();
        assert!(desk.webhook(event)[0].contains(r#""do":"open""#));
        let said = desk.state.as_ref().unwrap().comment.clone().unwrap();
        assert_eq!((said.id.as_str(), said.at), ("5_6", Millis(expected)));
        desk.now = Millis(1_762_214_500_000);
        assert_eq!(requests(&desk.reply("r1", "12 euros.")).len(), 1);
    }
    // In whichever order it comes it is one comment, written when it was written.
    let add = comment("add", "5_6", 1_762_128_000);
    let known = |events: [&String; 2]| {
        let mut desk = Desk::new();
        for event in events {
            desk.webhook(event);
        }
        let state = desk.state.unwrap();
        (state.comment, state.earlier_comments, state.contact)
    };
    assert_eq!(known([&add, &later]), known([&later, &add]));
}

#[test]
fn a_private_reply_links_who_wrote_the_comment_it_answers() {
    let anas = comment("add", "5_6", 1_762_128_000);
    let bens = comment("add", "5_7", 1_762_128_060).replace(r#""id":"44""#, r#""id":"66""#);
    let mut desk = Desk::new();
    desk.webhook(&anas);
    let draft = Draft::from_json(r#"{ "id": "r1", "text": "12 euros.", "kind": "privateReply" }"#).unwrap();
    desk.input(Input::Reply(Box::new(draft)));
    // Somebody else writes before Graph answers.
    desk.webhook(&bens);
    let told = write(&desk.answered("r1/1", 200, r#"{"recipient_id":"24681","message_id":"m_9"}"#));
    assert!(
        told.contains(r#""contact":{"id":"44","kind":"feed""#) && told.contains(r#""sameAs":"dm:1:24681""#),
        "{told}"
    );
    assert_eq!(desk.state.unwrap().contact.unwrap().linked, None);
}

#[test]
fn our_public_answer_is_ours_though_its_author_is_hidden_or_it_has_no_words() {
    let answer = |rest: &str| {
        let value = format!(
            r#""item":"comment","verb":"add","comment_id":"5_9","post_id":"1_5","parent_id":"5_6","created_time":1762128060{rest}"#
        );
        change("feed", &value)
    };
    let asked = || {
        let mut desk = Desk::new();
        desk.webhook(&comment("add", "5_6", 1_762_128_000));
        desk
    };
    let mut desk = asked();
    desk.reply("r1", "12 euros.");
    desk.answered("r1/1", 200, r#"{"id":"5_9"}"#);
    let hidden = desk.webhook(&answer(r#","message":"12 euros.""#));
    assert!(hidden[0].contains("own_echo"), "{hidden:?}");
    assert_eq!(desk.state.unwrap().comment.unwrap().id, "5_6");

    let mut desk = asked();
    let picture = r#"{ "id": "r1", "attachments": [{ "type": "image", "url": "https://cdn.example.net/1.png" }] }"#;
    desk.input(Input::Reply(Box::new(Draft::from_json(picture).unwrap())));
    let shown = desk.webhook(&answer(r#","from":{"id":"1"},"photo":"https://cdn.example.net/2.png""#));
    assert!(shown[0].contains("own_echo"), "{shown:?}");
    // The same words an hour later are somebody else's.
    let mut desk = asked();
    desk.reply("r1", "12 euros.");
    let later = answer(r#","from":{"id":"1"},"message":"12 euros.""#).replace("1762128060", "1762138060");
    assert!(desk.webhook(&later)[0].contains(r#""author":"page""#));
}

#[test]
fn a_recommendation_that_loses_its_words_is_still_one() {
    let rating = |verb: &str, rest: &str, at: i64| {
        let value = format!(
            r#""item":"rating","verb":"{verb}","open_graph_story_id":"88","created_time":{at},"reviewer_id":"44"{rest}"#
        );
        change("ratings", &value)
    };
    let mut desk = Desk::new();
    desk.webhook(&rating("add", r#","review_text":"Slow""#, 1_762_128_000));
    let said = desk.webhook(&rating("edit", "", 1_762_128_060));
    assert!(said[0].contains(r#""do":"edit""#) && said[0].contains(r#""placeholder":"rating""#), "{said:?}");
}

#[test]
fn a_private_reply_goes_to_the_comment_that_it_names() {
    let asked = || {
        let mut desk = Desk::new();
        desk.webhook(&comment("add", "5_6", 1_762_128_000));
        desk.webhook(&comment("add", "5_7", 1_762_128_060).replace(r#""id":"44""#, r#""id":"66""#));
        desk.now = desk.now.plus(Millis::HOUR);
        desk
    };
    let private = |desk: &mut Desk, id: &str, rest: &str| {
        let draft = format!(r#"{{ "id": "{id}", "text": "Your order 4711.", "kind": "privateReply" {rest} }}"#);
        desk.input(Input::Reply(Box::new(Draft::from_json(&draft).unwrap())))
    };
    for named in [r#", "replyTo": "5_6""#, r#", "recipient": { "comment_id": "5_6" }"#] {
        let mut desk = asked();
        let effects = private(&mut desk, "r1", named);
        let [request] = requests(&effects)[..] else { panic!("{effects:?}") };
        let body = write(request);
        assert!(body.contains(r#""recipient":{"comment_id":"5_6"}"#) && !body.contains("reply_to"), "{body}");
        desk.answered("r1/1", 200, r#"{"recipient_id":"24681","message_id":"m_9"}"#);
        assert!(write(&private(&mut desk, "r2", named)).contains(r#""reason":"private_reply_spent""#));
        // The other one's private reply is still to be had.
        assert!(write(&private(&mut desk, "r3", "")).contains(r#""recipient":{"comment_id":"5_7"}"#));
    }
    // What is not known here is answered by nobody.
    let unknown = private(&mut asked(), "r1", r#", "replyTo": "5_99""#);
    assert!(write(&unknown).contains(r#""reason":"other_comment""#), "{unknown:?}");
    // In public the draft may name any.
    let mut desk = asked();
    let draft = r#"{ "id": "r1", "text": "Sorry!", "recipient": { "comment_id": "5_6" } }"#;
    let effects = desk.input(Input::Reply(Box::new(Draft::from_json(draft).unwrap())));
    assert!(write(requests(&effects)[0]).contains("/5_6/comments"), "{effects:?}");
}

#[test]
fn a_private_reply_below_a_live_video_is_possible_while_it_is_live() {
    let body = r#"{"object":"instagram","entry":[{"id":"1","time":1762128000,"changes":[{"field":"live_comments","value":{"from":{"id":"99","username":"ana"},"media":{"id":"77"},"id":"c_1","text":"How much?"}}]}]}"#;
    let mut desk = Desk::new();
    desk.webhook(body);
    let ask = Ask { kind: ReplyKind::PrivateReply, policy: desk.config.policy("1"), ..Ask::human(desk.now) };
    let decision = decide(&desk.state.unwrap().facts(), &ask);
    assert_eq!(
        (decision.verdict, decision.certainty, decision.reasons[0].code),
        (Verdict::Allowed, Some(Certainty::Possible), ReasonCode::PrivateReplyLive)
    );
}

#[test]
fn a_comment_that_comes_twice_is_one_and_answered_privately_once() {
    let reply = |desk: &mut Desk, id: &str| {
        let draft = format!(r#"{{ "id": "{id}", "text": "12 euros.", "kind": "privateReply", "replyTo": "5_6" }}"#);
        write(&desk.input(Input::Reply(Box::new(Draft::from_json(&draft).unwrap()))))
    };
    let add = comment("add", "5_6", 1_762_128_000);
    let edited =
        add.replace(r#""add""#, r#""edited""#).replace(r#""message""#, r#""edited_time":1762128060,"message""#);
    for first in [&add, &edited] {
        let mut desk = Desk::new();
        desk.webhook(first);
        desk.now = desk.now.plus(Millis::HOUR);
        reply(&mut desk, "r1");
        desk.answered("r1/1", 200, r#"{"recipient_id":"24681","message_id":"m_9"}"#);
        // So much happens that the event itself is forgotten.
        for number in 0..130 {
            let value = format!(
                r#""item":"reaction","verb":"add","reaction_type":"like","comment_id":"5_6","post_id":"1_5","parent_id":"1_5","created_time":{},"from":{{"id":"9{number}"}}"#,
                1_762_128_100 + number
            );
            desk.webhook(&change("feed", &value));
        }
        desk.webhook(&add);
        assert!(reply(&mut desk, "r2").contains("private_reply_spent"));
        assert_eq!(desk.state.unwrap().earlier_comments.iter().count(), 0);
    }
}

#[test]
fn on_instagram_a_post_is_answered_on_its_own_edge() {
    let body = r#"{"object":"instagram","entry":[{"id":"1","time":1762128000,"changes":[{"field":"comments","value":{"from":{"id":"99","username":"ana"},"media":{"id":"77"},"id":"c_1","text":"How much?"}}]}]}"#;
    for (rest, path) in [
        ("", "/v26.0/c_1/replies"),
        (r#", "replyTo": "c_0""#, "/v26.0/c_0/replies"),
        (r#", "recipient": { "post_id": "77" }"#, "/v26.0/77/comments"),
    ] {
        let mut desk = Desk::new();
        desk.webhook(body);
        let draft = format!(r#"{{ "id": "r1", "text": "12 euros." {rest} }}"#);
        let effects = desk.input(Input::Reply(Box::new(Draft::from_json(&draft).unwrap())));
        assert_eq!(requests(&effects)[0].path, path);
    }
}

#[test]
fn below_a_post_each_message_says_who_wrote_it() {
    let by = |name: &str, id: &str| {
        comment("add", id, 1_762_128_000)
            .replace(r#""from":{"id":"44"}"#, &format!(r#""from":{{"id":"{name}1","name":"{name}"}}"#))
    };
    let mut desk = Desk::new();
    assert!(desk.webhook(&by("Ana", "5_6"))[0].contains(r#""from":"Ana""#));
    let second = desk.webhook(&by("Ben", "5_7"));
    assert!(second[0].contains(r#""do":"append""#) && second[0].contains(r#""from":"Ben""#), "{second:?}");
    // With one person there is nobody to tell apart.
    assert!(!Desk::new().customer_writes("m_1", "Hello").concat().contains(r#""from""#));
}
