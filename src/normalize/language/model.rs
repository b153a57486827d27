//! The table of n-grams: how much each ending of a few letters speaks against each language.
//!
//! The file is made by `tools/language-model` from published frequencies and is laid out as `file.rs`
//! there says. Promises the same sums for the same text, in one pass, whatever the text is. Refuses to
//! decide: it only adds up.

use std::sync::LazyLock;

use super::script::{self, Script};

static FILE: &[u8] = include_bytes!("model.bin");

/// Loading takes a few milliseconds, once.
pub static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(FILE).expect("the embedded model is whole"));

/// Penalty steps in one unit of natural logarithm, as the file was made.
pub const STEPS: f32 = 24.0;

/// Letters with signs are below this.
const LETTERS: u32 = 0x2000;
const BORDER: u8 = 0;
/// A letter of the script that no language of the table writes.
const STRANGE: u8 = 255;
const LONGEST: usize = 5;
/// So many rows of penalties fit into sixteen bits.
const FLUSH: u32 = 256;

/// One table for each script that several languages write.
#[derive(Debug)]
pub struct Model {
    pub latin: Table<64>,
    pub cyrillic: Table<8>,
    pub arabic: Table<8>,
    pub devanagari: Table<8>,
    pub hebrew: Table<8>,
}

/// Rows of penalties, `WIDTH` wide so that they can be added in whole registers, found by n-gram.
#[derive(Debug)]
pub struct Table<const WIDTH: usize> {
    pub codes: Vec<&'static str>,
    signs: Vec<u8>,
    /// An n-gram in the upper bits, the number of its row plus one in the lower; zero where free.
    slots: Vec<u64>,
    rows: Vec<[u8; WIDTH]>,
}

/// What was added up so far.
#[derive(Clone, Debug)]
pub struct Tally<const WIDTH: usize> {
    /// The penalties of each language, in steps.
    pub sums: [u32; WIDTH],
    pub rows: u32,
}

/// Sums of the last rows, in half as many registers.
struct Recent<const WIDTH: usize> {
    sums: [u16; WIDTH],
    rows: u32,
}

/// Above the signs of an n-gram stands their number.
const KEY_BITS: usize = 8 * LONGEST;
/// In a slot, above the number of the row stands the n-gram.
const ROW_BITS: u32 = 20;

impl Model {
    fn read(mut file: &'static [u8]) -> Option<Self> {
        let file = &mut file;
        Some(Self {
            latin: Table::read(file, Script::Latin)?,
            cyrillic: Table::read(file, Script::Cyrillic)?,
            arabic: Table::read(file, Script::Arabic)?,
            devanagari: Table::read(file, Script::Devanagari)?,
            hebrew: Table::read(file, Script::Hebrew)?,
        })
    }
}

impl<const WIDTH: usize> Table<WIDTH> {
    fn read(file: &mut &'static [u8], script: Script) -> Option<Self> {
        let languages = usize::from(*file.split_off_first()?);
        let letters = usize::from(*file.split_off_first()?);
        let rows = u32::from_le_bytes(*take(file)?) as usize;
        let mut codes = Vec::with_capacity(languages);
        for _ in 0..languages {
            codes.push(std::str::from_utf8(take::<8>(file)?).ok()?.trim_end_matches('\0'));
        }
        let mut alphabet = Vec::with_capacity(letters);
        for _ in 0..letters {
            alphabet.push(char::from_u32(u32::from_le_bytes(*take(file)?))?);
        }
        let mut slots = vec![0; (rows * 2).next_power_of_two()];
        for row in 1..=rows as u64 {
            let signs = take::<LONGEST>(file)?;
            let length = signs.iter().position(|&sign| sign == STRANGE).unwrap_or(LONGEST);
            let key = signs.iter().take(length).rev().fold(0, |key, &sign| key << 8 | u64::from(sign));
            let key = key | (length as u64) << KEY_BITS;
            let mut place = place(key, slots.len());
            while *slots.get(place)? != 0 {
                place = (place + 1) & (slots.len() - 1);
            }
            *slots.get_mut(place)? = key << ROW_BITS | row;
        }
        let penalties = file.split_off(..rows * languages)?;
        let rows = penalties.chunks_exact(languages).map(|penalties| {
            let mut row = [0; WIDTH];
            row.iter_mut().zip(penalties).for_each(|(wide, &penalty)| *wide = penalty);
            row
        });
        Some(Self { codes, signs: signs(script, &alphabet), slots, rows: rows.collect() })
    }

