//! What is said on the wall: by whom, and whose it is.

use messenger_desk::policy::{Ask, ReplyKind, Verdict, decide};

use crate::desk::Desk;

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
