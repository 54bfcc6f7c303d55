//! Reading an object key by key, with a record of what was not understood.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use super::read::Fill;
use super::{Path, Raw, Read, Value};

/// One value on its way to becoming a type of ours.
#[derive(Clone, Copy)]
pub struct Reading<'r, 'd> {
    value: &'r Value<'d>,
    path: &'r Path<'r>,
    leftovers: &'r Leftovers<'d>,
}

impl<'r, 'd> Reading<'r, 'd> {
    /// Starts reading a value that stands at `path`.
    #[must_use]
    pub const fn new(value: &'r Value<'d>, path: &'r Path<'r>, leftovers: &'r Leftovers<'d>) -> Self {
        Self { value, path, leftovers }
    }

    /// The value to read.
    #[must_use]
    pub const fn value(&self) -> &'r Value<'d> {
        self.value
    }

    /// Where it stands.
    #[must_use]
    pub const fn path(&self) -> &'r Path<'r> {
        self.path
    }

    /// Where everything that is not understood is written down.
    #[must_use]
    pub const fn leftovers(&self) -> &'r Leftovers<'d> {
        self.leftovers
    }

    /// The value as an object to be read key by key, if it is one.
    #[must_use]
    #[inline(never)]
    pub fn fields(self) -> Option<Fields<'r, 'd>> {
        let entries = self.value.entries()?;
        Some(Fields {
            entries,
            path: *self.path,
            leftovers: self.leftovers,
            understood: Cell::new(0),
            refused: RefCell::default(),
        })
    }

    /// Writes this value down as not understood.
    pub fn leave(self, expected: Option<&'static str>) {
        self.leftovers.keep(self.path, self.value, expected);
    }
}

/// The keys of one object, asked for one by one.
///
/// When the reading is over (when this is dropped), every key that was not understood is written down in the [`Leftovers`],
/// so nobody can forget to.
///
/// ```
/// use messenger_desk_json::{Document, Leftovers, Limits, Path, Reading};
///
/// let document = Document::parse(br#"{"mid": "m_1", "text": 7, "shiny": true}"#, &Limits::default()).unwrap();
/// let leftovers = Leftovers::default();
/// let fields = Reading::new(document.root(), &Path::ROOT, &leftovers).fields().unwrap();
/// assert_eq!(fields.get::<String>("mid").as_deref(), Some("m_1"));
/// assert_eq!(fields.get::<String>("text"), None);
/// drop(fields);
/// let pointers: Vec<String> = leftovers.into_vec().into_iter().map(|left| left.pointer).collect();
/// assert_eq!(pointers, ["/text", "/shiny"]);
/// ```
pub struct Fields<'r, 'd> {
    entries: &'r [(Cow<'d, str>, Value<'d>)],
    path: Path<'r>,
    leftovers: &'r Leftovers<'d>,
    /// A bit for each of the first 64 entries. An object with more has the rest among its leftovers even where they were
    /// understood: said twice, never lost.
    understood: Cell<u64>,
    /// What was asked for and had another type.
    refused: RefCell<Vec<(usize, &'static str)>>,
}

impl<'r, 'd> Fields<'r, 'd> {
    /// The value of a key as a `T`. Absent, `null` and of another type are `None`; of another type is also a leftover.
    pub fn get<T: Read<'d>>(&self, key: &str) -> Option<T> {
        let mut place = None;
        self.fill(key, &mut place);
        place
    }

    /// The same as [`Fields::get`], into a place.
    pub fn fill(&self, key: &str, place: &mut dyn Fill<'d>) {
        let Some((index, value)) = self.find(key) else { return };
        if value.is_null() || place.fill(Reading::new(value, &self.path.key(key), self.leftovers)) {
            self.take(index);
        } else {
            self.refused.borrow_mut().push((index, place.expected()));
        }
    }

