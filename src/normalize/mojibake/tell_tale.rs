//! The quick look: does the text hold anything that misread UTF-8 leaves behind?
//!
//! Nearly every text has nothing of it, so that this must cost next to nothing. It may say yes to right text.

use memchr::{memchr_iter, memchr2_iter, memchr3_iter, memmem};

use super::table::Misreading;

/// What was seen, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TellTales {
    misreadings: u16,
    /// Control characters of the second half of Latin-1.
    pub(super) controls: bool,
}

impl TellTales {
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut seen = Self::default();
        // The signs of C2, the letters of C3 up to U+00FF, the marks and lines of E2.
        for at in memchr3_iter(0xc2, 0xc3, 0xe2, bytes) {
            seen.look_at(Place { bytes, at });
        }
        seen.look_for_central(bytes);
        seen.look_for_cyrillic(bytes);
        seen
    }

    pub(super) fn misreadings(self) -> impl Iterator<Item = Misreading> {
        Misreading::ALL.into_iter().filter(move |&misreading| self.misreadings & bit(misreading) != 0)
    }

    fn add(&mut self, misreadings: &[Misreading]) {
        for &misreading in misreadings {
            self.misreadings |= bit(misreading);
        }
    }

    fn look_at(&mut self, place: Place<'_>) {
        let before = (place.back(2), place.back(1));
        match place.byte(0) {
            0xc2 => {
                self.controls |= place.byte(1) < 0xa0;
                // Guillemets and the no-break space follow the letters of right text.
                let is_common = matches!(place.byte(1), 0xa0 | 0xab | 0xad | 0xbb);
                match before {
                    (0xc4, 0x82 | 0x8e | 0xb9) => self.add(&CENTRAL),
                    (0xd0 | 0xd1, _) if !is_common => self.add(&CYRILLIC),
                    (0xce | 0xcf, _) if !is_common => self.add(&[Misreading::Greek]),
                    _ => {}
                }
            }
            0xe2 => match (before, place.byte(1), place.byte(2)) {
                // Lines and boxes are drawn with these.
                (_, 0x94 | 0x95, _) => self.add(&DRAWN),
                // `√`
                (_, 0x88, 0x9a) => self.add(&[Misreading::Mac]),
                // `β€`
                ((0xce, 0xb2), 0x82, 0xac) => self.add(&[Misreading::Greek]),
                // A quote within a word, behind a Cyrillic letter: `Е‚a`.
                ((0xd0 | 0xd1, _), 0x80..=0x84, _) if place.byte(3).is_ascii_alphabetic() => {
                    self.add(&CYRILLIC);
                }
                _ => {}
            },
            _ => self.look_at_letter(place),
        }
    }

    fn look_at_letter(&mut self, place: Place<'_>) {
        let lead = place.byte(1);
        let is_western = match lead {
            0x82..=0x9f => place.continues(2) > 0,
            // `â€`, whatever follows.
            0xa2 if (place.byte(2), place.byte(3), place.byte(4)) == (0xe2, 0x82, 0xac) => true,
            0xa0..=0xb4 => match place.continues(2) {
                0 => false,
                length => place.continues(2 + length) > 0,
            },
            _ => false,
        };
        if is_western {
            self.add(&[Misreading::Western]);
        }
        match (place.back(3), place.back(2), place.back(1), lead) {
            // `â€ś`, `â€ť`
            (.., 0xa2) if place.byte(5) == 0xc5 && place.byte(4) == 0xac => self.add(&CENTRAL),
            // `Ä` before a letter of the East, as in `Ä…` and `ÄŤ`.
            (.., 0x84) if matches!(place.byte(2), 0xc4 | 0xc5) => self.add(&CENTRAL),
            // `‚Ä`, `ΓÇ`, `ÔÇ`: the first two bytes of quotes and dashes.
            (0xe2, 0x80, 0x9a, 0x84) => self.add(&[Misreading::Mac]),
            (_, 0xce, 0x93, 0x87) => self.add(&[Misreading::Dos]),
            (_, 0xc3, 0x94, 0x87) => self.add(&[Misreading::DosWestern]),
            _ => {}
        }
    }

    /// Letters that right text has too, though hardly before such a character.
    fn look_for_central(&mut self, bytes: &[u8]) {
        let is_odd = |at: usize| {
            let place = Place { bytes, at };
            match (place.byte(0), place.byte(1), place.byte(2)) {
                // Ă, Ĺ, Ń, ŕ
                (0xc4, 0x82 | 0xb9, next) | (0xc5, 0x83 | 0x95, next) => may_continue(next),
                // Đ, which Vietnamese has before ă.
                (0xc4, 0x90, next) => next != 0xc4 && may_continue(next),
                // ĺ, Ř, Ů
                // đź, the beginning of emoji.
                (0xc4, 0x91, next) => next == 0xc5,
                (0xc4, 0xba, next) | (0xc5, 0x98 | 0xae, next) => next == 0xc2,
                _ => false,
            }
        };
        if memchr2_iter(0xc4, 0xc5, bytes).take(LOOKS).any(is_odd) {
            self.add(&CENTRAL);
        }
    }

    /// A Cyrillic capital directly behind a letter of ASCII, or behind a small letter.
    fn look_for_cyrillic(&mut self, bytes: &[u8]) {
        let is_mixed = |at: usize| {
            let place = Place { bytes, at };
            matches!(place.byte(1), 0x92..=0x95) && place.back(1).is_ascii_alphabetic()
        };
        let mut letters = memchr_iter(0xd0, bytes).take(LOOKS).peekable();
        if letters.peek().is_none() {
            return;
        }
        if letters.any(is_mixed) || memmem::find(bytes, "вЂ".as_bytes()).is_some() {
            self.add(&[Misreading::Cyrillic]);
        }
        if memmem::find(bytes, "тА".as_bytes()).is_some() {
            self.add(&[Misreading::DosCyrillic]);
        }
    }
}

