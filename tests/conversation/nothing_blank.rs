//! Whatever comes has something to read, and says what it was.

use crate::desk::{Desk, START};

#[test]
fn what_has_no_words_says_what_it_was() {
    let wall = |field: &str, value: &str| {
        let body = format!(
            r#"{{"object":"page","entry":[{{"id":"1","changes":[{{"field":"{field}","value":{{"verb":"add","created_time":1762128000,{value}}}}}]}}]}}"#
        );
        Desk::new().webhook(&body).concat()
    };
    let order = |note: &str| {
        Desk::new().messaging(&format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"order":{{"products":[{{"id":1}}]{note}}}}}"#,
            START.0
        ))
    };
    for words in ["", r#","note":"""#, r#","note":" \u200b""#] {
        assert!(order(words).concat().contains(r#""placeholder":"order""#), "{words}");
    }
    for words in ["", r#","review_text":"""#] {
        let rating = format!(r#""item":"rating","open_graph_story_id":"77","reviewer_id":"9"{words}"#);
        assert!(wall("ratings", &rating).contains(r#""placeholder":"rating""#), "{words}");
    }
    for words in ["", r#","message":"""#] {
        let mention = format!(r#""item":"post","post_id":"9_9"{words}"#);
        assert!(wall("mention", &mention).contains(r#""placeholder":"mention""#), "{words}");
    }
}

#[test]
fn what_came_under_two_names_is_there_once() {
    let shown = |attachments: &str| {
        let item = format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"message":{{"mid":"m_1",{attachments}}}}}"#,
            START.0
        );
        Desk::new().messaging(&item).concat().matches(r#""type":"#).count()
    };
    // The sticker's id beside the attachments, where old payloads have it.
    let sticker = r#""sticker_id":369239263222822,"attachments":[{"type":"image","payload":{"url":"https://cdn.example.net/s"}},
        {"type":"sticker","payload":{"url":"https://cdn.example.net/s","sticker_id":369239263222822}}]"#;
    assert_eq!(shown(sticker), 1);
    // Two links to one post, each signed for itself.
    let post = r#""attachments":[{"type":"share","payload":{"url":"https://cdn.example.net/?asset_id=1&signature=a"}},
        {"type":"ig_post","payload":{"url":"https://cdn.example.net/?asset_id=1&signature=b"}}]"#;
    assert_eq!(shown(post), 1);
    let pictures = r#""attachments":[{"type":"image","payload":{"url":"https://cdn.example.net/1"}},
        {"type":"image","payload":{"url":"https://cdn.example.net/1"}}]"#;
    assert_eq!(shown(pictures), 2);
}

#[test]
fn a_key_that_says_the_field_or_none_that_says_the_verb_loses_nothing() {
    let item = format!(
        r#"{{"field":"messages","sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"message":{{"mid":"m_1","text":"Hello"}}}}"#,
        START.0
    );
    assert!(Desk::new().messaging(&item).concat().contains(r#""subject":"Hello""#));
    let comment = r#"{"object":"page","entry":[{"id":"1","changes":[{"field":"feed","value":{"item":"comment","post_id":"1_10",
        "parent_id":"1_10","comment_id":"10_1","message":"Hello","created_time":1762128000,"from":{"id":"9"}}}]}]}"#;
    assert!(Desk::new().webhook(comment).concat().contains(r#""subject":"Hello""#));
}
