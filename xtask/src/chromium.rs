//! Finds the browser that the tests drive.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};

use crate::tools::{command, on_path, read, run};

/// The names a Chromium goes by.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The browser's file: `CHROMIUM`, or one on the PATH, or one that apt installs now. Never none: browser tests are not skipped.
pub(crate) fn find() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        let file = PathBuf::from(named);
        ensure!(file.is_file(), "CHROMIUM names {}, which is no file", file.display());
        return Ok(file);
    }
    if let Some(file) = installed() {
        return Ok(file);
    }
    if on_path("apt-get").is_some() && is_root() {
        println!("no Chromium on the PATH: apt-get install chromium");
        run(command("apt-get").args(["update", "-qq"]))?;
        run(command("apt-get")
            .args(["install", "-y", "-qq", "--no-install-recommends", "chromium"])
            .env("DEBIAN_FRONTEND", "noninteractive"))?;
        if let Some(file) = installed() {
            return Ok(file);
        }
    }
    bail!(
        "the browser tests need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its file"
    );
}

fn installed() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| on_path(name))
}

fn is_root() -> bool {
    read(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
