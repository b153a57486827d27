//! One-permutation hashing of a skeleton into sixteen bytes.
//!
//! Every run of twelve bytes is hashed; the top bits choose a bin, and each bin keeps eight bits of its smallest
//! hash. Texts that share most runs share most bins, in any script.

use crate::article::Sketch;

const RUN: usize = 12;
/// Odd, with well spread bits; changing them makes stored sketches meaningless.
const FACTORS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F];

pub fn of(skeleton: &[u8]) -> Sketch {
    let mut smallest = [u64::MAX; Sketch::BINS];
    for run in skeleton.windows(RUN) {
        let hash = hash(run);
        let bin = &mut smallest[(hash >> 60) as usize];
        if hash < *bin {
            *bin = hash;
        }
    }
    // Bits that neither choose the bin nor are mostly zero in a smallest hash.
    Sketch(smallest.map(|hash| hash.to_le_bytes()[5]))
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

    #[test]
    fn a_corrected_sentence_keeps_most_bins_and_another_text_few() {
        let text = words(0..200);
        let corrected = [words(0..100), "anothersentence".into(), words(104..200)].concat();
        assert!(of(text.as_bytes()).similarity(of(corrected.as_bytes())) > 0.7);
        assert!(of(text.as_bytes()).similarity(of(words(500..700).as_bytes())) < 0.3);
        assert!((of(text.as_bytes()).similarity(of(text.as_bytes())) - 1.0).abs() < f32::EPSILON);
    }

    /// Sketches are stored: when this fails, either the change is wrong or stored sketches lose their meaning.
    #[test]
    fn a_sketch_is_what_it_always_was() {
        assert_eq!(
            of(words(0..50).as_bytes()).0,
            [175, 135, 189, 248, 209, 28, 175, 45, 159, 107, 193, 18, 41, 83, 51, 106]
        );
    }

    #[test]
    fn short_texts_have_a_sketch_too() {
        assert_eq!(of(b""), of(b"short"));
    }
}
