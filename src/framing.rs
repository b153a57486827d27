//! The framing of schema registries, as Confluent's clients write and read it: a zero, the schema's id in four bytes,
//! and the path to the message type within its file, before the bare message.
//!
//! A bare message never begins with a zero, which is no field's tag, so that both can be told apart.

use prost::encoding::{decode_varint, encode_varint};

const MAGIC: u8 = 0;

/// What stands before a message that is the `place`-th of its file, from 0.
pub fn prefix(schema: u32, place: u64) -> Vec<u8> {
    let mut prefix = vec![MAGIC];
    prefix.extend(schema.to_be_bytes());
    if place == 0 {
        // The usual path has a form of its own.
        prefix.push(0);
    } else {
        for number in [1, place] {
            encode_varint(number * 2, &mut prefix);
        }
    }
    prefix
}

/// What follows the framing; none where there is none. The path is a count and as many numbers; a single zero stands for
/// the one to the first type.
pub fn unframed(value: &[u8]) -> Option<&[u8]> {
    let [MAGIC, _, _, _, _, path @ ..] = value else { return None };
    let mut rest = path;
    let count = zigzag(&mut rest)?;
    for _ in 0..count {
        zigzag(&mut rest)?;
    }
    Some(rest)
}

/// Message paths nest no deeper than a few types.
const LONGEST_PATH: u64 = 16;

fn zigzag(bytes: &mut &[u8]) -> Option<u64> {
    let number = decode_varint(bytes).ok()?;
    let even = number % 2 == 0;
    Some(number / 2).filter(|&number| even && number <= LONGEST_PATH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_what_confluents_clients_write() {
        assert_eq!(prefix(0x0102_0304, 0), [0, 1, 2, 3, 4, 0]);
        assert_eq!(prefix(9, 1), [0, 0, 0, 0, 9, 2, 2]);
    }

    #[test]
    fn what_was_framed_is_unframed_and_nothing_else_is() {
        for place in [0, 1, 7] {
            let framed = [prefix(77, place), b"bare".to_vec()].concat();
            assert_eq!(unframed(&framed), Some(&b"bare"[..]));
        }
        for foreign in [&b""[..], b"\x0a\x01x", b"{}", &[0, 0, 0, 0], &[0, 0, 0, 0, 9], &[0, 0, 0, 0, 9, 2]] {
            assert_eq!(unframed(foreign), None, "{foreign:?}");
        }
    }
}
