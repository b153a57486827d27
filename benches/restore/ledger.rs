//! A ledger of made-up articles, with all that the daemon writes of them.

use std::time::Duration;

use copydesk::ledger::{Entry, Settled, encode};
use copydesk::record;
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use crate::made_up;

/// Of so many articles the daemon says where it stands.
const BATCH: u64 = 2000;

pub struct Topic {
    pub name: String,
    pub entries: u64,
    admin: AdminClient<DefaultClientContext>,
}

impl Topic {
    /// Makes a topic of its own and fills it.
    pub fn fill(brokers: &str, articles: u64) -> Self {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", brokers);
        let admin: AdminClient<DefaultClientContext> = config.create().unwrap();
        let name = format!("ledger-bench-{articles}-{}", std::process::id());
        let new = NewTopic::new(&name, 1, TopicReplication::Fixed(1))
            .set("cleanup.policy", "delete")
            .set("retention.ms", "-1");
        block_on(admin.create_topics(&[new], &options())).unwrap()[0].as_ref().unwrap();

        let producer: BaseProducer =
            config.set("linger.ms", "20").set("queue.buffering.max.messages", "500000").create().unwrap();
        let mut entries = 0;
        for number in 0..articles {
            let settled = (number % BATCH == BATCH - 1).then(|| settled(number + 1));
            for entry in made_up::entries(number).into_iter().chain(settled) {
                entries += 1;
                send(&producer, &name, &entry);
            }
        }
        producer.flush(Duration::from_mins(1)).unwrap();
        Self { name, entries, admin }
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

fn settled(decision: u64) -> Entry {
    let settled = Settled { decision, ..Settled::default() };
    Entry::Settled((record::Topic::new("articles.raw"), 0), settled)
}

fn send(producer: &BaseProducer, topic: &str, entry: &Entry) {
    let (key, value) = encode(entry);
    let mut record = BaseRecord::to(topic).partition(0).key(&key).payload(&value);
    while let Err((_, refused)) = producer.send(record) {
        record = refused;
        producer.poll(Duration::from_millis(5));
    }
}