    /// The object under a key, to be read key by key; the value itself where it is something else. What is absent reads as
    /// an object without keys.
    pub fn child<'c>(&'c self, key: &'c str) -> Result<Fields<'c, 'd>, &'r Value<'d>> {
        let path = self.path.key(key);
        let entries: &[_] = match self.find(key) {
            None => &[],
            Some((index, value)) => {
                let entries = if value.is_null() { &[] } else { value.entries().ok_or(value)? };
                self.take(index);
                entries
            }
        };
        Ok(Fields { entries, path, leftovers: self.leftovers, understood: Cell::new(0), refused: RefCell::default() })
    }

    /// The value of a key to be read some other way; it counts as understood.
    pub fn value(&self, key: &str) -> Option<&'r Value<'d>> {
        let (index, value) = self.find(key)?;
        self.take(index);
        Some(value)
    }

    /// Whether a key is there with anything but `null`; asking does not read it.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some_and(|(_, value)| !value.is_null())
    }

    /// The text of this key is thus, and then it counts as understood.
    pub fn is(&self, key: &str, expected: &str) -> bool {
        let found = self.find(key).filter(|(_, value)| value.text() == Some(expected));
        if let Some((index, _)) = found {
            self.take(index);
        }
        found.is_some()
    }

    /// Where this object stands.
    #[must_use]
    pub const fn path(&self) -> &Path<'r> {
        &self.path
    }

    /// The record this object's leftovers go to.
    #[must_use]
    pub const fn leftovers(&self) -> &'r Leftovers<'d> {
        self.leftovers
    }

    /// The keys nobody has asked for yet, each then counting as understood.
    pub fn rest(&self) -> Vec<(&'r str, &'r Value<'d>)> {
        let understood = self.understood.get();
        self.entries
            .iter()
            .enumerate()
            .filter(|(index, _)| understood & bit(*index) == 0)
            .map(|(index, (key, value))| {
                self.take(index);
                (key.as_ref(), value)
            })
            .collect()
    }

    /// Gives the object up: whoever reads it says what is wrong with the whole, so keys that were not asked for yet are no leftovers.
    /// What had another type than was asked for stays one.
    pub fn waive(&self) {
        let refused = self.refused.borrow().iter().fold(0, |bits, (index, _)| bits | bit(*index));
        self.understood.set(!refused);
    }

    fn find(&self, key: &str) -> Option<(usize, &'r Value<'d>)> {
        let index = self.entries.iter().rposition(|(name, _)| name == key)?;
        self.entries.get(index).map(|(_, value)| (index, value))
    }

    fn take(&self, index: usize) {
        self.understood.set(self.understood.get() | bit(index));
    }
}

impl Drop for Fields<'_, '_> {
    fn drop(&mut self) {
        let understood = self.understood.get();
        if self.leftovers.unwanted || self.entries.len() < 64 && understood == bit(self.entries.len()).wrapping_sub(1) {
            return;
        }
        for (index, (key, value)) in self.entries.iter().enumerate() {
            if understood & bit(index) == 0 {
                let refused = self.refused.borrow();
                let expected = refused.iter().find(|(at, _)| *at == index).map(|(_, expected)| *expected);
                self.leftovers.keep(&self.path.key(key), value, expected);
            }
        }
    }
}

fn bit(index: usize) -> u64 {
    u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or(0)
}

/// What was in a document and was not understood, in the order it was met.
#[derive(Debug, Default)]
pub struct Leftovers<'d> {
    left: RefCell<Vec<Leftover<'d>>>,
    /// Nobody will ask.
    unwanted: bool,
}

/// One value that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover<'d> {
    /// JSON Pointer of the value.
    pub pointer: String,
    /// Its untouched JSON text.
    pub raw: Raw<'d>,
    /// What was expected there; `None` for a key that is not known at all.
    pub expected: Option<&'static str>,
}

impl<'d> Leftovers<'d> {
    /// A record that keeps nothing, for what we wrote ourselves: our own JSON is read piece by piece, and each piece would write
    /// down all the others.
    #[must_use]
    pub fn unwanted() -> Self {
        Self { left: RefCell::default(), unwanted: true }
    }

    /// Writes a value down.
    pub fn keep(&self, path: &Path<'_>, value: &Value<'d>, expected: Option<&'static str>) {
        if self.unwanted {
            return;
        }
        self.left.borrow_mut().push(Leftover { pointer: path.pointer(), raw: Raw::of(value), expected });
    }

    /// Whether nothing was written down yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.left.borrow().is_empty()
    }

    /// Everything that was written down.
    #[must_use]
    pub fn into_vec(self) -> Vec<Leftover<'d>> {
        self.left.into_inner()
    }
}
