//! The workspace on this machine: the page, its edge worker and a phone that stands in for Meta.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result};

use crate::package;
use crate::tools::{become_program, command, npm_tool, root, run};

/// Where the workspace is served unless `--port` says otherwise.
pub(crate) const PORT: u16 = 8787;

/// What the worker keeps from everybody else.
const SECRETS: [&str; 4] = ["APP_SECRET", "VERIFY_TOKEN", "PAGE_TOKEN", "DESK_TOKEN"];

/// Builds everything and serves it until it is interrupted.
pub(crate) fn run_workspace(port: u16) -> Result<()> {
    package::build()?;
    run(command("npm").args(["run", "build", "--workspace", "www", "--if-present"]))?;
    secrets(&root().join("www/.dev.vars"))?;
    let state = root().join(".local/state");
    fs::create_dir_all(&state)?;
    become_program(
        npm_tool("wrangler")?
            .args(["dev", "--config", "www/wrangler.jsonc"])
            .args(["--port", &port.to_string()])
            .arg("--persist-to")
            .arg(state)
            .env("WRANGLER_SEND_METRICS", "false")
            // What it would ask the network for, the place of the request, means nothing on this machine.
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
    )
}

/// Gives the development worker secrets of its own, each once. The file is not in git.
fn secrets(file: &Path) -> Result<()> {
    let mut text = fs::read_to_string(file).unwrap_or_default();
    for name in SECRETS {
        if !text.lines().any(|line| line.starts_with(&format!("{name}="))) {
            writeln!(text, "{name}={}", random_hex()?)?;
        }
    }
    fs::write(file, text).with_context(|| format!("could not write {}", file.display()))
}

fn random_hex() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}")?;
    }
    Ok(text)
}
