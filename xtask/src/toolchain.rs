//! What the active Rust toolchain must have.

use anyhow::{Context, Result};

use crate::tools::{command, read, run};

/// What the module is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the Wasm target to the active toolchain when it is missing.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    ensure("target", WASM)
}

/// Adds clippy and rustfmt to the active toolchain when they are missing.
pub(crate) fn ensure_lints() -> Result<()> {
    ensure("component", "clippy")?;
    ensure("component", "rustfmt")
}

fn ensure(kind: &str, name: &str) -> Result<()> {
    let installed = read(command("rustup").args([kind, "list", "--installed"]))
        .with_context(|| format!("rustup gives us the {kind} {name}: install it from rustup.rs"))?;
    // A component is listed with the host it is for: "clippy-x86_64-unknown-linux-gnu".
    if installed.lines().any(|line| line.starts_with(name)) {
        return Ok(());
    }
    run(command("rustup").args([kind, "add", name]))
}
