//! Everything that must hold before a change is good, from the quickest to the slowest.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::toolchain::{WASM, ensure_lints, ensure_wasm_target};
use crate::tools::{cargo, command, machine_node, node, npm_tool, read, root, run};
use crate::wasm::{self, Variant};
use crate::{chromium, package};

/// A step: its name, and what it does.
type Step = (&'static str, fn() -> Result<()>);

/// The steps, in order. The first that fails ends the run.
const STEPS: [Step; 15] = [
    ("format", format),
    ("lint", lint),
    ("rust", rust),
    ("fuzz", crate::fuzz::step),
    ("build", package::build),
    ("types", types),
    ("node", node_of_the_machine),
    ("node-pinned", node_pinned),
    ("workerd", workerd),
    ("runtimes", runtimes),
    ("chromium", browser),
    ("packaging", packaging),
    ("desks", desks),
    ("www", www),
    ("soak", crate::soak::step),
];

/// Runs every step, or only those that are named, and says what each took.
pub(crate) fn run_steps(only: &[&str]) -> Result<()> {
    for name in only {
        let known = STEPS.map(|(step, _)| step);
        ensure!(known.contains(name), "no such step: {name}. There are: {}", known.join(" "));
    }
    let start = Instant::now();
    let mut summary = String::new();
    for (name, step) in STEPS {
        if !only.is_empty() && !only.contains(&name) {
            continue;
        }
        println!("\n=== {name} ===");
        let begun = Instant::now();
        step().with_context(|| format!("{name} failed"))?;
        line(&mut summary, name, begun.elapsed())?;
    }
    line(&mut summary, "together", start.elapsed())?;
    println!("\n=== passed ===\n{summary}");
    Ok(())
}

fn line(summary: &mut String, name: &str, took: Duration) -> Result<()> {
    writeln!(summary, "{:>7.1} s  {name}", took.as_secs_f64())?;
    Ok(())
}

fn format() -> Result<()> {
    ensure_lints()?;
    run(cargo().args(["fmt", "--all", "--check"]))
}

/// For this machine with every feature, and for Wasm as it is published: each sees code that the other does not.
fn lint() -> Result<()> {
    ensure_wasm_target()?;
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--all-features"]).args(["--", "--deny", "warnings"]))?;
    run(cargo()
        .args(["clippy", "--package", "messenger-desk", "--lib", "--features", "module", "--target", WASM])
        .args(["--", "--deny", "warnings"]))
}

fn rust() -> Result<()> {
    run(cargo().args(["test", "--workspace"]))
}

/// Every folder with types has a tsconfig that names what must compile; www says itself how many it has.
fn types() -> Result<()> {
    run(node()?.arg("tests/types/fixtures.mjs"))?;
    for project in ["tests/types/tsconfig.json", "tests/types/tsconfig.nodenext.json"] {
        run(npm_tool("tsc")?.args(["--noEmit", "--project", project]))?;
    }
    run(command("npm").args(["run", "check", "--workspace", "www"]))
}

fn node_of_the_machine() -> Result<()> {
    let version = read(machine_node().arg("--version"))?;
    ensure!(!version.starts_with("v1"), "the package needs Node 20 or newer, this is {version}");
    node_suites(machine_node)
}

fn node_pinned() -> Result<()> {
    node()?;
    node_suites(|| command(crate::tools::pinned_node()))
}

/// The package as Node sees it, with the module that is published and with one that traps.
fn node_suites(node: fn() -> Command) -> Result<()> {
    let trap = wasm::build(Variant::TestTrap)?;
    run(node()
        .args(["--test", "--expose-gc"])
        .args(suites("node.test.mjs")?)
        .env("TEST_TRAP_MODULE", &trap.module)
        .env("TEST_TRAP_GLUE", &trap.glue))
}

fn workerd() -> Result<()> {
    run(node()?.arg("--test").args(suites("workerd.test.mjs")?))
}

/// Deno and Bun, as npm has them.
fn runtimes() -> Result<()> {
    run(node()?.arg("--test").args(suites("runtimes.test.mjs")?))
}

fn browser() -> Result<()> {
    run(node()?.arg("--test").args(suites("chromium.test.mjs")?).env("CHROMIUM", chromium::find()?))
}

fn packaging() -> Result<()> {
    run(node()?.arg("--test").args(suites("packaging.test.mjs")?))
}

/// Against a real Request Tracker, which the tests install where apt and root are there.
fn desks() -> Result<()> {
    run(command("npm").args(["run", "build", "--workspace", "www"]))?;
    run(node()?.args([
        "--test",
        "--test-concurrency=2",
        // Once, before both: two of them at once would find apt locked.
        "--test-global-setup=tests/desks/request-tracker.mjs",
        "tests/desks/request-tracker.test.mjs",
        "tests/desks/worker.test.mjs",
    ]))
}

/// The workspace's own tests, by the script its package.json gives.
fn www() -> Result<()> {
    run(command("npm").args(["test", "--workspace", "www"]).env("CHROMIUM", chromium::find()?))
}

/// The test files of tests/js whose name ends so; none at all is a mistake, not a success.
fn suites(ending: &str) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root().join("tests/js"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name == ending || name.ends_with(&format!(".{ending}")) {
            files.push(Path::new("tests/js").join(name).display().to_string());
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "no test file tests/js/*{ending}");
    Ok(files)
}
