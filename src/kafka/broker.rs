//! librdkafka's in-process broker: real TCP on loopback for `dev` and `demo`.
//!
//! It cannot prove anything about transactions: it never hides what was aborted and forgets offsets. It keeps about
//! five megabytes for each partition and drops the oldest beyond.

use rdkafka::error::KafkaResult;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

#[allow(missing_debug_implementations, reason = "holds a cluster of a foreign library")]
pub struct InProcess {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl InProcess {
    pub fn start() -> KafkaResult<Self> {
        Ok(Self { cluster: MockCluster::new(1)? })
    }

    pub fn create_topic(&self, name: &str, partitions: i32) -> KafkaResult<()> {
        self.cluster.create_topic(name, partitions, 1)
    }

    /// How clients find it.
    pub fn settings(&self) -> super::Settings {
        let brokers = self.cluster.bootstrap_servers();
        super::Settings { brokers, cluster: super::Cluster::InProcess, ..super::Settings::default() }
    }
}
