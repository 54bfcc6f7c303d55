//! Remembers what a step was last made from, so that it is not made again from the same.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// What a step is made from, as one number beside what it makes.
pub(crate) struct Stamp {
    file: PathBuf,
    hasher: DefaultHasher,
}

impl Stamp {
    /// A stamp kept in `file`.
    pub(crate) fn new(file: PathBuf) -> Self {
        Self { file, hasher: DefaultHasher::new() }
    }

    /// The step also depends on these bytes.
    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        bytes.hash(&mut self.hasher);
        self
    }

    /// The step also depends on the content of this file.
    pub(crate) fn file(self, file: &Path) -> Result<Self> {
        let content = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        Ok(self.bytes(&content))
    }

    /// Whether the step was last made from the same, and everything it made is still there.
    pub(crate) fn holds(&self, made: &[PathBuf]) -> bool {
        made.iter().all(|file| file.exists())
            && std::fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.text())
    }

    /// The step is done: remember from what.
    pub(crate) fn keep(&self) -> Result<()> {
        std::fs::write(&self.file, self.text()).with_context(|| format!("could not write {}", self.file.display()))
    }

    fn text(&self) -> String {
        format!("{:016x}\n", self.hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn holds_only_for_the_same_inputs_and_while_the_results_exist() -> anyhow::Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let result = folder.join("result");
        let stamp = |input: &[u8]| Stamp::new(folder.join("stamp")).bytes(input);

        assert!(!stamp(b"one").holds(&[]), "nothing was made yet");
        stamp(b"one").keep()?;
        assert!(stamp(b"one").holds(&[]));
        assert!(!stamp(b"two").holds(&[]), "made from something else");
        assert!(!stamp(b"one").holds(std::slice::from_ref(&result)), "the result is gone");
        std::fs::write(&result, "")?;
        assert!(stamp(b"one").holds(&[result]));
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
