//! Meta's rules, as the crate tells them: the page in its docs, and the table in the package.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::tools::{cargo, read, root};

/// The page of the crate's docs.
const PAGE: &str = "src/policy/RULES.md";

/// Writes the page anew; a test of the crate says when that is due.
pub(crate) fn write() -> Result<()> {
    let page = tell(&[])?;
    fs::write(root().join(PAGE), page).with_context(|| format!("could not write {PAGE}"))?;
    println!("{PAGE} is up to date");
    Ok(())
}

/// A table as JSON, in ASCII: the rules by `--json`, the Send API's limits by `--limits`.
pub(crate) fn table(option: &str) -> Result<String> {
    let table = tell(&["--", option])?;
    ensure!(table.is_ascii() && table.starts_with('['), "the example `rules` wrote no table");
    Ok(table.trim_end().to_owned())
}

fn tell(arguments: &[&str]) -> Result<String> {
    read(cargo().args(["run", "--quiet", "--example", "rules"]).args(arguments))
        .context("the example `rules` tells the rules")
}
