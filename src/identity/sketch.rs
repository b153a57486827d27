//! One-permutation hashing of a skeleton into sixteen bytes.
//!
//! Every run of twelve bytes is hashed by a rolling polynomial; the top bits choose a bin, and each bin keeps
//! eight bits of its smallest hash. Texts that share most runs share most bins, in any script.

use crate::article::Sketch;

const RUN: usize = 12;
/// Odd, with well spread bits; changing it makes stored sketches meaningless.
const BASE: u32 = 0x9E37_79B1;

pub fn of(skeleton: &str) -> Sketch {
    let bytes = skeleton.as_bytes();
    let mut smallest = [u32::MAX; Sketch::BINS];
    let Some((first, rest)) = bytes.split_at_checked(RUN) else { return sketch(&smallest) };
    let mut note = |rolling: u32| {
        let hash = mix(rolling);
        let bin = &mut smallest[(hash >> 28) as usize];
        *bin = (*bin).min(hash);
    };
    let term = |byte: u8| u32::from(byte) + 1;
    let mut rolling =
        first.iter().fold(0u32, |rolling, &byte| rolling.wrapping_mul(BASE).wrapping_add(term(byte)));
    note(rolling);
    let leaving = BASE.wrapping_pow(u32::try_from(RUN).expect("a small constant"));
    for (&entering, &gone) in rest.iter().zip(bytes) {
        rolling = rolling.wrapping_mul(BASE).wrapping_add(term(entering));
        rolling = rolling.wrapping_sub(leaving.wrapping_mul(term(gone)));
        note(rolling);
    }
    sketch(&smallest)
}

fn sketch(smallest: &[u32; Sketch::BINS]) -> Sketch {
    Sketch(smallest.map(|hash| hash.to_le_bytes()[0]))
}

/// Spreads the low bits of the polynomial, which hardly depend on early bytes, over the whole word.
fn mix(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 15)).wrapping_mul(0x85EB_CA6B);
    hash ^ (hash >> 13)
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
        assert!(of(&text).similarity(of(&corrected)) > 0.7);
        assert!(of(&text).similarity(of(&words(500..700))) < 0.3);
        assert!((of(&text).similarity(of(&text)) - 1.0).abs() < f32::EPSILON);
    }

    /// Sketches are stored: when this fails, either the change is wrong or stored sketches lose their meaning.
    #[test]
    fn a_sketch_is_what_it_always_was() {
        assert_eq!(
            of(&words(0..50)).0,
            [29, 55, 212, 70, 57, 108, 190, 181, 129, 237, 240, 215, 20, 75, 201, 41]
        );
    }

    #[test]
    fn short_texts_have_a_sketch_too() {
        assert_eq!(of(""), of("short"));
    }
}
