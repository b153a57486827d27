//! What a message of an output topic says.

use std::borrow::Cow;

use anyhow::Context as _;
use serde::Serialize;

use crate::dead_letter::{self, Reject, Statement, replay};
use crate::outcome::Product;
use crate::proto::{Article, ArticleEvent, DuplicateEvent, Origin, Outcome};
use crate::record::{Position, Topic};
use crate::route::Topics;
use crate::wire::{self, Message};

/// Serialized, the content of a JSON line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Event(Box<ArticleEvent>),
    Duplicate(Box<DuplicateEvent>),
    DeadLetter(Letter),
    /// The mark of a replay: the offsets of letters of its partition that were sent back.
    Replayed(Vec<i64>),
    /// The article stands in the table no more.
    Gone {
        article_id: String,
    },
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Letter {
    #[serde(flatten)]
    pub reject: Reject,
    /// The place of the record that was rejected.
    pub origin: String,
    /// Those at fault.
    pub items: Vec<u32>,
    pub decisions: Vec<u64>,
    #[serde(skip)]
    at: Position,
}

impl From<Statement> for Letter {
    fn from(said: Statement) -> Self {
        let Statement { reject, topic, partition, offset, items, decisions } = said;
        let at = Position { topic: Topic::new(&topic), partition, offset };
        Self { reject, origin: at.to_string(), items, decisions, at }
    }
}

impl Entry {
    /// Of any encoding.
    pub fn read(message: &Message, topics: &Topics) -> anyhow::Result<Self> {
        if message.topic == topics.rejected {
            if let Some(offsets) = replay::marked(&message.headers) {
                return Ok(Self::Replayed(offsets));
            }
            let said =
                dead_letter::statement(&message.headers).context("a dead letter without its headers")?;
            return Ok(Self::DeadLetter(said.into()));
        }
        if message.value.is_none() && topics.latest() == Some(&message.topic) {
            let key = message.key.as_deref().context("a tombstone without a key")?;
            return Ok(Self::Gone { article_id: String::from_utf8_lossy(key).into_owned() });
        }
        let told = wire::outcomes(message, topics)?.pop().context("a message without an outcome")?;
        match told.product {
            Product::Event(event) => Ok(Self::Event(event)),
            Product::Duplicate(duplicate) => Ok(Self::Duplicate(duplicate)),
            Product::Rejected(reject) => anyhow::bail!("{reject}, but it is no dead letter"),
        }
    }

    /// As conditions see it, as far as it says what an event does; none where nothing was decided.
    pub fn as_event(&self) -> Option<Cow<'_, ArticleEvent>> {
        match self {
            Self::Event(event) => Some(Cow::Borrowed(event)),
            Self::Duplicate(duplicate) => Some(Cow::Owned(of_duplicate(duplicate))),
            Self::DeadLetter(letter) => Some(Cow::Owned(of_letter(letter))),
            Self::Replayed(_) | Self::Gone { .. } => None,
        }
    }
}

fn of_duplicate(duplicate: &DuplicateEvent) -> ArticleEvent {
    let DuplicateEvent {
        outcome,
        article_id,
        url,
        canonical_url,
        title,
        of,
        of_revision,
        origin,
        stale,
        decision,
    } = duplicate;
    let known = || Article {
        id: article_id.clone(),
        url: url.clone(),
        canonical_url: canonical_url.clone(),
        title: title.clone(),
        ..Article::default()
    };
    ArticleEvent {
        outcome: *outcome,
        article: Some(stale.clone().unwrap_or_else(known)),
        revision: of_revision.clone(),
        relations: of.iter().cloned().collect(),
        enrichment: None,
        origin: origin.clone(),
        decision: *decision,
    }
}

