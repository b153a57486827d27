//! The least that must be done: values go from topic to topic as they are, offsets in the same transaction.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use copydesk::kafka::batch::BatchLimits;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::BorrowedMessage;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Message as _, Offset, TopicPartitionList};

use crate::outputs::Outputs;
use crate::scene::{CALL, PATIENCE, Scene};
use crate::usage::{Meter, Usage};

pub fn run(scene: &Scene, outputs: &Outputs) -> anyhow::Result<Usage> {
    let ends = scene.ends()?;
    let meter = Meter::start("self")?;
    let bare = Loop::open(scene, outputs, &ends)?;
    let until = Instant::now() + PATIENCE;
    let mut reached = BTreeMap::new();
    while reached != ends {
        ensure!(Instant::now() < until, "the bare loop reached {reached:?}, the ends are {ends:?}");
        let batch = bare.next_batch()?;
        if !batch.is_empty() {
            reached.extend(bare.commit(&batch)?);
        }
    }
    meter.read()
}

struct Loop<'a> {
    scene: &'a Scene,
    outputs: &'a Outputs,
    consumer: BaseConsumer,
    producer: BaseProducer,
}

impl<'a> Loop<'a> {
    /// The clients are set as `copydesk run` sets its own.
    fn open(scene: &'a Scene, outputs: &'a Outputs, partitions: &BTreeMap<i32, i64>) -> anyhow::Result<Self> {
        let consumer: BaseConsumer = scene
            .client()
            .set("group.id", &outputs.copies)
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("isolation.level", "read_committed")
            .set("queued.max.messages.kbytes", "65536")
            .create()?;
        let mut beginning = TopicPartitionList::new();
        for &partition in partitions.keys() {
            beginning.add_partition_offset(&scene.raw, partition, Offset::Beginning)?;
        }
        consumer.assign(&beginning)?;
        let producer: BaseProducer = scene
            .client()
            .set("transactional.id", &outputs.copies)
            .set("transaction.timeout.ms", "15000")
            .set("message.timeout.ms", "15000")
            .set("linger.ms", "2")
            .set("queue.buffering.max.messages", "1000000")
            .set("queue.buffering.max.kbytes", "1048576")
            .create()?;
        producer.init_transactions(CALL)?;
        Ok(Self { scene, outputs, consumer, producer })
    }

    fn next_batch(&self) -> anyhow::Result<Vec<BorrowedMessage<'_>>> {
        let BatchLimits { max_records, max_wait, .. } = BatchLimits::default();
        let mut batch = Vec::with_capacity(max_records.get());
        let until = Instant::now() + max_wait;
        while batch.len() < max_records.get() && Instant::now() < until {
            if let Some(message) = self.consumer.poll(until.saturating_duration_since(Instant::now())) {
                batch.push(message.context("failed to read")?);
            }
        }
        Ok(batch)
    }

    /// Gives the offsets at which the partitions stand behind the batch.
    fn commit(&self, batch: &[BorrowedMessage<'_>]) -> anyhow::Result<BTreeMap<i32, i64>> {
        self.producer.begin_transaction()?;
        for message in batch {
            self.send(message.payload().context("an article without a value")?)?;
        }
        // Commit itself would wait for deliveries in steps of 100 ms.
        while self.producer.in_flight_count() > 0 {
            self.serve();
        }
        let ends: BTreeMap<_, _> =
            batch.iter().map(|message| (message.partition(), message.offset() + 1)).collect();
        let mut offsets = TopicPartitionList::new();
        for (&partition, &end) in &ends {
            offsets.add_partition_offset(&self.scene.raw, partition, Offset::Offset(end))?;
        }
        let group = self.consumer.group_metadata().expect("a consumer with a group id has group metadata");
        self.producer.send_offsets_to_transaction(&offsets, &group, CALL)?;
        self.producer.commit_transaction(CALL)?;
        Ok(ends)
    }

    fn send(&self, value: &[u8]) -> anyhow::Result<()> {
        let mut record = BaseRecord::<(), [u8]>::to(&self.outputs.copies).payload(value);
        while let Err((error, refused)) = self.producer.send(record) {
            ensure!(error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull), "{error}");
            record = refused;
            self.serve();
        }
        Ok(())
    }

    /// Takes note of deliveries. To poll for a millisecond would be to spin for one: the client waits in whole
    /// milliseconds, and what is left of the first is none.
    fn serve(&self) {
        self.producer.poll(Duration::ZERO);
        thread::sleep(Duration::from_millis(1));
    }
}
