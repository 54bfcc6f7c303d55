//! Builds, tests, measures and starts messenger-desk: `cargo xtask help`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks in the terminal")]

mod chromium;
mod fuzz;
mod glue;
mod npm;
mod package;
mod rules;
mod soak;
mod stamp;
mod start;
mod test;
mod toolchain;
mod tools;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};

/// What `cargo xtask help` prints.
const HELP: &str = "\
cargo xtask <command>

  build           the Wasm module and the npm package in pkg/ (`npm pack` there gives what would be published)
  test            everything: formatting, lints, Rust, fuzzing, types, Node, workerd, Chromium, packaging, www
  test <step>...  only these: format lint rust fuzz build types node node-pinned workerd runtimes chromium packaging desks www soak
  bench           builds, then measures the package (tests/bench)  [--check] [--json FILE]
  bench worker    builds, then measures the worker of www  [--rounds N] [--seconds N] [--connections N] [--json FILE]
  soak            builds, then sends the worker 10 000 webhooks and kills it 24 times (tests/soak)  [--seed N] [--webhooks N] [--kills N]
  fuzz [target]   fuzzes one target or all, on nightly (tests/fuzz)  [--seconds N]
  shapes          writes tests/fixtures/SHAPES.md anew
  rules           writes src/policy/RULES.md from the table of rules
  start           builds, then serves the workspace on http://localhost:8787  [--port N] [--desk rt]
  help            this text

Environment: CHROMIUM is the browser the tests drive; without it they look on the PATH.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["build"] => package::build(),
        ["test", only @ ..] => test::run_steps(only),
        ["bench", "worker", options @ ..] => soak::bench(options),
        ["bench", options @ ..] => bench(options),
        ["soak", options @ ..] => soak::run_whole(options),
        ["fuzz", options @ ..] => fuzz::run_targets(options),
        ["shapes"] => tools::run(tools::cargo().args(["test", "--test", "shapes"]).env("WRITE_SHAPES", "1")),
        ["rules"] => rules::write(),
        ["start", options @ ..] => start::run_workspace(&start::Options::parse(options)?),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("no such command: {}\n\n{HELP}", other.join(" ")),
    }
}

/// Measures what was built, with the Node the lock file pins.
fn bench(options: &[&str]) -> Result<()> {
    package::build()?;
    tools::run(tools::node()?.arg("tests/bench/bench.mjs").args(options))
}
