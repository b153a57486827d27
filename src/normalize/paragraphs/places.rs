//! The few places of a text that are worth a look, found by bytes alone: most articles have none.

/// Calls `look` with each byte position where a character that may end a paragraph meets one that may begin one.
/// There are more of these than seams, never fewer.
pub fn each(text: &[u8], mut look: impl FnMut(usize)) {
    let [after, second] = [1, 2].map(|skipped| text.get(skipped..).unwrap_or_default());
    let chunks = text.chunks(CHUNK).zip(after.chunks(CHUNK)).zip(second.chunks(CHUNK));
    for (number, ((last, first), second)) in chunks.enumerate() {
        // Without branches, so that many bytes are compared at once.
        let triples = || last.iter().zip(first).zip(second);
        if triples()
            .fold(false, |found, ((&last, &first), &second)| found | may_be_place(last, first, second))
        {
            for (offset, ((&last, &first), &second)) in triples().enumerate() {
                if ENDS[usize::from(last)] & BEGINS[usize::from(first)] != 0 && !is_small(first, second) {
                    look(number * CHUNK + offset + 1);
                }
            }
        }
    }
}

const CHUNK: usize = 64;

/// Holds for all that the tables let pass.
#[expect(clippy::needless_bitwise_bool, reason = "without branches, many bytes are compared at once")]
fn may_be_place(last: u8, first: u8, second: u8) -> bool {
    let is_letter = first.is_ascii_uppercase() | matches!(first, 0xc2..=0xe2) & !is_small(first, second);
    let is_mark = matches!(last, b'!'..=b'/' | b':'..=b'@' | b']' | 0x80..) & (last != b',');
    let may_follow_mark = matches!(first, b'!'..=b'`' | 0xea..);
    (last > b' ') & (is_letter | (first == b'"') | is_mark & may_follow_mark)
}

/// Small letters that share their first byte with capitals.
#[expect(clippy::needless_bitwise_bool, reason = "without branches, many bytes are compared at once")]
fn is_small(first: u8, second: u8) -> bool {
    (first == 0xc3) & (second >= 0x9f)
        | (first == 0xce) & (second >= 0xac)
        | (first == 0xd0) & (second >= 0xb0)
}

/// What an end and a beginning may have in common. A place is worth a look where they have something.
const CASE: u8 = 1;
const MARK: u8 = 2;
const DIGIT: u8 = 4;

const ENDS: [u8; 256] = table(&[
    (b'a', b'z', CASE),
    (b'A', b'Z', CASE),
    (0x80, 0xff, CASE),
    (b'0', b'9', DIGIT),
    (b'%', b'%', CASE | DIGIT | MARK),
    (b'!', b'"', CASE | MARK),
    (b'\'', b'\'', CASE | MARK),
    (b')', b')', CASE | MARK),
    (b'.', b'.', CASE | MARK),
    (b':', b';', CASE | MARK),
    (b'?', b'?', CASE | MARK),
    (b']', b']', CASE | MARK),
    // The last bytes of the marks that end sentences and quotations: ։ ۔ ’ “ ” ؟ ። । ॥ … › ».
    (0x89, 0x89, MARK),
    (0x94, 0x94, MARK),
    (0x99, 0x9d, MARK),
    (0x9f, 0x9f, MARK),
    (0xa2, 0xa6, MARK),
    (0xba, 0xbb, MARK),
]);

const BEGINS: [u8; 256] = table(&[
    (b'A', b'Z', CASE | DIGIT),
    (b'"', b'"', CASE),
    (b'0', b'9', MARK),
    (b'\'', b'(', MARK),
    (b'-', b'-', MARK),
    (b'[', b'[', MARK),
    // Marks, Latin, Greek, Cyrillic, Armenian, Georgian, Ethiopic; those left out begin small letters.
    (0xc2, 0xce, CASE),
    (0xd0, 0xd0, CASE),
    (0xd2, 0xd5, CASE),
    (0xe1, 0xe2, CASE),
    // Hebrew, Arabic; Indic; Hangul.
    (0xd7, 0xdb, MARK),
    (0xe0, 0xe0, MARK),
    (0xea, 0xed, MARK),
]);

/// From ranges of bytes, both ends included.
const fn table(ranges: &[(u8, u8, u8)]) -> [u8; 256] {
    let mut table = [0; 256];
    let mut next = 0;
    while next < ranges.len() {
        let (from, to, what) = ranges[next];
        let mut byte = from as usize;
        while byte <= to as usize {
            table[byte] |= what;
            byte += 1;
        }
        next += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{BEGINS, ENDS, each, is_small, may_be_place};

    #[test]
    fn the_quick_comparison_lets_pass_all_that_the_tables_do() {
        for last in 0..=u8::MAX {
            for first in 0..=u8::MAX {
                for second in [0, b'a', 0x80, 0x9f, 0xac, 0xb0, 0xbf] {
                    let is_place =
                        ENDS[usize::from(last)] & BEGINS[usize::from(first)] != 0 && !is_small(first, second);
                    assert!(!is_place || may_be_place(last, first, second), "{last} {first} {second}");
                }
            }
        }
    }

    #[test]
    fn places_are_found_across_chunks() {
        for length in 0..200 {
            let text = format!("{}.Before", " ".repeat(length));
            let mut places = Vec::new();
            each(text.as_bytes(), |at| places.push(at));
            assert_eq!(places, [length + 1]);
        }
    }
}
