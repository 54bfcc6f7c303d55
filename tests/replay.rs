//! The corpus of the fuzz targets and thousands of seeded mutations of it, on stable: the same inputs in every run.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failing test may stop, and says what it did"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use messenger_desk::desk::Config;
use messenger_desk::js::calls;
use messenger_desk::json::{Document, Limits, Value};
use messenger_desk::webhook::event::EVENT_TYPES;

#[path = "fuzz/checks/mod.rs"]
mod checks;

/// Mutations per target.
const ROUNDS: u64 = 5000;
/// No input may take longer; a guard against hangs only, far above what any takes.
const HANG: Duration = Duration::from_secs(10);

#[test]
fn corpus_and_mutations_keep_every_check() {
    std::thread::scope(|scope| {
        for (name, check) in checks::TARGETS {
            scope.spawn(move || replay(name, check));
        }
    });
}

fn replay(name: &str, check: fn(&[u8])) {
    let seeds: Vec<Vec<u8>> = seeds(name).into_iter().map(|(_, seed)| seed).collect();
    assert!(!seeds.is_empty(), "no corpus for {name}");
    for seed in &seeds {
        timed(name, check, seed);
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..ROUNDS {
        timed(name, check, &mutated(&seeds, &mut random));
    }
    println!("{name}: {} files and {ROUNDS} mutations", seeds.len());
}

fn timed(name: &str, check: fn(&[u8]), bytes: &[u8]) {
    let begun = Instant::now();
    let held = std::panic::catch_unwind(|| check(bytes));
    assert!(held.is_ok(), "{name} fails on {:?}", String::from_utf8_lossy(bytes));
    assert!(begun.elapsed() < HANG, "{name} is slow on {:?}", String::from_utf8_lossy(bytes));
}

/// The files of a target's corpus, each with its name.
fn seeds(name: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> =
        std::fs::read_dir(corpus().join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let named =
        |file: PathBuf| (file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(file).unwrap());
    files.into_iter().map(named).collect()
}

/// One to eight cuts, flips, copies and tokens in a seed.
fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    const TOKENS: [&[u8]; 12] =
        [b"null", b"{}", b"[", b"]", b"\"", b"1e400", b"-0", b"\\ud83d", b"\0", b"\xff", b"18446744073709551616", b","];
    let mut bytes = random.pick(seeds).cloned().unwrap_or_default();
    for _ in 0..=random.below(8) {
        let start = random.below(bytes.len().saturating_add(1));
        let end = start.saturating_add(random.below(12)).min(bytes.len());
        let insert = match random.below(4) {
            0 => Vec::new(),
            1 => vec![random.next().to_le_bytes()[0]],
            2 => random.pick(&TOKENS).map(|token| token.to_vec()).unwrap_or_default(),
            _ => bytes.iter().skip(start).take(random.below(64)).copied().collect(),
        };
        bytes.splice(start..end, insert);
    }
    bytes
}

/// xorshift64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(1).max(1);
        usize::try_from(self.next().checked_rem(end).unwrap_or(0)).unwrap_or(0)
    }

    fn pick<'s, T>(&mut self, from: &'s [T]) -> Option<&'s T> {
        from.get(self.below(from.len()))
    }
}

/// A check whose seeds are all refused at the door would see nothing.
#[test]
fn seeds_come_past_the_door() {
    let config = Config::from_json("{}").unwrap_or_else(|error| panic!("{}", error.message));
    for file in ["small", "direct", "wall", "instagram"] {
        let done = calls::step(&config, Some(&text("state", file)), r#"{"tick":true}"#, 1.0);
        assert!(done.is_ok(), "state/{file}: {done:?}");
    }
    for file in ["facts", "asked", "hurdles"] {
        let seed = text("state", file);
        let (state, ask) = seed.split_once('\n').unwrap_or((&seed, r#"{"now":1,"author":"bot"}"#));
        let answer = calls::decide(state, ask);
        assert!(answer.is_ok(), "state/{file}: {answer:?}");
    }
    for file in
        ["text", "everything", "long", "utility", "comment", "template-generic", "template-button", "act-comment"]
    {
        let seed = text("draft", file);
        let (draft, decision) = seed.split_once('\n').unwrap_or((&seed, checks::decision()));
        let plan = calls::plan(draft, decision);
        assert!(plan.as_ref().is_ok_and(|plan| plan.contains("requests")), "draft/{file}: {plan:?}");
    }
}

/// The seeds of `inputs` are folded, and there is one of every kind of input and of every type of event.
#[test]
fn inputs_of_every_kind_are_folded() {
    let config = Config::from_json("{}").unwrap_or_else(|error| panic!("{}", error.message));
    let mut left: BTreeSet<String> = ["reply", "sent", "desk", "tick"].map(str::to_owned).into();
    left.extend(EVENT_TYPES.iter().map(|name| format!("event {name}")));
    for (_, seed) in seeds("inputs") {
        let Ok(seed) = String::from_utf8(seed) else { continue };
        let done = [None, Some(checks::thread())].map(|state| calls::step(&config, state, &seed, 1_793_737_091_205.0));
        if !done.iter().any(Result::is_ok) {
            continue;
        }
        let document = Document::parse_text(&seed, &Limits::default()).unwrap();
        let inputs = document.root().items().unwrap_or(std::slice::from_ref(document.root()));
        for (kind, value) in inputs.iter().filter_map(Value::entries).flatten() {
            let name = value.get("type").and_then(Value::text).map(|name| format!("event {name}"));
            left.remove(&name.unwrap_or_else(|| kind.to_string()));
        }
    }
    assert!(left.is_empty(), "no seed of inputs is folded that holds {left:?}");
}

fn text(target: &str, file: &str) -> String {
    std::fs::read_to_string(corpus().join(target).join(file)).unwrap()
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}
