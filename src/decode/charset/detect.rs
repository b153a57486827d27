//! The most plausible charset of bytes that declare none.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// Enough for the detector, which costs about 50 ns a byte.
const SAMPLE: usize = 6 << 10;
/// Blocks end at a space or another mark that is never the second half of a character.
const BLOCK: usize = 96;

/// Shows the detector only the surroundings of what is not ASCII: the rest tells nothing of the charset, and a
/// value may have megabytes of it.
pub(super) fn encoding(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut shown = 0;
    let mut rest = bytes;
    while let Some(block) = next_block(&mut rest) {
        if block.is_ascii() {
            continue;
        }
        detector.feed(block, false);
        shown += block.len();
        if shown >= SAMPLE {
            break;
        }
    }
    detector.feed(b"", true);
    detector.guess(None, Utf8Detection::Deny)
}

fn next_block<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    if rest.is_empty() {
        return None;
    }
    let end = match rest.get(BLOCK..) {
        None => rest.len(),
        Some(after) => {
            let within = after.get(..SAMPLE).unwrap_or(after);
            BLOCK + within.iter().position(|&byte| byte < b'0').map_or(within.len(), |at| at + 1)
        }
    };
    let (block, after) = rest.split_at_checked(end)?;
    *rest = after;
    Some(block)
}

/// In Latin script letters outside ASCII stand alone, or two together; where most follow another, the text is
/// Cyrillic, Greek or of East Asia and the declaration a library's default.
pub(super) fn may_be_latin(bytes: &[u8]) -> bool {
    let (mut foreign, mut in_row) = (0_usize, 0_usize);
    let mut before = 0;
    for &byte in bytes.iter().take(1 << 20) {
        foreign += usize::from(byte >= 0x80);
        in_row += usize::from(byte >= 0x80 && before >= 0x80);
        before = byte;
    }
    foreign < 12 || in_row * 2 < foreign
}

/// The escape sequences by which ISO-2022-JP turns to its Japanese sets.
pub(super) fn shifts_to_japanese(bytes: &[u8]) -> bool {
    let mut escapes = bytes.split(|&byte| byte == 0x1b).skip(1);
    escapes.any(|after| [b"$B".as_slice(), b"$@", b"(I"].iter().any(|shift| after.starts_with(shift)))
}
