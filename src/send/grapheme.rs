//! What a reader sees as one character: extended grapheme clusters (Unicode Standard Annex 29, Unicode 17).
//!
//! The rules are few; the tables are what makes libraries for this large. Here they are 2 KB: runs of code points of one class,
//! each as the gap before it, and its length and class, in bytes of 7 bits. Hangul syllables are computed. The tests make the
//! table from the crate `unicode-segmentation` and compare every cluster with what that crate says.

/// What the rules know of a code point. The numbers are those in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Return,
    Feed,
    Control,
    /// Continues any cluster, and a conjunct too.
    Extend,
    /// Continues any cluster but no conjunct: U+200C.
    NonJoiner,
    /// Makes a conjunct of the consonants around it: a virama.
    Linker,
    /// U+200D.
    Joiner,
    Regional,
    Prepend,
    Spacing,
    /// Hangul: leading consonant, vowel, trailing consonant, syllables without and with one.
    Leading,
    Vowel,
    Trailing,
    Syllable,
    ClosedSyllable,
    Pictograph,
    Consonant,
}

const CLASSES: [Class; 18] = {
    use Class as C;
    [
        C::Other,
        C::Return,
        C::Feed,
        C::Control,
        C::Extend,
        C::NonJoiner,
        C::Linker,
        C::Joiner,
        C::Regional,
        C::Prepend,
        C::Spacing,
        C::Leading,
        C::Vowel,
        C::Trailing,
        C::Pictograph,
        C::Consonant,
        // These two are computed and never in the table.
        C::Syllable,
        C::ClosedSyllable,
    ]
};

static TABLE: &[u8] = include_bytes!("grapheme.table");

/// Bits of a run's second number that hold its class.
const CLASS_BITS: u32 = 4;

/// Code points of one class, from the first to the last.
#[derive(Clone, Copy)]
struct Run {
    first: u32,
    last: u32,
    class: usize,
}

/// The table from one of its runs on.
#[derive(Clone, Copy)]
struct Runs {
    bytes: &'static [u8],
    /// The code point that the first gap counts from.
    from: u32,
}

/// Every so many runs there is an entry in [`INDEX`].
const STRIDE: usize = 32;

/// Where to begin reading, so that nobody reads all of the table. Made when the crate is compiled.
#[expect(clippy::indexing_slicing, reason = "this is done when the crate is compiled")]
static INDEX: [Runs; RUNS / STRIDE + 1] = {
    let mut index = [ALL; RUNS / STRIDE + 1];
    let mut runs = ALL;
    let mut count = 0_usize;
    while runs.next().is_some() {
        count += 1;
        if count.is_multiple_of(STRIDE) {
            index[count / STRIDE] = runs;
        }
    }
    index
};

const ALL: Runs = Runs { bytes: TABLE, from: 0 };

const RUNS: usize = {
    let mut runs = ALL;
    let mut count = 0_usize;
    while runs.next().is_some() {
        count += 1;
    }
    count
};

impl Runs {
    const fn next(&mut self) -> Option<Run> {
        let (Some(gap), Some(run)) = (self.number(), self.number()) else { return None };
        let first = self.from.wrapping_add(gap);
        let last = first.wrapping_add(run >> CLASS_BITS);
        self.from = last.wrapping_add(1);
        Some(Run { first, last, class: (run & ((1 << CLASS_BITS) - 1)) as usize })
    }

    /// The next number of the table: 7 bits a byte, the low ones first; the highest bit says that more follow.
    const fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            number |= ((*byte & 0x7f) as u32).wrapping_shl(shift);
            if *byte < 0x80 {
                return Some(number);
            }
            shift = shift.wrapping_add(7);
        }
        None
    }
}

fn class(character: char) -> Class {
    let code = u32::from(character);
    match code {
        0x0a => Class::Feed,
        0x0d => Class::Return,
        0x20..0x7f | 0xaf..0x300 => Class::Other,
        // Syllables stand in the order of their letters, 28 for each leading consonant and vowel.
        0xac00..=0xd7a3 if code.wrapping_sub(0xac00).is_multiple_of(28) => Class::Syllable,
        0xac00..=0xd7a3 => Class::ClosedSyllable,
        _ => {
            let begin = INDEX.partition_point(|runs| runs.from <= code).saturating_sub(1);
            let mut runs = INDEX.get(begin).copied().unwrap_or(ALL);
            while let Some(run) = runs.next() {
                if code <= run.last {
                    let class = CLASSES.get(run.class).filter(|_| run.first <= code);
                    return class.copied().unwrap_or(Class::Other);
                }
            }
            Class::Other
        }
    }
}

/// The clusters of a text; joined they are the text.
pub(super) fn graphemes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let (cluster, more) = rest.split_at_checked(length(rest)).filter(|(cluster, _)| !cluster.is_empty())?;
        rest = more;
        Some(cluster)
    })
}

/// Bytes of the first cluster.
fn length(text: &str) -> usize {
    let mut cluster = Cluster::default();
    let longer = text.char_indices().find(|(_, character)| !cluster.takes(class(*character)));
    longer.map_or(text.len(), |(end, _)| end)
}

/// A cluster as far as it is read.
#[derive(Default)]
struct Cluster {
    /// The code point read last.
    last: Option<Class>,
    /// GB11: it ends with a pictograph and what extends one.
    pictograph: bool,
    /// `GB9c`: it ends with a consonant and what continues a conjunct; and whether a linker is among that.
    conjunct: Option<bool>,
    /// GB12, GB13: it ends with an odd number of regional indicators.
    half_flag: bool,
}

