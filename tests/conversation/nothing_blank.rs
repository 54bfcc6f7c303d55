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
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"order":{{"products":[{{}}]{note}}}}}"#,
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

#[test]
fn an_id_that_is_empty_is_none_and_a_number_is_one() {
    let item = |rest: &str| {
        format!(r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},{rest}}}"#, START.0)
    };
    let mut desk = Desk::new();
    for text in ["Hello", "Is it ready?"] {
        let said = desk.messaging(&item(&format!(r#""message":{{"mid":"","text":"{text}"}}"#))).concat();
        assert!(said.contains(text), "{said}");
    }
    let numbered = desk.messaging(&item(r#""message":{"mid":77777777777777777777,"text":"Hello"}"#)).concat();
    assert!(numbered.contains(r#""mid":"77777777777777777777""#), "{numbered}");
    for mids in [r#"["m_a",5]"#, r#""m_a""#] {
        let said = desk.messaging(&item(&format!(r#""delivery":{{"mids":{mids}}}"#))).concat();
        assert!(said.contains(r#""mids":["m_a""#), "{said}");
    }
}

#[test]
fn a_place_is_read_where_its_numbers_are_texts() {
    for (latitude, shown) in [("1.5", true), ("-33", true), ("01", false), ("1e5", false), (".5", false), ("", false)] {
        let item = format!(
            r#"{{"sender":{{"id":"24681"}},"recipient":{{"id":"1"}},"timestamp":{},"message":{{"mid":"m_1",
            "attachments":[{{"type":"location","payload":{{"coordinates":{{"lat":"{latitude}","long":"2.5"}}}}}}]}}}}"#,
            START.0
        );
        let said = Desk::new().messaging(&item).concat();
        assert_eq!(said.contains(&format!(r#""latitude":{latitude},"#)), shown, "{said}");
        assert_eq!(said.contains("placeholder"), !shown, "{said}");
    }
}
