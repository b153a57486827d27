//! Inputs as changes of a seed: what breaks readers lies near what they read.

use proptest::collection::vec;
use proptest::prelude::*;

/// Longer inputs find nothing that these do not, only later.
pub const LONGEST: usize = 64 * 1024;

/// Texts that mean something to some reader.
const TOKENS: [&str; 64] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    ":",
    "null",
    "{\"a\":",
    "[[[[[[[[",
    "\\u0000",
    "\\ud800",
    "<",
    ">",
    "</",
    "<!--",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#x1F600;",
    "&lt;p&gt;",
    "&",
    "<p>",
    "<br><br>",
    "<script>",
    "<div>",
    "://",
    "https://",
    "%25",
    "%",
    "?",
    "#",
    "@",
    "//",
    "..",
    "/amp/",
    "xn--",
    "\u{ad}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "\u{301}",
    "\u{fdfa}",
    "\u{1f468}\u{200d}\u{1f469}",
    "Ã©",
    "â€™",
    "\u{fffd}",
    "12.09.2023",
    "-",
    "2023",
    "99999999999999999999",
    "T14:05:00Z",
    " ago",
    "12:",
    "。",
    ". A",
    "\n\n",
    "\r",
    "\t",
    " - ",
    " by ",
    "None",
    "\u{0}",
];
const BYTES: [u8; 12] = [0, 1, 0x0a, 0x22, 0x7f, 0x80, 0xc3, 0xe2, 0xf0, 0xfe, 0xff, b' '];

#[derive(Clone, Debug)]
pub enum Change {
    Byte { at: usize, to: u8 },
    Insert { at: usize, token: usize },
    Repeat { at: usize, token: usize, times: usize },
    Delete { at: usize, length: usize },
    Double { at: usize, length: usize },
    Splice { at: usize, other: usize, from: usize, length: usize },
    Cut { at: usize },
}

/// A seed, and what becomes of it.
#[derive(Clone, Debug)]
pub struct Script {
    seed: usize,
    changes: Vec<Change>,
    /// For targets that choose something besides the input.
    pub choice: usize,
}

pub fn scripts(seeds: usize) -> impl Strategy<Value = Script> {
    let change = prop_oneof![
        3 => (any::<usize>(), any::<u8>()).prop_map(|(at, to)| Change::Byte { at, to }),
        2 => (any::<usize>(), prop::sample::select(BYTES.to_vec())).prop_map(|(at, to)| Change::Byte { at, to }),
        6 => (any::<usize>(), any::<usize>()).prop_map(|(at, token)| Change::Insert { at, token }),
        1 => (any::<usize>(), any::<usize>(), 2usize..3000).prop_map(|(at, token, times)| Change::Repeat { at, token, times }),
        3 => (any::<usize>(), 1usize..80).prop_map(|(at, length)| Change::Delete { at, length }),
        2 => (any::<usize>(), 1usize..400).prop_map(|(at, length)| Change::Double { at, length }),
        2 => (any::<usize>(), 0..seeds, any::<usize>(), 1usize..400)
            .prop_map(|(at, other, from, length)| Change::Splice { at, other, from, length }),
        1 => any::<usize>().prop_map(|at| Change::Cut { at }),
    ];
    (0..seeds, vec(change, 0..9), any::<usize>()).prop_map(|(seed, changes, choice)| Script {
        seed,
        changes,
        choice,
    })
}

impl Script {
    pub fn apply(&self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.seed].clone();
        for change in &self.changes {
            change.apply(&mut bytes, seeds);
            bytes.truncate(LONGEST);
        }
        bytes
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let place = |at: usize, bytes: &[u8]| at % (bytes.len() + 1);
        match *self {
            Self::Byte { at, to } => {
                let at = place(at, bytes);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = to;
                }
            }
            Self::Insert { at, token } => insert(bytes, at, TOKENS[token % TOKENS.len()].as_bytes()),
            Self::Repeat { at, token, times } => {
                insert(bytes, at, TOKENS[token % TOKENS.len()].repeat(times).as_bytes());
            }
            Self::Delete { at, length } => {
                let at = place(at, bytes);
                bytes.drain(at..bytes.len().min(at + length));
            }
            Self::Double { at, length } => {
                let from = place(at, bytes);
                let piece = bytes[from..bytes.len().min(from + length)].to_vec();
                insert(bytes, from, &piece);
            }
            Self::Splice { at, other, from, length } => {
                let other = &seeds[other];
                let from = place(from, other);
                insert(bytes, at, &other[from..other.len().min(from + length)]);
            }
            Self::Cut { at } => bytes.truncate(place(at, bytes)),
        }
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    let at = at % (bytes.len() + 1);
    bytes.splice(at..at, piece.iter().copied());
}