impl Cluster {
    /// Whether the next code point belongs to this cluster, and then it is read.
    fn takes(&mut self, next: Class) -> bool {
        let taken = self.last.is_none_or(|last| self.joins(last, next));
        self.pictograph = match next {
            Class::Pictograph => true,
            Class::Extend | Class::NonJoiner | Class::Linker => self.pictograph,
            // It is asked about right after this one only.
            Class::Joiner => self.pictograph && self.last != Some(Class::Joiner),
            _ => false,
        };
        self.conjunct = match next {
            Class::Consonant => Some(false),
            Class::Linker => self.conjunct.map(|_| true),
            Class::Extend | Class::Joiner => self.conjunct,
            _ => None,
        };
        self.half_flag = next == Class::Regional && !self.half_flag;
        self.last = Some(next);
        taken
    }

    /// The rules, in their order.
    fn joins(&self, last: Class, next: Class) -> bool {
        use Class as C;
        match (last, next) {
            (C::Return, C::Feed) => true,
            (C::Control | C::Return | C::Feed, _) | (_, C::Control | C::Return | C::Feed) => false,
            (C::Leading, C::Leading | C::Vowel | C::Syllable | C::ClosedSyllable)
            | (C::Syllable | C::Vowel, C::Vowel | C::Trailing)
            | (C::ClosedSyllable | C::Trailing, C::Trailing)
            | (_, C::Extend | C::NonJoiner | C::Linker | C::Joiner | C::Spacing)
            | (C::Prepend, _) => true,
            (_, C::Consonant) => self.conjunct == Some(true),
            (C::Joiner, C::Pictograph) => self.pictograph,
            (C::Regional, C::Regional) => self.half_flag,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    /// The class of a code point, found by what `unicode-segmentation` does with it.
    fn probed(character: char) -> Class {
        let joined = |before: &str, after: &str| {
            let text = format!("{before}{character}{after}");
            text.graphemes(true).count() == 1
        };
        match character {
            '\r' => Class::Return,
            '\n' => Class::Feed,
            '\u{200c}' => Class::NonJoiner,
            '\u{200d}' => Class::Joiner,
            _ if joined("a", "") && format!("a{character}").graphemes(false).count() == 2 => Class::Spacing,
            _ if joined("a", "") && joined("\u{915}", "\u{915}") => Class::Linker,
            _ if joined("a", "") => Class::Extend,
            _ if !joined("", "\u{301}") => Class::Control,
            _ if joined("", "a") => Class::Prepend,
            _ if joined("", "\u{1f1e6}") => Class::Regional,
            _ if joined("", "\u{1100}") => Class::Leading,
            _ if joined("\u{1160}", "\u{1160}") => Class::Vowel,
            _ if joined("\u{11a8}", "") => Class::Trailing,
            _ if joined("\u{1100}", "\u{1160}") => Class::Syllable,
            _ if joined("\u{1100}", "") => Class::ClosedSyllable,
            _ if joined("\u{1f600}\u{200d}", "") => Class::Pictograph,
            _ if joined("\u{915}\u{94d}", "") => Class::Consonant,
            _ => Class::Other,
        }
    }

    fn packed() -> Vec<u8> {
        let mut runs: Vec<(u32, u32, Class)> = Vec::new();
        for character in ('\0'..='\u{1ffff}').chain('\u{e0000}'..='\u{e0fff}') {
            let (code, class) = (u32::from(character), probed(character));
            match runs.last_mut() {
                _ if matches!(class, Class::Other | Class::Syllable | Class::ClosedSyllable) => {}
                Some((_, last, of)) if *of == class && *last + 1 == code => *last = code,
                _ => runs.push((code, code, class)),
            }
        }
        let mut bytes = Vec::new();
        let mut next = 0;
        for (first, last, class) in runs {
            let class = CLASSES.iter().position(|other| *other == class).unwrap();
            push(&mut bytes, first - next);
            push(&mut bytes, ((last - first) << CLASS_BITS) | u32::try_from(class).unwrap());
            next = last + 1;
        }
        bytes
    }

    fn push(bytes: &mut Vec<u8>, mut number: u32) {
        while number > 0x7f {
            bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
            number >>= 7;
        }
        bytes.push(u8::try_from(number).unwrap());
    }

    /// After a new version of Unicode: `MESSENGER_DESK_TABLE=write cargo test --lib grapheme`.
    #[test]
    fn the_table_is_what_unicode_segmentation_does() {
        let packed = packed();
        if std::env::var_os("MESSENGER_DESK_TABLE").is_some() {
            std::fs::write("src/send/grapheme.table", &packed).unwrap();
        }
        assert!(packed == TABLE, "src/send/grapheme.table is of another version of Unicode");
    }

    /// One or more of every class.
    const SAMPLES: &str = "ab\r\n\u{1}\u{301}\u{300}\u{200c}\u{200d}\u{94d}\u{9cd}\u{1f1f5}\u{1f1f9}\u{600}\u{903}\u{1100}\u{1160}\u{11a8}\u{ac00}\u{ac01}👨👩\u{1f3fd}\u{fe0f}\u{915}\u{937}\u{995}";

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn clusters_are_those_of_unicode_segmentation(
            text in prop::collection::vec(prop::sample::select(SAMPLES.chars().collect::<Vec<_>>()), 0..14),
            any in "\\PC{0,6}",
        ) {
            let text: String = text.into_iter().chain(any.chars()).collect();
            let expected: Vec<&str> = text.graphemes(true).collect();
            prop_assert_eq!(graphemes(&text).collect::<Vec<_>>(), expected);
        }
    }
}
