//! From Rust to the module and its glue: cargo, wasm-bindgen, wasm-opt, and the proof that engines take the result.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

use crate::glue;
use crate::stamp::Stamp;
use crate::toolchain::{WASM, ensure_wasm_target};
use crate::tools::{cargo, machine_node, node, npm_tool, read, root, run, scratch, target};

/// A module and the glue that was written for it; they must stay together, the import names carry hashes.
pub(crate) struct Core {
    /// The Wasm binary.
    pub(crate) module: PathBuf,
    /// The JavaScript that passes strings and bytes across.
    pub(crate) glue: PathBuf,
}

/// Which module to build.
#[derive(Clone, Copy)]
pub(crate) enum Variant {
    /// What is published.
    Package,
    /// What is published for the agent's browser: decisions, and nothing that needs a channel or a secret.
    Policy,
    /// What is published for hosts with a help desk: its adapters, and nothing else.
    Adapters,
    /// What is published for those who connect a Page.
    Setup,
    /// With a deliberate trap, for the tests.
    TestTrap,
}

impl Variant {
    fn folder(self) -> PathBuf {
        scratch().join(match self {
            Self::Package => "core",
            Self::Policy => "policy",
            Self::Adapters => "adapters",
            Self::Setup => "setup",
            Self::TestTrap => "core-test-trap",
        })
    }

    /// Cargo's target folder: every module has the same file name, and none must ever be found where another one was put.
    fn target(self) -> PathBuf {
        match self {
            Self::Package => target(),
            Self::Policy => target().join("policy"),
            Self::Adapters => target().join("adapters"),
            Self::Setup => target().join("setup"),
            Self::TestTrap => target().join("test-trap"),
        }
    }

    /// What else Cargo is told. The policy module is asked a few times a second by one person, the adapters once for each action,
    /// that of setup once a Page: there bytes count for more than speed, in every crate.
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Policy | Self::Adapters | Self::Setup => {
                &["--config", "profile.release.package.messenger-desk-json.opt-level=\"z\""]
            }
            Self::Package | Self::TestTrap => &[],
        }
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Package => &["--features", "module"],
            Self::Policy => &["--features", "policy-module"],
            Self::Adapters => &["--features", "adapters-module"],
            Self::Setup => &["--features", "setup-module"],
            Self::TestTrap => &["--features", "module,test-trap"],
        }
    }
}

/// What wasm-opt is tried with. Fewer bytes are not always fewer compressed bytes, so the winner is chosen, not assumed.
/// None of them names a level of speed: that was chosen by `opt-level` in Cargo.toml.
const LEVELS: [&[&str]; 7] = [
    &["-O1"],
    &["-O2"],
    &["-O3"],
    &["-Oz"],
    &["-O3", "--converge"],
    &["-Oz", "--converge"],
    &["--flatten", "--rereloop", "-O3", "--converge"],
];

/// The features the module is compiled with (rustc's own defaults and simd128), for when nothing in the module says so:
/// wasm-opt must not use more of them, or an engine refuses the result. Hence never `--all-features`.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Builds a variant, or finds it built from the same source.
pub(crate) fn build(variant: Variant) -> Result<Core> {
    ensure_wasm_target()?;
    let folder = variant.folder();
    fs::create_dir_all(&folder)?;
    let _alone = alone(&folder)?;
    let compiled = compile(variant)?;
    let core = Core { module: folder.join("core.wasm"), glue: folder.join("glue.js") };
    let stamp = Stamp::new(folder.join("stamp"))
        .file(&compiled)?
        .file(&root().join("package-lock.json"))?
        .file(&check_script())?
        .bytes(format!("{LEVELS:?} {FEATURES:?} {}", glue::BODY).as_bytes());
    if stamp.holds(&[core.module.clone(), core.glue.clone()]) {
        return Ok(core);
    }
    let bound = bind(&compiled, &folder)?;
    fs::write(&core.glue, glue::improved(&fs::read_to_string(folder.join("core_bg.js"))?)?)?;
    match variant {
        Variant::Package | Variant::Policy | Variant::Adapters | Variant::Setup => {
            optimise(&bound, &core.module, &folder)?;
        }
        Variant::TestTrap => {
            fs::copy(&bound, &core.module)?;
        }
    }
    check(machine_node(), &core).context("the machine's Node")?;
    check(node()?, &core).context("the pinned Node")?;
    stamp.keep()?;
    Ok(core)
}

/// Two builds at once would take each other's files: the second waits until the first lets go.
fn alone(folder: &Path) -> Result<fs::File> {
    let lock = fs::File::create(folder.join("lock"))?;
    lock.lock()?;
    Ok(lock)
}

/// Cargo's part. The profile and the target features are in Cargo.toml and .cargo/config.toml.
fn compile(variant: Variant) -> Result<PathBuf> {
    run(cargo()
        .args(["rustc", "--release", "--lib", "--crate-type", "cdylib", "--package", "messenger-desk"])
        .args(["--target", WASM])
        .arg("--target-dir")
        .arg(variant.target())
        .args(variant.features())
        .args(variant.settings())
        .args(["--config", &short_paths()?])
        // It would replace the flags of .cargo/config.toml and quietly make another module.
        .env_remove("RUSTFLAGS"))?;
    Ok(variant.target().join(WASM).join("release/messenger_desk.wasm"))
}