/// Where a character is frequent in right text, its first occurrences must do.
const LOOKS: usize = 64;

const CENTRAL: [Misreading; 2] = [Misreading::Central, Misreading::CentralIso];
const CYRILLIC: [Misreading; 2] = [Misreading::Cyrillic, Misreading::Koi];
const DRAWN: [Misreading; 4] =
    [Misreading::Dos, Misreading::DosWestern, Misreading::DosCyrillic, Misreading::Koi];

fn bit(misreading: Misreading) -> u16 {
    1 << misreading as u16
}

/// First byte of a character that may stand for a continuation byte in windows-1250 and ISO 8859-2.
fn may_continue(first: u8) -> bool {
    matches!(first, 0xc2 | 0xc4 | 0xc5 | 0xcb | 0xe2)
}

#[derive(Clone, Copy)]
struct Place<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Place<'_> {
    /// 0 beyond the end.
    fn byte(self, offset: usize) -> u8 {
        self.bytes.get(self.at + offset).copied().unwrap_or(0)
    }

    fn back(self, offset: usize) -> u8 {
        self.at.checked_sub(offset).and_then(|at| self.bytes.get(at)).copied().unwrap_or(0)
    }

    /// Length of the character there, if it may stand for a continuation byte in windows-1252: signs of Latin-1,
    /// `ƒ`, `ˆ`, `˜`, the few letters and the marks that it has where Latin-1 has controls.
    fn continues(self, offset: usize) -> usize {
        match (self.byte(offset), self.byte(offset + 1)) {
            (0xc2, _)
            | (0xc5, 0x92 | 0x93 | 0xa0 | 0xa1 | 0xb8 | 0xbd | 0xbe)
            | (0xc6, 0x92)
            | (0xcb, 0x86 | 0x9c) => 2,
            (0xe2, 0x80 | 0x82 | 0x84) => 3,
            _ => 0,
        }
    }
}
