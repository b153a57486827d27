//! A prepared record as its message.

use std::sync::Arc;

use super::{FORMAT, Fault, Trail, remains_of};
use crate::article::{
    ArticleId, Bands, Candidate, ContentHash, Digest, Facts, Fullness, Grain, Identity, RawDigest, Signature,
    Sketch, TitleHash, Trace, Withdrawal,
};
use crate::canonical_url::KEY_VERSION;
use crate::dead_letter::{Code, Reject, Stage};
use crate::pipeline::Prepared;
use crate::proto::prepared_item::Item;
use crate::proto::{
    PreparedArticle, PreparedHeader, PreparedItem, PreparedRecord, PreparedReject, PreparedSignature,
};
use crate::record::{Header, Position, Record, Topic};

pub fn record_out(prepared: &Prepared, trail: &Trail) -> PreparedRecord {
    let Record { position, timestamp, key, value, headers } = remains_of(prepared);
    let Trail { from, topic_id, digest } = trail.clone();
    PreparedRecord {
        format: FORMAT,
        key_version: KEY_VERSION,
        topic: position.topic.to_string(),
        partition: position.partition,
        offset: position.offset,
        timestamp,
        from,
        topic_id,
        digest: bytes(digest),
        items: prepared.items.iter().map(item_out).collect(),
        key,
        value,
        headers: headers.into_iter().map(|Header { name, value }| PreparedHeader { name, value }).collect(),
    }
}

pub fn record_in(wire: PreparedRecord) -> Result<(Prepared, Trail), Fault> {
    let PreparedRecord {
        format: _,
        key_version: _,
        topic,
        partition,
        offset,
        timestamp,
        from,
        topic_id,
        digest: stored,
        items,
        key,
        value,
        headers,
    } = wire;
    let trail = Trail { from, topic_id, digest: digest(&stored)? };
    let record = Record {
        position: Position { topic: Topic::new(&topic), partition, offset },
        timestamp,
        key,
        value,
        headers: headers.into_iter().map(|PreparedHeader { name, value }| Header { name, value }).collect(),
    };
    if items.is_empty() || !(0..=offset).contains(&from) {
        return Err(Fault::Broken("no items, or offsets that cannot be"));
    }
    let items = items.into_iter().map(item_in).collect::<Result<_, _>>()?;
    Ok((Prepared { record, form: None, items, traced: None }, trail))
}

fn item_out(item: &Result<Box<Candidate>, Reject>) -> PreparedItem {
    PreparedItem {
        item: Some(match item {
            Ok(candidate) => Item::Article(article_out(candidate)),
            Err(Reject { stage, code, detail }) => Item::Reject(PreparedReject {
                stage: stage.to_string(),
                code: code.to_string(),
                detail: detail.clone(),
            }),
        }),
    }
}

fn item_in(item: PreparedItem) -> Result<Result<Box<Candidate>, Reject>, Fault> {
    Ok(match item.item.ok_or(Fault::Broken("an item that is none"))? {
        Item::Article(article) => Ok(Box::new(article_in(article)?)),
        Item::Reject(PreparedReject { stage, code, detail }) => Err(Reject {
            stage: Stage::named(&stage).ok_or(Fault::Broken("a stage that this program does not know"))?,
            code: Code::named(&code).ok_or(Fault::Broken("a code that this program does not know"))?,
            detail,
        }),
    })
}

fn article_out(candidate: &Candidate) -> PreparedArticle {
    let Candidate { article, identity, fullness, withdrawal, seen_at, trace: _ } = candidate;
    let Identity { article_id, former_id, title, content, raw, letters, sketch, signature } = identity;
    PreparedArticle {
        article: Some(article.clone()),
        id: bytes(article_id.0),
        former_id: former_id.map_or_else(Vec::new, |id| bytes(id.0)),
        title: title.map_or_else(Vec::new, |title| bytes(title.0)),
        content: bytes(content.0),
        raw: bytes(raw.0),
        letters: *letters,
        sketch: sketch.0.to_vec(),
        signature: signature.as_deref().map(signature_out),
        fullness: fullness.number(),
        withdrawal: match withdrawal {
            Withdrawal::No => 0,
            Withdrawal::IfKnown => 1,
            Withdrawal::Explicit => 2,
        },
        seen_at: Some(*seen_at),
    }
}

fn article_in(wire: PreparedArticle) -> Result<Candidate, Fault> {
    let PreparedArticle {
        article,
        id,
        former_id,
        title,
        content,
        raw,
        letters,
        sketch,
        signature,
        fullness,
        withdrawal,
        seen_at,
    } = wire;
    let absent_or = |bytes: &[u8]| if bytes.is_empty() { Ok(None) } else { digest(bytes).map(Some) };
    Ok(Candidate {
        article: article.ok_or(Fault::Broken("an item without its article"))?,
        identity: Identity {
            article_id: ArticleId(digest(&id)?),
            former_id: absent_or(&former_id)?.map(ArticleId),
            title: absent_or(&title)?.map(TitleHash),
            content: ContentHash(digest(&content)?),
            raw: RawDigest(digest(&raw)?),
            letters,
            sketch: Sketch(sketch.try_into().map_err(|_| Fault::Broken("a sketch of another size"))?),
            signature: signature.map(signature_in).transpose()?.map(Arc::new),
        },
        fullness: Fullness::from_number(fullness).ok_or(Fault::Broken("an unknown fullness"))?,
        withdrawal: match withdrawal {
            0 => Withdrawal::No,
            1 => Withdrawal::IfKnown,
            2 => Withdrawal::Explicit,
            _ => return Err(Fault::Broken("an unknown kind of withdrawal")),
        },
        seen_at: seen_at.ok_or(Fault::Broken("an article without its time"))?,
        trace: Trace::default(),
    })
}

fn signature_out(signature: &Signature) -> PreparedSignature {
    let Signature { letters, bands, grain, numbers, names } = signature;
    PreparedSignature {
        letters: *letters,
        bands: bands.to_bytes(),
        grain: grain.0.to_vec(),
        numbers: numbers.to_bytes(),
        names: names.to_bytes(),
    }
}

fn signature_in(wire: PreparedSignature) -> Result<Signature, Fault> {
    let PreparedSignature { letters, bands, grain, numbers, names } = wire;
    Ok(Signature {
        letters,
        bands: Bands::from_bytes(&bands).ok_or(Fault::Broken("bands of another count"))?,
        grain: Grain(grain.try_into().map_err(|_| Fault::Broken("a grain of another size"))?),
        numbers: Facts::from_bytes(&numbers),
        names: Facts::from_bytes(&names),
    })
}

fn bytes(digest: Digest) -> Vec<u8> {
    digest.bytes().to_vec()
}

fn digest(bytes: &[u8]) -> Result<Digest, Fault> {
    Digest::from_bytes(bytes).ok_or(Fault::Broken("a digest of another size"))
}
