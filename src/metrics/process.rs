//! The process as its kernel tells of it, under the names by which every dashboard knows them.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::seconds;
use crate::process;
use crate::proto::Timestamp;

#[derive(Debug)]
pub struct Process {
    /// None where nobody told the time.
    pub started: Option<Timestamp>,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let encoder = &mut encoder;
        if let Some(started) = self.started {
            let help = "When the process started, since the Unix epoch";
            tell(encoder, "process_start_time_seconds", help, &ConstGauge::new(seconds(started)))?;
        }
        let Some(usage) = process::usage() else { return Ok(()) };
        let help = "Processor time in user and system mode";
        tell(encoder, "process_cpu_seconds", help, &ConstCounter::new(usage.cpu_seconds))?;
        let gauges = [
            ("process_resident_memory_bytes", "Resident memory", Some(usage.resident_bytes)),
            ("process_virtual_memory_bytes", "Virtual memory", Some(usage.virtual_bytes)),
            ("process_threads", "Threads", Some(usage.threads)),
            ("process_open_fds", "Open file descriptors", Some(usage.open_files)),
            ("process_max_fds", "Most file descriptors", usage.most_files),
        ];
        for (name, help, value) in gauges {
            if let Some(value) = value {
                tell(encoder, name, help, &ConstGauge::new(value))?;
            }
        }
        Ok(())
    }
}

fn tell(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    value: &dyn EncodeMetric,
) -> fmt::Result {
    value.encode(encoder.encode_descriptor(name, help, None, value.metric_type())?)
}
