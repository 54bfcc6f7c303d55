//! The fuzz targets of tests/fuzz: a replay on stable always, real fuzzing where nightly and cargo-fuzz are at hand.

use anyhow::{Context, Result, bail, ensure};

use crate::tools::{cargo, command, root, run};

/// Seconds for each target when nobody says.
const SECONDS: u32 = 60;
/// Seconds for each target in `cargo xtask test`.
const SHORT: u32 = 5;
/// Seconds after which one input counts as a hang.
const HANG: u32 = 10;

/// The step of `cargo xtask test`.
pub(crate) fn step() -> Result<()> {
    run(cargo().args(["test", "--test", "replay", "--", "--nocapture"]))?;
    if !is_at_hand() {
        println!(
            "fuzz: the corpus and its mutations were replayed; no real run, nightly or cargo-fuzz is not installed"
        );
        return Ok(());
    }
    for target in targets()? {
        fuzz(&target, SHORT)?;
    }
    println!("fuzz: the corpus and its mutations were replayed, and each target was fuzzed for {SHORT} s");
    Ok(())
}

/// `cargo xtask fuzz [target] [--seconds N]`.
pub(crate) fn run_targets(options: &[&str]) -> Result<()> {
    let (named, seconds) = match options {
        [] => (None, SECONDS),
        ["--seconds", seconds] => (None, seconds.parse().context("--seconds takes a number")?),
        [target] => (Some(*target), SECONDS),
        [target, "--seconds", seconds] => (Some(*target), seconds.parse().context("--seconds takes a number")?),
        _ => bail!("cargo xtask fuzz [target] [--seconds N]"),
    };
    let all = targets()?;
    if let Some(target) = named {
        ensure!(all.iter().any(|one| one == target), "no such target: {target}. There are: {}", all.join(" "));
    }
    if !is_at_hand() {
        run(cargo().args(["install", "cargo-fuzz", "--locked"]))?;
    }
    for target in all.iter().filter(|target| named.is_none_or(|named| named == *target)) {
        fuzz(target, seconds)?;
    }
    Ok(())
}

/// New inputs go to the target folder; the corpus in the repository is only read.
fn fuzz(target: &str, seconds: u32) -> Result<()> {
    let found = root().join("target/fuzz-found").join(target);
    std::fs::create_dir_all(&found)?;
    let corpus = root().join("tests/fuzz/corpus").join(target);
    run(command("rustup")
        .args(["run", "nightly", "cargo", "fuzz", "run", "--fuzz-dir", "tests/fuzz", target])
        .args([found, corpus])
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={HANG}")))
}

fn is_at_hand() -> bool {
    let answers = command("rustup").args(["run", "nightly", "cargo", "fuzz", "--version"]).output();
    answers.is_ok_and(|output| output.status.success())
}

fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root().join("tests/fuzz/fuzz_targets"))? {
        if let Some(name) = entry?.path().file_stem() {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
