//! The worker of www as it is deployed, under load, under attack and killed.

use anyhow::Result;

use crate::package;
use crate::tools::{cargo, command, node, run};

/// All of it, as long as it takes.
pub(crate) fn run_whole(options: &[&str]) -> Result<()> {
    package::build()?;
    prepare()?;
    run(node()?.arg("tests/soak/soak.mjs").args(options))
}

/// In small, and the attacks.
pub(crate) fn step() -> Result<()> {
    prepare()?;
    run(node()?.args(["--test", "--test-concurrency=1", "tests/soak/attacks.test.mjs", "tests/soak/soak.test.mjs"]))
}

/// The worker beside one that stores the raw body.
pub(crate) fn bench(options: &[&str]) -> Result<()> {
    package::build()?;
    prepare()?;
    run(node()?.arg("tests/bench/worker.mjs").args(options))
}

/// What wrangler bundles with the worker, and the fold in plain Rust.
fn prepare() -> Result<()> {
    run(command("npm").args(["run", "build", "--workspace", "www"]))?;
    run(cargo().args(["build", "--quiet", "--example", "fold"]))
}
