//! A consumer with an older schema reads today's events.

use copydesk::index::Overlay;
use copydesk::index::memory::Memory;
use copydesk::pipeline::{self, Settings};
use copydesk::proto::{ArticleEvent, EVENT_FILE};
use copydesk::record::{Position, Record, Topic};
use copydesk::route::Topics;
use copydesk::wire::{self, Encoding};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, ReflectMessage as _};
use prost_types::FileDescriptorSet;

use crate::{enumeration, message, released};

/// An event of the line as it is today, as its consumers get it.
fn todays_event() -> Vec<u8> {
    let value = r#"{"url": "https://news.example/1", "title": "Floods hit the north", "text": "Short.", "authors": ["A. Writer"]}"#;
    let position = Position { topic: Topic::new("articles.raw"), partition: 0, offset: 5 };
    let (key, headers, timestamp) = (None, Vec::new(), None);
    let record = Record { position, timestamp, key, value: Some(value.as_bytes().to_vec()), headers };
    let rules = Settings::default();
    let batch = pipeline::prepare(vec![record], &rules);
    let decided = pipeline::decide(&batch, &mut Overlay::new(&Memory::default()), &rules).unwrap();
    let outcomes = pipeline::finish(&batch, decided, &rules);
    let mut messages = wire::messages(&batch, outcomes, &Topics::default(), &Encoding::Protobuf);
    messages.remove(0).value.unwrap()
}

/// Before some fields, values and a message were added.
fn older() -> FileDescriptorSet {
    let mut set = released();
    message(&mut set, "Article").field.retain(|field| field.number() <= 7);
    message(&mut set, "ArticleEvent").field.retain(|field| field.name() != "enrichment");
    enumeration(&mut set, "Outcome").value.retain(|value| value.number() < 7);
    for file in set.file.iter_mut().filter(|file| file.name() == EVENT_FILE.path) {
        file.message_type.retain(|message| !["Enrichment", "Mention"].contains(&message.name()));
    }
    set
}

fn read(schema: &FileDescriptorSet, value: &[u8]) -> DynamicMessage {
    let pool = DescriptorPool::decode(schema.encode_to_vec().as_slice()).unwrap();
    let event = pool.get_message_by_name("copydesk.v1.ArticleEvent").unwrap();
    DynamicMessage::decode(event, value).unwrap()
}

fn article(event: &DynamicMessage) -> DynamicMessage {
    event.get_field_by_name("article").unwrap().as_message().unwrap().clone()
}

#[test]
fn a_consumer_with_the_released_schema_reads_todays_events() {
    let value = todays_event();
    let (now, then) = (ArticleEvent::decode(value.as_slice()).unwrap(), read(&released(), &value));
    let article = article(&then);
    let text = |name: &str| article.get_field_by_name(name).unwrap().as_str().unwrap().to_owned();
    let today = now.article.unwrap();
    assert_eq!((text("id"), text("title"), text("body")), (today.id, today.title, today.body));
    assert_eq!(then.get_field_by_name("decision").unwrap().as_u64(), Some(now.decision));
    assert_eq!(then.encode_to_vec().len(), value.len(), "nothing that it does not know is lost on its way");
}

#[test]
fn a_consumer_with_an_older_schema_passes_over_what_was_added() {
    let (value, older) = (todays_event(), older());
    let event = read(&older, &value);
    let article = article(&event);
    assert_eq!(article.get_field_by_name("title").unwrap().as_str(), Some("Floods hit the north"));
    assert!(article.descriptor().get_field_by_name("authors").is_none(), "was added later");
    assert!(article.unknown_fields().any(|field| field.number() == 11), "and is kept");
    // A value that it has no name for is a number.
    assert_eq!(event.get_field_by_name("outcome").unwrap().as_enum_number(), Some(7));
    assert!(event.unknown_fields().any(|field| field.number() == 5));
}
