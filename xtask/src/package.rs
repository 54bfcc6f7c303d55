//! The npm package: what is generated into pkg/dist beside the files written by hand.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::npm::ensure_installed;
use crate::rules;
use crate::stamp::Stamp;
use crate::tools::{cargo, node, read, root, run, scratch};
use crate::wasm::{self, Core, Variant};

/// Types written by hand, their twin for those who `require`, and where the twin finds what the first imports.
type Declared = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Every entry that has types of its own and can be required.
const DECLARED: [Declared; 5] = [
    ("index.d.ts", "index.d.cts", &[("\"./dist/types.js\"", "\"./types.cjs\"")]),
    ("edge.d.ts", "edge.d.cts", &[("\"./index.js\"", "\"./index.cjs\"")]),
    (
        "policy/index.d.ts",
        "policy.d.cts",
        &[("\"../dist/types.js\"", "\"./types.cjs\""), ("\"../index.js\"", "\"./index.cjs\"")],
    ),
    (
        "adapters/index.d.ts",
        "adapters.d.cts",
        &[("\"../dist/types.js\"", "\"./types.cjs\""), ("\"../index.js\"", "\"./index.cjs\"")],
    ),
    (
        "setup/index.d.ts",
        "setup.d.cts",
        &[("\"../dist/types.js\"", "\"./types.cjs\""), ("\"../index.js\"", "\"./index.cjs\"")],
    ),
];

/// What is written by hand and goes into the scripts.
const WRITTEN: [&str; 18] = [
    "adapters/api.js",
    "adapters/index.js",
    "adapters/instance.js",
    "api.js",
    "arguments.js",
    "callbacks.js",
    "decisions.js",
    "edge.js",
    "engine.js",
    "error.js",
    "index.js",
    "instance.js",
    "policy/api.js",
    "policy/index.js",
    "policy/instance.js",
    "setup/api.js",
    "setup/index.js",
    "unpack.js",
];

/// What the scripts are made into.
const SCRIPTS: [&str; 9] = [
    "adapters-bytes.js",
    "adapters.cjs",
    "bytes.js",
    "edge.cjs",
    "index.cjs",
    "policy-bytes.js",
    "policy.cjs",
    "setup-bytes.js",
    "setup.cjs",
];

/// Each module that is published, and the names of its files.
const MODULES: [(Variant, &str, &str); 4] = [
    (Variant::Package, "core.wasm", "glue.js"),
    (Variant::Policy, "policy.wasm", "policy-glue.js"),
    (Variant::Adapters, "adapters.wasm", "adapters-glue.js"),
    (Variant::Setup, "setup.wasm", "setup-glue.js"),
];

/// What travels as data beside the module of decisions: the script, what it holds, and what it is asked for by.
const TABLES: [(&str, &str, &str); 2] =
    [("policy-rules.js", "Meta's rules.", "--json"), ("policy-limits.js", "The Send API's limits.", "--limits")];

/// Builds the modules and assembles the package around them.
pub(crate) fn build() -> Result<()> {
    ensure_installed()?;
    let dist = root().join("pkg/dist");
    fs::create_dir_all(&dist)?;
    let mut cores = Vec::new();
    for (variant, module, glue) in MODULES {
        let core = wasm::build(variant)?;
        write_changed(&dist.join(module), &fs::read(&core.module)?)?;
        write_changed(&dist.join(glue), &fs::read(&core.glue)?)?;
        cores.push(core);
    }
    for (script, about, option) in TABLES {
        let table = rules::table(option)?;
        write_changed(&dist.join(script), format!("// {about}\nexport default {table:?};\n").as_bytes())?;
    }
    scripts(&cores, &dist)?;
    types(&dist)
}

/// The Rust types, said in TypeScript by the Rust side itself; then the same for those who `require`.
fn types(dist: &Path) -> Result<()> {
    let generated = read(cargo().args(["run", "--quiet", "--features", "types", "--example", "typescript"]))
        .context("the example `typescript` writes the TypeScript types")?;
    ensure!(!generated.trim().is_empty(), "the example `typescript` wrote nothing");
    write_changed(&dist.join("types.d.ts"), generated.as_bytes())?;
    write_changed(&dist.join("types.d.cts"), generated.as_bytes())?;

    for (from, to, imports) in DECLARED {
        let mut declared = fs::read_to_string(root().join("pkg").join(from))?;
        for (import, instead) in imports {
            ensure!(declared.contains(import), "pkg/{from} imports {import}");
            declared = declared.replace(import, instead);
        }
        write_changed(&dist.join(to), declared.as_bytes())?;
    }
    Ok(())
}

/// The modules inside a script each, and their entries as one `CommonJS` file each.
fn scripts(cores: &[Core], dist: &Path) -> Result<()> {
    let script = root().join("xtask/node/scripts.mjs");
    let mut stamp = Stamp::new(scratch().join("scripts-stamp"))
        .file(&script)?
        .file(&root().join("xtask/node/pack.mjs"))?
        .file(&root().join("xtask/node/unpack.wat"))?
        .file(&root().join("package-lock.json"))?;
    for (table, ..) in TABLES {
        stamp = stamp.file(&dist.join(table))?;
    }
    for core in cores {
        stamp = stamp.file(&core.module)?.file(&core.glue)?;
    }
    for name in WRITTEN {
        stamp = stamp.file(&root().join("pkg").join(name))?;
    }
    let made: Vec<PathBuf> = SCRIPTS.iter().map(|name| dist.join(name)).collect();
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
