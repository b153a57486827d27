//! What bytes a text begins with, found many at a time.

/// Bytes that are looked at as one number, the first in the lowest bits.
pub const WORD: usize = 8;

/// A byte, in each place of a word.
pub const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// The highest bit of each byte that is a small letter of ASCII. Behind a byte that is no ASCII, it tells nothing.
pub fn small_letters(word: u64) -> u64 {
    // A sum carries into the next byte only from one beyond ASCII.
    let from_a = word.wrapping_add(each(0x80 - b'a'));
    let beyond_z = word.wrapping_add(each(0x7f - b'z'));
    from_a & !beyond_z & each(0x80)
}

/// How many bytes stand before the first whose highest bit is not set.
pub fn leading(marked: u64) -> usize {
    (!marked & each(0x80)).trailing_zeros() as usize / WORD
}

/// How many of the first bytes are letters without case, U+4E00 to U+9FFF.
pub fn ideographs(text: &[u8]) -> usize {
    let is_ideograph = |c: &&[u8]| matches!(c, [0xe4, 0xb8..=0xbf, _] | [0xe5..=0xe9, ..]);
    text.chunks_exact(3).take_while(is_ideograph).count() * 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letters_are_told_up_to_the_first_byte_beyond_ascii(bytes in prop::array::uniform8(any::<u8>())) {
            let letters = small_letters(u64::from_le_bytes(bytes)).to_le_bytes();
            let known = bytes.iter().zip(letters).take_while(|(byte, _)| byte.is_ascii());
            for (byte, letter) in known {
                prop_assert_eq!(letter, if byte.is_ascii_lowercase() { 0x80 } else { 0 });
            }
            let count = bytes.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
            prop_assert_eq!(leading(small_letters(u64::from_le_bytes(bytes))), count);
        }
    }
}
