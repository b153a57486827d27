//! A ledger of made-up articles: for each an article entry, and for each second one its body.

use std::time::Duration;

use copydesk::article::{ArticleId, ContentHash, Digest, Fullness, RawDigest, Sketch, TitleHash};
use copydesk::ledger::{ArticleEntry, ContentEntry, Entry, Presence, encode};
use copydesk::proto::{Origin, Timestamp};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

pub struct Topic {
    pub name: String,
    admin: AdminClient<DefaultClientContext>,
}

impl Topic {
    /// Makes a topic of its own and fills it.
    pub fn fill(brokers: &str, entries: u64) -> Self {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", brokers);
        let admin: AdminClient<DefaultClientContext> = config.create().unwrap();
        let name = format!("ledger-bench-{entries}-{}", std::process::id());
        let new = NewTopic::new(&name, 1, TopicReplication::Fixed(1))
            .set("cleanup.policy", "delete")
            .set("retention.ms", "-1");
        block_on(admin.create_topics(&[new], &options())).unwrap()[0].as_ref().unwrap();

        let producer: BaseProducer =
            config.set("linger.ms", "20").set("queue.buffering.max.messages", "500000").create().unwrap();
        for number in 0..entries {
            let (key, value) = encode(&entry(number));
            let mut record = BaseRecord::to(&name).partition(0).key(&key).payload(&value);
            while let Err((_, refused)) = producer.send(record) {
                record = refused;
                producer.poll(Duration::from_millis(5));
            }
        }
        producer.flush(Duration::from_mins(1)).unwrap();
        Self { name, admin }
    }
}

impl Drop for Topic {
    fn drop(&mut self) {
        block_on(self.admin.delete_topics(&[&self.name], &options())).unwrap();
    }
}

fn options() -> AdminOptions {
    AdminOptions::new().operation_timeout(Some(Duration::from_secs(20)))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(future)
}

/// Two of three entries are articles, one is a body.
fn entry(number: u64) -> Entry {
    let digest = |kind: &str| Digest::of(format!("{kind} {number}").as_bytes());
    let seen = Timestamp::from_seconds(1_770_000_000 + i64::try_from(number).unwrap() / 100);
    if number % 3 == 2 {
        return Entry::Content(
            ContentHash(digest("content")),
            ContentEntry { article: ArticleId(digest("id")), seen, titles: Vec::new() },
        );
    }
    let article = ArticleEntry {
        presence: Presence::Published,
        revision: 1,
        canonical_url: format!(
            "https://www.paper-{}.example/news/2026/03/09/a-story-of-usual-length-{number}",
            number % 500
        ),
        origin: Origin {
            topic: "articles.raw".to_owned(),
            partition: 3,
            offset: i64::try_from(number).unwrap(),
            timestamp: Some(seen),
            item: 0,
        },
        title: Some(TitleHash(digest("title"))),
        content: ContentHash(digest("content")),
        raw: RawDigest(digest("raw")),
        letters: 2400,
        sketch: Sketch([7; Sketch::BINS]),
        fullness: Fullness::Full,
        published: Some(seen),
        first_seen: seen,
        revision_seen: seen,
        seen,
    };
    Entry::Article(ArticleId(digest("id")), article)
}
