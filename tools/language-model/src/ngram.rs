//! One to five letters or borders in one number, so that millions of them fit in memory.

/// The sign that stands for the border of a word.
pub const BORDER: char = '_';
/// Letters and borders of an n-gram, at most.
pub const LONGEST: usize = 5;

const BITS: u32 = 21;
const LETTER: u128 = (1 << BITS) - 1;

/// The letters from the last to the first, 21 bits each; no letter is zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ngram(u128);

impl Ngram {
    pub const EMPTY: Self = Self(0);

    pub fn of(letters: &[char]) -> Self {
        letters.iter().fold(Self::EMPTY, |ngram, &letter| ngram.then(letter))
    }

    pub fn then(self, letter: char) -> Self {
        Self(self.0 << BITS | u128::from(u32::from(letter)))
    }

    pub fn after(self, letter: char) -> Self {
        Self(self.0 | u128::from(u32::from(letter)) << (BITS * self.len()))
    }

    pub fn len(self) -> u32 {
        (128 - self.0.leading_zeros()).div_ceil(BITS)
    }

    pub fn last(self) -> char {
        char::from_u32((self.0 & LETTER) as u32).expect("made of letters")
    }

    pub fn without_last(self) -> Self {
        Self(self.0 >> BITS)
    }

    pub fn without_first(self) -> Self {
        match self.len() {
            0 => self,
            len => Self(self.0 & ((1 << (BITS * (len - 1))) - 1)),
        }
    }

    pub fn letters(self) -> Vec<char> {
        let mut rest = self;
        let mut letters = Vec::new();
        while rest.len() > 0 {
            letters.push(rest.last());
            rest = rest.without_last();
        }
        letters.reverse();
        letters
    }
}
