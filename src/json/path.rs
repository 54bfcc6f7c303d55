//! Where a value stands in its document: a JSON Pointer (RFC 6901) that is only written out when somebody asks.

use alloc::string::String;
use core::fmt;

/// A place in a document, kept as links to the steps before it, so that walking down costs nothing.
///
/// ```
/// use messenger_desk_json::Path;
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

impl Path<'_> {
    /// The pointer as text.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut text = String::with_capacity(32);
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(text);
        }
        match self.step {
            Step::Root => {}
            Step::Index(index) => {
                text.push('/');
                super::write::push_number(text, i64::try_from(index).unwrap_or(i64::MAX));
            }
            Step::Key(key) => {
                text.push('/');
                if key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
                    text.push_str(&key.replace('~', "~0").replace('/', "~1"));
                } else {
                    text.push_str(key);
                }
            }
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pointer())
    }
}
