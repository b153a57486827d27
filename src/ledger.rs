//! What the ledger says: every change of the index and every settled position.
//!
//! The ledger is a topic, written in the transaction of the outcomes; the index is its fold. Here are the entries as
//! plain data and as bytes; who reads and writes them is `kafka`'s concern.

mod codec;
mod entry;
mod ranges;
mod settling;

use std::collections::BTreeMap;

use crate::article::Digest;
use crate::record::Topic;

pub use codec::{Fault, decode, decode_near, encode, encode_article, encode_near};
pub use entry::{AliasEntry, ArticleEntry, ContentEntry, Entry, Header, NearEntry, Presence, Settled};
pub use ranges::Ranges;
pub use settling::{Settling, Stretch};

/// Raised when the meaning of the bytes changes, or what they can say. 2 brought aliases and near copies.
pub const FORMAT: u32 = 2;

/// An input partition.
pub type Partition = (Topic, i32);

/// The small part of the fold: what is known apart from articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    pub header: Option<Header>,
    pub settled: BTreeMap<Partition, Settled>,
    pub last_decision: u64,
}

/// How far of the ledger an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Of the ledger's topic; empty where the broker does not tell.
    pub topic_id: Vec<u8>,
    /// The offset to go on from.
    pub next: i64,
    /// The last entry that was applied: where it lies, and the digest of what it is.
    pub last: Option<(i64, Digest)>,
}

/// Tells a record from another that lies at the same offset after its topic was recreated.
pub fn digest_of(key: Option<&[u8]>, value: Option<&[u8]>) -> Digest {
    let part = |bytes: Option<&[u8]>| match bytes {
        None => [0u8; 9].to_vec(),
        Some(bytes) => [&[1][..], &(bytes.len() as u64).to_le_bytes(), bytes].concat(),
    };
    Digest::of(&[part(key), part(value)].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_keeps_key_value_and_their_absence_apart() {
        let bytes = |text: &'static str| Some(text.as_bytes());
        let digests = [
            digest_of(bytes("ab"), bytes("c")),
            digest_of(bytes("a"), bytes("bc")),
            digest_of(None, bytes("abc")),
            digest_of(bytes("abc"), None),
            digest_of(bytes(""), bytes("abc")),
        ];
        for (at, one) in digests.iter().enumerate() {
            assert!(!digests[at + 1..].contains(one));
        }
    }

    #[test]
    fn a_partition_goes_on_at_its_first_gap() {
        let mut settled = Settled { start: 5, ..Settled::default() };
        assert_eq!(settled.position(), 5);
        settled.ranges.add(5, 9);
        settled.ranges.add(20, 30);
        assert_eq!(settled.position(), 9);
    }
}
