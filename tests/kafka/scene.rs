//! Topics and a group of one test's own, and plain clients to look at them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use copydesk::config::Settings;
use copydesk::outcome::ItemOutcome;
use copydesk::proto::Timestamp;
use copydesk::record::{Header, Record};
use copydesk::wire::{self, Message};
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::message::{Headers, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{ClientConfig, Message as _, Offset, TopicPartitionList};

use crate::wait;

/// The answer of a broker that may be on its way up again.
fn answered<T>(mut ask: impl FnMut() -> Result<T, rdkafka::error::KafkaError>) -> T {
    wait::until(wait::patience(), || ask().ok(), || "the broker does not answer")
}

pub const CALL: Duration = Duration::from_secs(20);

pub struct Scene {
    pub settings: Settings,
}

impl Scene {
    /// Random names, so that tests do not meet.
    pub fn new(brokers: &str) -> Self {
        let unique = format!("{:016x}", rand());
        let mut settings = Settings::default();
        brokers.clone_into(&mut settings.kafka.brokers);
        settings.source.group = format!("group-{unique}");
        settings.source.topics = vec![format!("raw-{unique}")];
        settings.topics.enriched = format!("enriched-{unique}");
        settings.topics.duplicates = format!("duplicates-{unique}");
        settings.topics.rejected = format!("rejected-{unique}");
        settings.topics.dropped = format!("dropped-{unique}");
        settings.topics.prepared = format!("prepared-{unique}");
        settings.topics.ledger = format!("ledger-{unique}");
        Self { settings }
    }

    /// With a table of the latest events.
    pub fn with_table(mut self) -> Self {
        self.settings.topics.latest = self.settings.topics.enriched.replace("enriched", "latest");
        self
    }

    /// The same topics and group, at another address of the cluster.
    pub fn at(&self, brokers: &str) -> Self {
        let mut settings = self.settings.clone();
        brokers.clone_into(&mut settings.kafka.brokers);
        Self { settings }
    }

    pub fn raw(&self) -> &str {
        &self.settings.source.topics[0]
    }

    pub fn create_topics(&self, partitions: i32) {
        self.create_raw(partitions);
        for (_, name) in self.settings.topics.written(&self.settings.routes) {
            self.create(name, partitions, "delete");
        }
        if let Some(latest) = self.settings.topics.latest() {
            self.create(latest, partitions, "compact");
        }
        self.create_ledger();
    }

    pub fn create_raw(&self, partitions: i32) {
        self.create(self.raw(), partitions, "delete");
    }

    pub fn create_duplicates(&self) {
        self.create(&self.settings.topics.duplicates, 1, "delete");
    }

    /// How large a message of the topic may be from now on.
    pub fn limit_messages(&self, topic: &str, bytes: u32) {
        let bytes = bytes.to_string();
        let config = AlterConfig::new(ResourceSpecifier::Topic(topic)).set("max.message.bytes", &bytes);
        let options = AdminOptions::new().operation_timeout(Some(CALL));
        block_on(self.admin().alter_configs([&config], &options)).unwrap()[0].as_ref().unwrap();
    }

    pub fn create_prepared(&self, partitions: i32) {
        self.create(&self.settings.topics.prepared, partitions, "delete");
    }

    pub fn create_ledger(&self) {
        self.create(&self.settings.topics.ledger, 1, "compact");
    }

    pub fn create(&self, name: &str, partitions: i32, cleanup: &str) {
        let largest = (100 * 1024 * 1024).to_string();
        let topic = NewTopic::new(name, partitions, TopicReplication::Fixed(1))
            .set("cleanup.policy", cleanup)
            .set("max.message.bytes", &largest)
            // Made-up records are older than any retention.
            .set("retention.ms", "-1");
        let options = AdminOptions::new().operation_timeout(Some(CALL));
        // A topic that was just deleted may still be in the way.
        let ask = || block_on(self.admin().create_topics([&topic], &options)).unwrap().remove(0).ok();
        wait::until(wait::patience(), ask, || format!("failed to create {name}"));
    }

    pub fn delete_topic(&self, name: &str) {
        let options = AdminOptions::new().operation_timeout(Some(CALL));
        block_on(self.admin().delete_topics(&[name], &options)).unwrap()[0].as_ref().unwrap();
    }

    /// As retention would: everything before an offset.
    pub fn delete_records(&self, partition: i32, before: i64) {
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(self.raw(), partition, Offset::Offset(before)).unwrap();
        block_on(self.admin().delete_records(&list, &AdminOptions::new().operation_timeout(Some(CALL))))
            .unwrap();
    }

    /// As an operator would, while nobody is at work.
    pub fn move_group(&self, to: &[(i32, i64)]) {
        self.move_offsets(&self.settings.source.group, to);
    }

    /// The same, of the group of those that prepare.
    pub fn move_prepared(&self, to: &[(i32, i64)]) {
        self.move_offsets(&format!("{}.prepare", self.settings.source.group), to);
    }

    fn move_offsets(&self, group: &str, to: &[(i32, i64)]) {
        let consumer: BaseConsumer = self.client().set("group.id", group).create().unwrap();
        let mut list = TopicPartitionList::new();
        for &(partition, offset) in to {
            list.add_partition_offset(self.raw(), partition, Offset::Offset(offset)).unwrap();
        }
        // Members that died belong to the group until their session ends.
        answered(|| consumer.commit(&list, CommitMode::Sync));
    }

    /// How many records a consumer with or without `read_committed` sees.
    pub fn count(&self, topic: &str, committed: bool) -> usize {
        let isolation = if committed { "read_committed" } else { "read_uncommitted" };
        self.read(topic, isolation).len()
    }

    fn admin(&self) -> AdminClient<DefaultClientContext> {
        self.client().create().unwrap()
    }

    /// Sends records to the partitions that they name, and waits for the last acknowledgement.
    pub fn feed(&self, records: &[Record]) {
        self.feed_to(self.raw(), records);
    }

    pub fn feed_to(&self, topic: &str, records: &[Record]) {
        let producer: BaseProducer = self.client().set("message.max.bytes", "200000000").create().unwrap();
        for record in records {
            let headers = record.headers.iter().fold(OwnedHeaders::new(), |headers, header| {
                headers.insert(rdkafka::message::Header { key: &header.name, value: header.value.as_deref() })
            });
            let mut message =
                BaseRecord::<[u8], [u8]>::to(topic).partition(record.position.partition).headers(headers);
            message.key = record.key.as_deref();
            message.payload = record.value.as_deref();
            message.timestamp = record.timestamp.map(Timestamp::to_millis);
            while let Err((error, refused)) = producer.send(message) {
                assert!(error.to_string().contains("QueueFull"), "{error}");
                message = refused;
                producer.poll(Duration::from_millis(10));
            }
        }
        producer.flush(CALL).unwrap();
    }

    /// A transaction of somebody else that stays open in every partition of a topic, until this is dropped or times out.
    pub fn open_transaction(&self, topic: &str) -> BaseProducer {
        let mut config = self.client();
        config.set("transactional.id", format!("open-{topic}")).set("transaction.timeout.ms", "15000");
        let producer: BaseProducer = config.create().unwrap();
        producer.init_transactions(CALL).unwrap();
        producer.begin_transaction().unwrap();
        for &partition in self.ends(topic).keys() {
            let message =
                BaseRecord::<[u8], [u8]>::to(topic).partition(partition).payload(b"never committed");
            producer.send(message).map_err(|(error, _)| error).unwrap();
        }
        producer.flush(CALL).unwrap();
        producer
    }

    /// Every message of a topic as `read_committed` shows it, to the end of all partitions.
    pub fn drain(&self, topic: &str) -> Vec<Message> {
        self.read(topic, "read_committed")
    }

    fn read(&self, topic: &str, isolation: &str) -> Vec<Message> {
        let consumer: BaseConsumer =
            self.client().set("group.id", "drain").set("isolation.level", isolation).create().unwrap();
        let ends = self.ends(topic);
        let mut list = TopicPartitionList::new();
        for &partition in ends.keys() {
            list.add_partition_offset(topic, partition, Offset::Beginning).unwrap();
        }
        consumer.assign(&list).unwrap();
        let until = Instant::now() + wait::patience();
        let mut messages = Vec::new();
        loop {
            if let Some(message) = consumer.poll(Duration::from_millis(100)) {
                let message = message.unwrap();
                let headers = message.headers().into_iter().flat_map(Headers::iter);
                let headers = headers.map(|header| Header {
                    name: header.key.to_owned(),
                    value: header.value.map(<[u8]>::to_vec),
                });
                messages.push(Message {
                    topic: topic.to_owned(),
                    partition: Some(message.partition()),
                    timestamp: message.timestamp().to_millis().map(Timestamp::from_millis),
                    key: message.key().map(<[u8]>::to_vec),
                    value: message.payload().map(<[u8]>::to_vec),
                    headers: headers.collect(),
                });
                continue;
            }
            // Positions move past the markers of transactions, which no poll returns.
            let positions = consumer.position().unwrap();
            let at_end = ends.iter().all(|(&partition, &end)| {
                let position = positions.find_partition(topic, partition).map(|element| element.offset());
                end == 0 || matches!(position, Some(Offset::Offset(offset)) if offset >= end)
            });
            if at_end {
                return messages;
            }
            assert!(Instant::now() < until, "{topic} was not read to its end: is a transaction open?");
        }
    }

    /// All outcomes that consumers see, in the order of their decisions.
    pub fn outcomes(&self) -> Vec<ItemOutcome> {
        let mut outcomes = Vec::new();
        for topic in self.settings.topics.told(&self.settings.routes) {
            for message in self.drain(topic) {
                outcomes.extend(wire::outcomes(&message, &self.settings.topics).unwrap());
            }
        }
        outcomes.sort_by_key(|outcome| outcome.decision);
        outcomes
    }

    /// Waits until the group stands at the end of every input partition.
    pub fn wait_until_settled(&self) {
        let ends = self.ends(self.raw());
        let ask = || (self.committed() == ends).then_some(());
        wait::until(wait::patience(), ask, || {
            format!("stands at {:?}, the ends are {ends:?}", self.committed())
        });
    }

    /// Where the group stands.
    pub fn committed(&self) -> BTreeMap<i32, i64> {
        self.offsets_of(&self.settings.source.group)
    }

    /// Where the group of those that prepare stands.
    pub fn prepared(&self) -> BTreeMap<i32, i64> {
        self.offsets_of(&format!("{}.prepare", self.settings.source.group))
    }

    fn offsets_of(&self, group: &str) -> BTreeMap<i32, i64> {
        let consumer: BaseConsumer =
            self.client().set("group.id", group).set("isolation.level", "read_committed").create().unwrap();
        let mut list = TopicPartitionList::new();
        for &partition in self.ends(self.raw()).keys() {
            list.add_partition(self.raw(), partition);
        }
        let committed = answered(|| consumer.committed_offsets(list.clone(), CALL));
        let offsets = committed.elements().into_iter().filter_map(|element| {
            let Offset::Offset(offset) = element.offset() else { return None };
            Some((element.partition(), offset))
        });
        offsets.collect()
    }

    /// High watermarks by partition.
    pub fn ends(&self, topic: &str) -> BTreeMap<i32, i64> {
        let mut config = self.client();
        // Or open transactions would hide what lies behind their begin.
        config.set("group.id", "ends").set("isolation.level", "read_uncommitted");
        let consumer: BaseConsumer = config.create().unwrap();
        let metadata = answered(|| consumer.fetch_metadata(Some(topic), CALL));
        let partitions = metadata.topics().iter().flat_map(rdkafka::metadata::MetadataTopic::partitions);
        partitions
            .map(|partition| {
                (partition.id(), consumer.fetch_watermarks(topic, partition.id(), CALL).unwrap().1)
            })
            .collect()
    }

    fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.settings.kafka.brokers);
        config
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(future)
}

/// Different in every process and call, without a crate for it.
fn rand() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish()
}
