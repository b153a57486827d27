//! One-permutation hashing of a skeleton: how alike two texts are, and by what the like ones are found.
//!
//! Every run of twelve bytes, about two words, is hashed. The top bits choose a bin, and each bin keeps its smallest
//! hash: texts that share most runs share most bins, in any script. Where the smallest run of a quarter of the bins lies, a
//! longer run begins: rare enough that unrelated texts share none, and what near copies are found by.

use crate::article::{Bands, Grain, Sketch};

const RUN: usize = 12;
/// About four words.
const LONG_RUN: usize = 24;
/// Odd, with well spread bits; changing them makes stored sketches meaningless.
const FACTORS: [u64; 3] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0xFF51_AFD7_ED55_8CCD];

/// The smallest of each bin: where its run begins in the lower bits, its hash in those above. So one number is compared
/// and kept, without a branch that nothing foretells.
pub struct Runs<'t> {
    skeleton: &'t [u8],
    smallest: [u64; Grain::BINS],
}

/// A longer text than these bits can count goes on unread.
const PLACE_BITS: u32 = 24;
const PLACES: u64 = 1 << PLACE_BITS;
/// Of a bin that holds nothing.
const NOTHING: u64 = u64::MAX;

pub fn of(skeleton: &[u8]) -> Runs<'_> {
    let mut smallest = [NOTHING; Grain::BINS];
    for (place, run) in (0..PLACES).zip(skeleton.windows(RUN)) {
        let hash = hash(run);
        // Six bits for 64 bins.
        let bin = &mut smallest[(hash >> 58) as usize];
        *bin = (*bin).min(hash & !(PLACES - 1) | place);
    }
    Runs { skeleton, smallest }
}

impl Runs<'_> {
    pub fn sketch(&self) -> Sketch {
        let prints: Vec<u8> = self.coarse().map(print).collect();
        Sketch(prints.try_into().unwrap_or_default())
    }

    pub fn grain(&self) -> Grain {
        Grain(self.smallest.map(print))
    }

    pub fn bands(&self) -> Bands {
        let long = |smallest: u64| {
            let begin = (smallest & (PLACES - 1)) as usize;
            let run = self.skeleton.get(begin..begin + LONG_RUN).filter(|_| smallest != NOTHING);
            run.map_or(Bands::EMPTY, |run| {
                let (head, tail) = run.split_at(RUN);
                let both = (self::hash(head).rotate_left(32) ^ self::hash(tail)).wrapping_mul(FACTORS[2]);
                u32::try_from(both >> 32).unwrap_or(Bands::EMPTY)
            })
        };
        let bands: Vec<u32> = self.coarse().map(long).collect();
        bands.try_into().map_or_else(|_| Bands::default(), Bands)
    }

    /// Four bins in one: a hash's top bits choose both, so the smallest is the first that there is.
    fn coarse(&self) -> impl Iterator<Item = u64> {
        const PART: usize = Grain::BINS / Sketch::BINS;
        let parts = self.smallest.chunks_exact(PART);
        parts.map(|part| part.iter().copied().find(|&smallest| smallest != NOTHING).unwrap_or(NOTHING))
    }
}

/// Bits that neither choose the bin nor are mostly zero in a smallest hash.
fn print(hash: u64) -> u8 {
    hash.to_le_bytes()[5]
}

/// Multiply and add of two halves that overlap; only the upper bits are well mixed.
fn hash(run: &[u8]) -> u64 {
    let (Some(head), Some(tail)) = (run.first_chunk(), run.last_chunk()) else { return u64::MAX };
    let [head, tail] = [head, tail].map(|half| u64::from_le_bytes(*half));
    head.wrapping_mul(FACTORS[0]).wrapping_add(tail.wrapping_mul(FACTORS[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(range: std::ops::Range<u32>) -> String {
        range.map(|number| format!("word{}", number * 7919)).collect::<Vec<_>>().concat()
    }

    fn sketch(text: &str) -> Sketch {
        of(text.as_bytes()).sketch()
    }

    #[test]
    fn a_corrected_sentence_keeps_most_bins_and_another_text_few() {
        let text = words(0..200);
        let corrected = [words(0..100), "anothersentence".into(), words(104..200)].concat();
        assert!(sketch(&text).similarity(sketch(&corrected)) > 0.7);
        assert!(sketch(&text).similarity(sketch(&words(500..700))) < 0.3);
        assert!((sketch(&text).similarity(sketch(&text)) - 1.0).abs() < f32::EPSILON);
    }

    /// Sketches are stored: when this fails, either the change is wrong or stored sketches lose their meaning.
    #[test]
    fn a_sketch_is_what_it_always_was() {
        assert_eq!(
            sketch(&words(0..50)).0,
            [175, 135, 189, 248, 209, 28, 175, 45, 159, 107, 193, 18, 41, 83, 51, 106]
        );
    }

    #[test]
    fn short_texts_have_a_sketch_too() {
        assert_eq!(sketch(""), sketch("short"));
    }

    #[test]
    fn texts_that_share_a_part_share_a_band_and_others_none() {
        let shared = |one: &str, other: &str| {
            let (one, other) = (of(one.as_bytes()).bands(), of(other.as_bytes()).bands());
            one.keys().filter(|key| other.keys().any(|other| other == *key)).count()
        };
        let text = words(0..200);
        assert_eq!(shared(&text, &text), Bands::COUNT);
        assert!(shared(&text, &[words(0..80), words(900..980)].concat()) > 0);
        assert_eq!(shared(&text, &words(500..700)), 0);
        assert_eq!(shared("short", "short"), 0);
    }

    #[test]
    fn the_grain_tells_the_share_of_text_in_common() {
        let text = words(0..200);
        let half = [words(0..100), words(700..800)].concat();
        let similarity = of(text.as_bytes()).grain().similarity(&of(half.as_bytes()).grain());
        assert!((0.2..0.5).contains(&similarity), "{similarity}");
    }
}
