//! A reply of many messages: each of its echoes is known, or it is not sent at all.

use messenger_desk::desk::ReceiptState;

use super::desk::{Desk, receipt, requests};

#[test]
fn every_echo_of_the_longest_reply_is_known_and_a_longer_one_is_refused() {
    let mut desk = Desk::new();
    desk.customer_writes("m_0", "Tell me everything.");
    let effects = desk.reply("r1", &"x".repeat(32 * 2000));
    let keys: Vec<String> = requests(&effects).iter().map(|request| request.key.clone()).collect();
    assert_eq!(keys.len(), 32);
    for (key, index) in keys.iter().zip(0..) {
        let echo = desk.echo(&format!("m_a{index}"), &format!(r#","metadata":"{key}""#));
        assert!(echo[0].contains("own_echo"), "{echo:?}");
    }
    let effects = desk.reply("r2", &"x".repeat(32 * 2000 + 1));
    assert!(requests(&effects).is_empty());
    assert_eq!(receipt(&effects), (ReceiptState::Refused, Some("too_many_parts")));
}
