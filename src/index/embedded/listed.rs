//! What near copies are found by, as it lies on disk: by decision, with the article in front of the entry.

use crate::article::{ArticleId, Digest};
use crate::index::Fault;
use crate::ledger::{self, NearEntry};

const ID_BYTES: usize = size_of::<Digest>();

pub fn key(decision: u64) -> [u8; size_of::<u64>()] {
    decision.to_be_bytes()
}

pub fn encode(id: ArticleId, entry: &NearEntry) -> Vec<u8> {
    [id.0.bytes().as_slice(), &ledger::encode_near(entry)].concat()
}

pub fn decode(value: &[u8]) -> Result<(ArticleId, NearEntry), Fault> {
    let (id, entry) = value.split_at_checked(ID_BYTES).ok_or_else(|| Fault("a short entry".to_owned()))?;
    Ok((super::id_of(id)?, ledger::decode_near(entry).map_err(super::broken)?))
}