fn of_letter(letter: &Letter) -> ArticleEvent {
    let Position { topic, partition, offset } = &letter.at;
    let item = letter.items.first().copied().unwrap_or_default();
    let origin =
        Origin { topic: topic.to_string(), partition: *partition, offset: *offset, timestamp: None, item };
    ArticleEvent {
        outcome: Outcome::Rejected.into(),
        origin: Some(origin),
        decision: letter.decisions.first().copied().unwrap_or_default(),
        ..ArticleEvent::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::{Code, RejectedItem, Stage, headers};
    use crate::record::{Header, Record};
    use crate::route::Condition;
    use prost::Message as _;

    fn topics() -> Topics {
        Topics { latest: "articles.latest".to_owned(), ..Topics::default() }
    }

    fn message(topic: &str, value: Option<Vec<u8>>, headers: Vec<Header>) -> Message {
        Message::keyed(topic.to_owned(), Some(b"id-1".to_vec()), value, headers)
    }

    fn origin() -> Origin {
        Origin { topic: "raw".to_owned(), offset: 5, ..Origin::default() }
    }

    fn event() -> ArticleEvent {
        let article = Article { title: "A storm".to_owned(), ..Article::default() };
        ArticleEvent {
            outcome: Outcome::Published.into(),
            article: Some(article),
            origin: Some(origin()),
            ..ArticleEvent::default()
        }
    }

    fn letter() -> Message {
        let reject = Reject::new(Stage::Decode, Code::InvalidJson, "cut");
        let item = RejectedItem { item: 2, decision: 7, reject };
        let record = Record {
            position: Position { topic: Topic::new("raw"), partition: 3, offset: 77 },
            timestamp: None,
            key: None,
            value: Some(b"{".to_vec()),
            headers: Vec::new(),
        };
        message("articles.rejected", record.value.clone(), headers(&record, &[item]))
    }

    fn holds(entry: &Entry, condition: &str) -> Option<bool> {
        Some(Condition::new(condition).unwrap().holds(&*entry.as_event()?).unwrap())
    }

    #[test]
    fn events_are_read_in_every_encoding() {
        let bare = event().encode_to_vec();
        let framed = [&[0, 0, 0, 0, 9, 0], bare.as_slice()].concat();
        let json = serde_json::to_vec(&event()).unwrap();
        for value in [bare, framed, json] {
            for topic in ["articles.enriched", "articles.latest", "rivers"] {
                let read = Entry::read(&message(topic, Some(value.clone()), Vec::new()), &topics()).unwrap();
                assert!(matches!(&read, Entry::Event(read) if **read == event()), "{read:?}");
            }
        }
    }

    #[test]
    fn duplicates_letters_marks_and_tombstones_are_told_apart() {
        let duplicate = DuplicateEvent {
            outcome: Outcome::Unchanged.into(),
            title: "A storm".to_owned(),
            origin: Some(origin()),
            ..DuplicateEvent::default()
        };
        let value = Some(duplicate.encode_to_vec());
        let read = |message| Entry::read(&message, &topics()).unwrap();
        let duplicate = read(message("articles.duplicates", value, Vec::new()));
        assert_eq!(holds(&duplicate, r#"outcome == "unchanged" && article.title == "A storm""#), Some(true));

        let letter = read(letter());
        let Entry::DeadLetter(said) = &letter else { panic!("{letter:?}") };
        assert_eq!((said.origin.as_str(), &said.items[..]), ("raw/3/77", &[2][..]));
        assert_eq!(holds(&letter, r#"outcome == "rejected" && source == "raw""#), Some(true));
        assert_eq!(holds(&letter, "event.decision == 7 && event.origin.item == 2"), Some(true));

        let mark = read(message("articles.rejected", None, replay::mark(&[4, 9])));
        assert!(matches!(&mark, Entry::Replayed(offsets) if offsets == &[4, 9]), "{mark:?}");
        let gone = read(message("articles.latest", None, Vec::new()));
        assert!(matches!(&gone, Entry::Gone { article_id } if article_id == "id-1"), "{gone:?}");
        assert_eq!((holds(&mark, "true"), holds(&gone, "true")), (None, None), "nothing was decided");
    }

    #[test]
    fn what_is_no_message_of_ours_says_why() {
        for (topic, value) in [
            ("articles.enriched", Some(b"{\"outcome\": ".to_vec())),
            ("articles.enriched", Some(b"\xff\xff".to_vec())),
            ("articles.enriched", None),
            ("articles.rejected", Some(b"{".to_vec())),
            ("articles.duplicates", Some(Vec::new())),
        ] {
            let read = Entry::read(&message(topic, value.clone(), Vec::new()), &topics());
            assert!(!read.unwrap_err().to_string().is_empty(), "{topic}: {value:?}");
        }
    }
}
