//! NFC, with a quick look that spares most texts the full check.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The text in NFC; borrowed where it is so already.
pub fn composed(text: &str) -> Cow<'_, str> {
    if is_surely_composed(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Whether all characters are such that NFC leaves them alone, whatever stands before them. Written to be done
/// many bytes at a time.
fn is_surely_composed(bytes: &[u8]) -> bool {
    const BLOCK: usize = 64;
    let whole = bytes.len().saturating_sub(2);
    let mut begin = 0;
    while begin < whole {
        let end = (begin + BLOCK).min(whole);
        let (Some(first), Some(second), Some(third)) =
            (bytes.get(begin..end), bytes.get(begin + 1..end + 1), bytes.get(begin + 2..end + 2))
        else {
            return false;
        };
        let block = first.iter().zip(second).zip(third);
        if block.fold(false, |found, ((&first, &second), &third)| found | may_change(first, second, third)) {
            return false;
        }
        begin = end;
    }
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    !(begin..bytes.len()).any(|at| may_change(byte(at), byte(at + 1), byte(at + 2)))
}

/// By the first bytes of a character: whether it may be a mark, join with what stands before it, or be another
/// character by another name. Latin, Russian, Greek, Chinese, Japanese and Korean pass without marks; other
/// scripts are left to the full check as a whole.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep compilers from doing many at a time")]
fn may_change(first: u8, second: u8, third: u8) -> bool {
    let letters =
        (first < 0xcc) | within(first, 0xcf, 0xd1) | within(first, 0xe4, 0xe9) | within(first, 0xeb, 0xed);
    let greek = (first == 0xce) & (second != 0x87);
    let marks = (first == 0xe2) & (second == 0x80) & (third >= 0x82);
    let kana = (first == 0xe3)
        & ((second == 0x80) & (third < 0xaa)
            | (second == 0x81)
            | (second == 0x83)
            | (second == 0x82) & (third != 0x99) & (third != 0x9a));
    let hangul = (first == 0xea) & (second >= 0xb0);
    let wide = (first == 0xef) & (second >= 0xbc);
    !(letters | greek | marks | kana | hangul | wide)
}

/// Without a branch, unlike the range of the standard library.
fn within(byte: u8, first: u8, last: u8) -> bool {
    byte.wrapping_sub(first) <= last - first
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_and_accents_become_one() {
        assert_eq!(composed("Cafe\u{301} a\u{30a} か\u{3099} \u{1100}\u{1161} \u{2126}"), "Café å が 가 Ω");
        assert!(matches!(composed("déjà vu – “oui” 今天が 한국 Привет Ελλάδα"), Cow::Borrowed(_)));
    }

    #[test]
    fn the_quick_look_passes_nothing_that_would_change() {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        for c in (0..=0x0010_ffff).filter_map(char::from_u32) {
            if is_surely_composed(c.encode_utf8(&mut [0; 4]).as_bytes()) {
                let behind = format!("{c}eаهか가\u{1112}{c}");
                // The jamo is what the quick look would refuse; it must not join with what is passed.
                assert_eq!(nfc.normalize(&behind), behind, "{:x}", u32::from(c));
                for before in ["a", "ο", "и", "ي", "か", "가", "ᄀ", "े"] {
                    let text = format!("{before}{c}");
                    assert_eq!(nfc.normalize(&text), text, "{:x}", u32::from(c));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_out_in_nfc(text in "[a-zé\u{300}-\u{330}άий\u{591}א-תا-ي\u{64b}-\u{655}か-ご\u{3099}一가\u{1100}\u{1161}\u{11a8}\u{2126}]{0,40}") {
            let nfc = ComposingNormalizerBorrowed::new_nfc().normalize(&text).into_owned();
            prop_assert_eq!(composed(&text), nfc);
        }
    }
}