    /// Adds one stretch of text: at each letter, the longest known ending that the letter completes.
    pub fn add(&self, text: &str, tally: &mut Tally<WIDTH>) {
        let mut recent = Recent::new();
        let mut ending: u64 = 0;
        let mut length: u64 = 0;
        for letter in text.chars() {
            let sign = self.signs.get(letter as usize).copied().unwrap_or(BORDER);
            let is_within_a_word = length > 1 || ending & 0xFF != 0;
            if sign == STRANGE {
                length = 0;
                continue;
            }
            if sign != BORDER || is_within_a_word {
                ending = ending << 8 | u64::from(sign);
                length = (length + 1).min(LONGEST as u64);
                if let Some(row) = self.longest(ending, length) {
                    recent.add(row, tally);
                }
            }
            if sign == BORDER {
                (ending, length) = (0, 1);
            }
        }
        recent.flush(tally);
    }

    fn longest(&self, ending: u64, length: u64) -> Option<&[u8; WIDTH]> {
        (1..=length)
            .rev()
            .find_map(|length| self.find(ending & ((1 << (8 * length)) - 1) | length << KEY_BITS))
    }

    #[inline]
    fn find(&self, key: u64) -> Option<&[u8; WIDTH]> {
        let mut place = place(key, self.slots.len());
        loop {
            let slot = *self.slots.get(place)?;
            if slot >> ROW_BITS == key {
                return self.rows.get((slot & ((1 << ROW_BITS) - 1)) as usize - 1);
            }
            if slot == 0 {
                return None;
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }
}

impl<const WIDTH: usize> Tally<WIDTH> {
    pub fn new() -> Self {
        Self { sums: [0; WIDTH], rows: 0 }
    }

    pub fn merge(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, more)| *sum += more);
        self.rows += other.rows;
    }
}

impl<const WIDTH: usize> Recent<WIDTH> {
    #[inline]
    fn add(&mut self, row: &[u8; WIDTH], tally: &mut Tally<WIDTH>) {
        self.sums.iter_mut().zip(row).for_each(|(sum, &penalty)| *sum += u16::from(penalty));
        self.rows += 1;
        if self.rows == FLUSH {
            self.flush(tally);
        }
    }

    fn flush(&mut self, tally: &mut Tally<WIDTH>) {
        tally.sums.iter_mut().zip(&self.sums).for_each(|(sum, &recent)| *sum += u32::from(recent));
        tally.rows += self.rows;
        *self = Self::new();
    }

    fn new() -> Self {
        Self { sums: [0; WIDTH], rows: 0 }
    }
}

fn place(key: u64, slots: usize) -> usize {
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as usize & (slots - 1)
}

/// The sign of each letter, capitals included; the border's for all else.
fn signs(script: Script, alphabet: &[char]) -> Vec<u8> {
    let sign = |letter: char| {
        let small = letter.to_lowercase().next().unwrap_or(letter);
        let place = alphabet.binary_search(&small).ok().and_then(|place| u8::try_from(place + 1).ok());
        place.unwrap_or(STRANGE)
    };
    let letters =
        (0..LETTERS).map(|code| char::from_u32(code).filter(|&letter| script::of(letter) == Some(script)));
    letters.map(|letter| letter.map_or(BORDER, sign)).collect()
}

fn take<const SIZE: usize>(file: &mut &'static [u8]) -> Option<&'static [u8; SIZE]> {
    file.split_off(..SIZE)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(text: &str) -> &'static str {
        let table = &MODEL.latin;
        let mut tally = Tally::new();
        table.add(text, &mut tally);
        let languages = table.codes.iter().zip(&tally.sums);
        languages.min_by_key(|(_, sum)| **sum).map(|(code, _)| *code).unwrap()
    }

    #[test]
    fn the_file_is_read_to_its_end() {
        let mut file = FILE;
        let scripts = [Script::Latin, Script::Cyrillic, Script::Arabic, Script::Devanagari, Script::Hebrew];
        let languages = scripts.map(|script| Table::<64>::read(&mut file, script).unwrap().codes.len());
        assert_eq!(languages, [59, 8, 3, 3, 2]);
        assert!(file.is_empty());
    }

    #[test]
    fn capitals_count_as_small_letters() {
        assert_eq!(best("LA RÉGION A ÉTÉ TOUCHÉE PAR LES PLUIES"), "fr");
        let sums = |text| {
            let mut tally = Tally::new();
            MODEL.latin.add(text, &mut tally);
            tally.sums
        };
        assert_eq!(sums("Été À Dieppe"), sums("été à dieppe"));
    }

    #[test]
    fn signs_between_words_count_once() {
        let sums = |text| {
            let mut tally = Tally::new();
            MODEL.latin.add(text, &mut tally);
            (tally.rows, tally.sums)
        };
        assert_eq!(sums("uno due"), sums("uno -- 12 \u{1F642} due"));
    }

    #[test]
    fn many_rows_do_not_overflow() {
        let mut tally = Tally::new();
        MODEL.latin.add(&"ðŋ ".repeat(10_000), &mut tally);
        assert!(tally.rows > 20_000 && tally.sums.iter().all(|&sum| sum <= tally.rows * 255));
    }
}
