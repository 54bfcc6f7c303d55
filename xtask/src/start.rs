//! The workspace on this machine: the page, its edge worker and a phone that stands in for Meta.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::package;
use crate::tools::{become_program, command, node, npm_tool, root, run};

/// Where the workspace is served unless `--port` says otherwise.
const PORT: u16 = 8787;

/// What the worker keeps from everybody else.
const SECRETS: [&str; 4] = ["APP_SECRET", "VERIFY_TOKEN", "PAGE_TOKEN", "DESK_TOKEN"];

/// What `cargo xtask start` was asked for.
#[derive(Debug)]
pub(crate) struct Options {
    port: u16,
    /// A Request Tracker beside the workspace, which gets its tickets.
    request_tracker: bool,
}

impl Options {
    pub(crate) fn parse(words: &[&str]) -> Result<Self> {
        let mut options = Self { port: PORT, request_tracker: false };
        for pair in words.chunks(2) {
            match pair {
                ["--port", port] => options.port = port.parse().context("--port takes a number")?,
                ["--desk", "rt"] => options.request_tracker = true,
                other => bail!("start takes --port N and --desk rt, not {}", other.join(" ")),
            }
        }
        Ok(options)
    }
}

/// Builds everything and serves it until it is interrupted.
pub(crate) fn run_workspace(options: &Options) -> Result<()> {
    package::build()?;
    run(command("npm").args(["run", "build", "--workspace", "www", "--if-present"]))?;
    secrets(&root().join("www/.dev.vars"))?;
    let state = root().join(".local/state");
    fs::create_dir_all(&state)?;
    let port = options.port.to_string();
    let wrangler = npm_tool("wrangler")?;
    let mut program = if options.request_tracker { beside_request_tracker(&wrangler, &port)? } else { wrangler };
    become_program(
        program
            .args(["dev", "--config", "www/wrangler.jsonc", "--port", &port])
            .arg("--persist-to")
            .arg(state)
            .env("WRANGLER_SEND_METRICS", "false")
            // What it would ask the network for, the place of the request, means nothing on this machine.
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
    )
}

/// The same program, started by one that starts a Request Tracker first and tells it where that is.
fn beside_request_tracker(program: &Command, port: &str) -> Result<Command> {
    let mut outer = node()?;
    outer.arg("tests/desks/serve.mjs").arg(root().join(".local/rt")).arg(port);
    outer.arg(program.get_program()).args(program.get_args());
    Ok(outer)
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