/// Panics carry the file they are in: without the folders of this machine, which concern nobody and make two machines build two
/// different modules. Cargo adds this to the flags of .cargo/config.toml.
fn short_paths() -> Result<String> {
    let home = std::env::home_dir().context("no home folder")?;
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let mut flags = vec![format!("--remap-path-prefix={}=", root().display())];
    // Each registry has a folder of its own in here.
    for registry in fs::read_dir(cargo.join("registry/src")).into_iter().flatten() {
        flags.push(format!("--remap-path-prefix={}/=", registry?.path().display()));
    }
    Ok(format!("target.{WASM}.rustflags={flags:?}"))
}

/// wasm-bindgen's part: of its bundler output only the glue and the module are of use, the package has its own loaders.
fn bind(compiled: &Path, folder: &Path) -> Result<PathBuf> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("core")
        .bundler(true)?
        .typescript(false)
        .encode_into(EncodeInto::Always)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen")?;
    Ok(folder.join("core_bg.wasm"))
}

/// wasm-opt's part: every level, and the one that is smallest after brotli is kept. The table stays in `levels.txt`.
fn optimise(bound: &Path, module: &Path, folder: &Path) -> Result<()> {
    let outputs = optimise_all(bound, folder)?;
    let mut candidates = vec![("as compiled".to_owned(), bound.to_path_buf())];
    candidates.extend(outputs);
    let sizes = compressed(candidates.iter().map(|(_, file)| file.as_path()))?;

    let mut table = String::from("   raw  brotli  wasm-opt\n");
    for ((name, _), (raw, brotli)) in candidates.iter().zip(&sizes) {
        writeln!(table, "{raw:>6} {brotli:>7}  {name}")?;
    }
    let ((name, best), (raw, brotli)) =
        candidates.iter().zip(&sizes).min_by_key(|(_, (raw, brotli))| (brotli, raw)).context("no candidate")?;
    writeln!(table, "\nkept: {name}")?;
    fs::write(folder.join("levels.txt"), table)?;
    fs::copy(best, module)?;
    println!("{}: {raw} bytes, {brotli} after brotli (wasm-opt: {name})", module.display());
    Ok(())
}

/// Runs wasm-opt at every level, as many at once as there are cores.
fn optimise_all(bound: &Path, folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut works: Vec<(String, PathBuf, Command)> = Vec::new();
    for level in LEVELS {
        let name = level.join(" ");
        let output = folder.join(format!("core{}.wasm", level.concat()));
        let mut command = npm_tool("wasm-opt")?;
        command.args(FEATURES).args(level).arg(bound).arg("-o").arg(&output);
        works.push((name, output, command));
    }
    let lanes = thread::available_parallelism().map_or(1, usize::from).min(4);
    let mut done = Vec::new();
    while !works.is_empty() {
        let rest = works.split_off(works.len().min(lanes));
        let batch = std::mem::replace(&mut works, rest);
        let results: Vec<Result<(String, PathBuf)>> = thread::scope(|scope| {
            let running: Vec<_> = batch
                .into_iter()
                .map(|(name, output, mut command)| scope.spawn(move || run(&mut command).map(|()| (name, output))))
                .collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a thread stopped"))))
                .collect()
        });
        for result in results {
            done.push(result?);
        }
    }
    Ok(done)
}

/// The size of each file, as it is and after brotli at quality 11.
pub(crate) fn compressed<'a>(files: impl Iterator<Item = &'a Path>) -> Result<Vec<(usize, usize)>> {
    let text = read(node()?.arg(root().join("xtask/node/brotli.mjs")).args(files))?;
    text.lines()
        .map(|line| {
            let (raw, brotli) = line.split_once(' ').context("two numbers a line")?;
            Ok((raw.parse()?, brotli.parse()?))
        })
        .collect()
}

/// Nothing is accepted that this Node does not compile and start.
fn check(mut node: Command, core: &Core) -> Result<()> {
    let version = read(node.arg(check_script()).arg(&core.module).arg(&core.glue))?;
    ensure!(version.starts_with('v'), "did not answer: {version}");
    Ok(())
}

fn check_script() -> PathBuf {
    root().join("xtask/node/check.mjs")
}

#[cfg(test)]
mod tests {
    use crate::tools::root;

    /// The version of every package of that name in Cargo.lock.
    fn locked(name: &str) -> anyhow::Result<Vec<String>> {
        let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
        let heading = format!("name = \"{name}\"");
        let mut lines = lock.lines();
        let mut versions = Vec::new();
        while let Some(line) = lines.next() {
            if line == heading {
                versions.extend(lines.next().map(str::to_owned));
            }
        }
        Ok(versions)
    }

    /// Glue and module speak a private language that changes with every version.
    #[test]
    fn one_version_of_wasm_bindgen_is_locked_and_ours_is_the_same() -> anyhow::Result<()> {
        let library = locked("wasm-bindgen")?;
        assert_eq!(library.len(), 1, "exactly one wasm-bindgen: {library:?}");
        assert_eq!(library, locked("wasm-bindgen-cli-support")?);
        Ok(())
    }
}
