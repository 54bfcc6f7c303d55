//! The corpus of the fuzz targets and thousands of seeded mutations of it, on stable: the same inputs in every run.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failing test may stop, and says what it did"
)]

use std::path::Path;
use std::time::{Duration, Instant};

#[path = "fuzz/checks.rs"]
mod checks;

/// Mutations per target.
const ROUNDS: u64 = 2000;
/// No input may take longer; a guard against hangs only, far above what any takes.
const HANG: Duration = Duration::from_secs(10);

#[test]
fn corpus_and_mutations_keep_every_check() {
    for (name, check) in checks::TARGETS {
        let seeds = seeds(name);
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
}

fn timed(name: &str, check: fn(&[u8]), bytes: &[u8]) {
    let begun = Instant::now();
    let held = std::panic::catch_unwind(|| check(bytes));
    assert!(held.is_ok(), "{name} fails on {:?}", String::from_utf8_lossy(bytes));
    assert!(begun.elapsed() < HANG, "{name} is slow on {:?}", String::from_utf8_lossy(bytes));
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
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
    use messenger_desk::js::calls;
    let config = messenger_desk::desk::Config::from_json("{}").unwrap_or_else(|error| panic!("{}", error.message));
    let text = |target: &str, file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target).join(file);
        std::fs::read_to_string(path).unwrap()
    };
    let state = text("state", "small");
    assert!(calls::step(&config, Some(&state), r#"{"tick":true}"#, 1.0).is_ok(), "state/small");
    let thread = checks::thread();
    for file in ["list", "event"] {
        let done = calls::step(&config, Some(&thread), &text("inputs", file), 1_793_737_091_205.0);
        assert!(done.is_ok(), "inputs/{file}: {done:?}");
    }
    let plan = calls::plan(&text("draft", "text"), &checks::decision());
    assert!(plan.as_ref().is_ok_and(|plan| plan.contains("requests")), "draft/text: {plan:?}");
}
