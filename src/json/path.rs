//! Where a value stands in its document: a JSON Pointer (RFC 6901) that is only written out when somebody asks.

use std::fmt;

/// A place in a document, kept as links to the steps before it, so that walking down costs nothing.
///
/// ```
/// use messenger_desk::json::Path;
///
/// let root = Path::ROOT;
/// let entry = root.key("entry");
/// assert_eq!(entry.index(3).key("a/b").to_string(), "/entry/3/a~1b");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The whole document: the empty pointer.
    pub const ROOT: Path<'static> = Path { parent: None, step: Step::Root };

    /// The value of a key below this place.
    #[must_use]
    pub const fn key<'c>(&'c self, key: &'c str) -> Path<'c> {
        Path { parent: Some(self), step: Step::Key(key) }
    }

    /// The item at an index, counted from 0, below this place.
    #[must_use]
    pub const fn index(&'p self, index: usize) -> Path<'p> {
        Path { parent: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Index(index) => write!(f, "/{index}"),
            Step::Key(key) => {
                f.write_str("/")?;
                for character in key.chars() {
                    match character {
                        '~' => f.write_str("~0")?,
                        '/' => f.write_str("~1")?,
                        other => fmt::Write::write_char(f, other)?,
                    }
                }
                Ok(())
            }
        }
    }
}
