//! Tells Meta's rules: `cargo run --example rules` the page `src/policy/RULES.md`, with `--json` the table for the package, and with
//! `--limits` the Send API's limits. As a test it
//! says whether the page is up to date.
#![allow(clippy::print_stdout, reason = "this is what it is for")]

use messenger_desk::json::write;
use messenger_desk::policy::{RULES, Rule, Span};
use messenger_desk::send::LIMITS;

fn main() {
    if std::env::args().any(|argument| argument == "--json") {
        println!("{}", write(RULES));
    } else if std::env::args().any(|argument| argument == "--limits") {
        println!("{}", write(LIMITS));
    } else {
        print!("{}", page());
    }
}

/// The page, in Markdown.
fn page() -> String {
    let mut page = String::from(
        "Every rule this version knows, in the order in which they are tried. Written by `cargo xtask rules`; do not edit.\n\n\
         Days begin in UTC: a rule holds from the first moment of its first day, and no more from the first moment of the day it ended.\n",
    );
    for rule in RULES {
        page.push_str(&section(rule));
    }
    page
}

fn section(rule: &Rule) -> String {
    let mut lines = vec![format!("\n## `{}`\n\n{}\n", rule.id.as_str(), rule.allows)];
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("* {name}: {value}"));
        }
    };
    let until = rule.until.map_or_else(String::new, |until| format!(" until {until}, when it ended"));
    line("in force", format!("from {}{until}", rule.from));
    line("by", rule.actors.as_str().to_owned());
    line("on", rule.platforms.as_str().to_owned());
    let hours = match rule.span {
        Span::Hours(hours) if hours > 48 => format!("{} days", hours / 24),
        Span::Hours(hours) => format!("{hours} hours"),
        Span::Unlimited => "without end".to_owned(),
    };
    line("time", format!("{hours}, counted from {}", words([rule.counts.as_str()])));
    line(
        "pause",
        rule.pause_hours.map_or_else(String::new, |hours| format!("{hours} hours from one message to the next")),
    );
    line("opened by", words(rule.opened_by.iter().map(|opener| opener.as_str())));
    line("needs", words(rule.needs.iter().map(|need| need.as_str())));
    line("forbids", words(rule.forbids.iter().map(|forbid| forbid.as_str())));
    let kind = rule.messaging_type.map(|kind| format!("`messaging_type` `{}`", kind.as_str()));
    let tag = rule.tag.map(|tag| format!("`tag` `{}`", tag.as_str()));
    let recipient = Some(format!("to the {}", rule.recipient.as_str()));
    line("envelope", [kind, tag, recipient].into_iter().flatten().collect::<Vec<_>>().join(", "));
    line("replaced by", words(rule.replaced_by.iter().map(|id| id.as_str())));
    line("source", format!("{}; {}", rule.source, rule.confidence.as_str()));
    lines.push(String::new());
    lines.join("\n")
}

fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_up_to_date() {
        let kept = include_str!("../src/policy/RULES.md");
        assert!(kept == super::page(), "the page of rules differs from the table: run `cargo xtask rules`");
    }
}
