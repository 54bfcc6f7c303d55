//! The npm package: what is generated into pkg/dist beside the files written by hand.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::npm::ensure_installed;
use crate::stamp::Stamp;
use crate::tools::{cargo, node, read, root, run, scratch};
use crate::wasm::{self, Core, Variant};

/// The types written by hand that `CommonJS` gets too: each mentions others in one way, and says it differently there.
const COMMON_JS_TYPES: [(&str, &str, &str); 2] =
    [("index", "\"./dist/types.js\"", "\"./types.cjs\""), ("edge", "\"./index.js\"", "\"./index.cjs\"")];

/// Builds the module and assembles the package around it.
pub(crate) fn build() -> Result<()> {
    ensure_installed()?;
    let core = wasm::build(Variant::Package)?;
    let dist = root().join("pkg/dist");
    fs::create_dir_all(&dist)?;
    write_changed(&dist.join("core.wasm"), &fs::read(&core.module)?)?;
    write_changed(&dist.join("glue.js"), &fs::read(&core.glue)?)?;
    scripts(&core, &dist)?;
    types(&dist)
}

/// The Rust types, said in TypeScript by the Rust side itself; then the same for those who `require`.
fn types(dist: &Path) -> Result<()> {
    let generated = read(cargo().args(["run", "--quiet", "--features", "types", "--example", "typescript"]))
        .context("the example `typescript` writes the TypeScript types")?;
    ensure!(!generated.trim().is_empty(), "the example `typescript` wrote nothing");
    write_changed(&dist.join("types.d.ts"), generated.as_bytes())?;
    write_changed(&dist.join("types.d.cts"), generated.as_bytes())?;

    for (entry, from, to) in COMMON_JS_TYPES {
        let declared = fs::read_to_string(root().join(format!("pkg/{entry}.d.ts")))?;
        ensure!(declared.contains(from), "pkg/{entry}.d.ts imports other types as {from}");
        write_changed(&dist.join(format!("{entry}.d.cts")), declared.replace(from, to).as_bytes())?;
    }
    Ok(())
}

/// The module inside a script, and for `CommonJS` the whole package as one file and the edge as another.
fn scripts(core: &Core, dist: &Path) -> Result<()> {
    let written =
        ["api.js", "edge.js", "error.js", "index.js", "instance.js"].map(|name| root().join("pkg").join(name));
    let script = root().join("xtask/node/scripts.mjs");
    let mut stamp = Stamp::new(scratch().join("scripts-stamp"))
        .file(&core.module)?
        .file(&core.glue)?
        .file(&script)?
        .file(&root().join("package-lock.json"))?;
    for file in &written {
        stamp = stamp.file(file)?;
    }
    let made: [PathBuf; 3] = ["bytes.js", "edge.cjs", "index.cjs"].map(|name| dist.join(name));
    if stamp.holds(&made) {
        return Ok(());
    }
    run(node()?.arg(script))?;
    stamp.keep()
}

/// Writes a file unless it says the same already: what did not change keeps its time, and those who watch it sleep on.
fn write_changed(file: &Path, content: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|kept| kept == content) {
        return Ok(());
    }
    fs::write(file, content).with_context(|| format!("could not write {}", file.display()))
}
