//! Where things are, and how other programs are run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// The root of the repository: every command runs there, from wherever `cargo xtask` was called.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// What the build tool writes for itself: intermediate modules and stamps.
pub(crate) fn scratch() -> PathBuf {
    target().join("xtask")
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |set| root().join(set))
}

/// A program, to be run in the root of the repository.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The Node that the lock file pins: for wrangler and whatever else needs a newer one than the machine's.
pub(crate) fn node() -> Result<Command> {
    crate::npm::ensure_installed()?;
    Ok(command(pinned_node()))
}

/// The file of the pinned Node.
pub(crate) fn pinned_node() -> PathBuf {
    root().join("node_modules/.bin/node")
}

/// The machine's own Node: the package must run on it.
pub(crate) fn machine_node() -> Command {
    command("node")
}

/// A tool that npm installed, run by the pinned Node whatever its first line says.
pub(crate) fn npm_tool(name: &str) -> Result<Command> {
    let mut command = node()?;
    command.arg(root().join("node_modules/.bin").join(name));
    Ok(command)
}

/// Runs to the end with our own output; anything but success is an error that names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start {}", spoken(command)))?;
    ensure!(status.success(), "{} ended with {status}", spoken(command));
    Ok(())
}

/// Runs to the end in our place: an interrupt, or whoever ends us, reaches the program itself, and nothing is left behind.
pub(crate) fn become_program(command: &mut Command) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        let error = command.exec();
        Err(error).with_context(|| format!("could not start {}", spoken(command)))
    }
    #[cfg(not(unix))]
    run(command)
}

/// Runs to the end and hands back what it wrote to its standard output.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| format!("could not start {}", spoken(command)))?;
    let text = String::from_utf8(output.stdout).with_context(|| format!("{} did not write text", spoken(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}\n{text}", spoken(command), output.status);
    }
    Ok(text)
}

/// Whether a program of that name stands on the PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The command as a person would type it.
fn spoken(command: &Command) -> String {
    let root = format!("{}/", root().display());
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().replace(&root, ""))
        .collect::<Vec<_>>()
        .join(" ")
}
