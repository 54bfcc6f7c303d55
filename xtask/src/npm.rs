//! The tools that come from npm, exactly as package-lock.json says.

use std::sync::Mutex;

use anyhow::{Context, Result};

use crate::stamp::Stamp;
use crate::tools::{command, pinned_node, root, run};

/// Once per run is enough.
static INSTALLED: Mutex<bool> = Mutex::new(false);

/// Installs with `npm ci` when package-lock.json is not the one that `node_modules` was installed from.
pub(crate) fn ensure_installed() -> Result<()> {
    let mut installed = INSTALLED.lock().map_err(|_| anyhow::anyhow!("an earlier `npm ci` failed"))?;
    if *installed {
        return Ok(());
    }
    // The stamp lies inside the folder, because `npm ci` begins by deleting it.
    let stamp = || -> Result<Stamp> {
        Stamp::new(root().join("node_modules/.xtask-stamp")).file(&root().join("package-lock.json"))
    };
    if !stamp()?.holds(&[pinned_node()]) {
        println!("npm ci: package-lock.json changed");
        run(command("npm").args(["ci", "--no-audit", "--no-fund"]))
            .context("the development tools come from npm: is Node 20 or newer installed, and a registry reachable?")?;
        stamp()?.keep()?;
    }
    *installed = true;
    Ok(())
}
