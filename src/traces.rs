//! Traces: of each record that is sampled, spans of what was done with it, sent to an OpenTelemetry collector by OTLP.
//!
//! Told is what was committed, with ids that were chosen when it was read, so that a batch that is tried again is told once. A
//! process that ends right after a commit, or does not learn of it, tells nothing of it.
//! Nothing waits for the collector: spans go into a bounded queue, and what does not fit or cannot be sent is dropped and
//! counted. No span holds anything of an article but its id.

mod collector;
mod settings;
mod span;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use opentelemetry::KeyValue;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, IdGenerator, RandomIdGenerator, SpanProcessor,
};

use crate::metrics::{Clock, Metrics, Step};
use crate::record::Position;
use crate::trace_context::{SpanId, TraceContext, TraceId, Traced};

pub use collector::reach;
pub use settings::Settings;
pub use span::{Sent, Told};

/// What all records of a full batch of default settings are told with. A span takes about a kilobyte.
const QUEUE: usize = 16_384;
/// Spans of one request.
const REQUEST: usize = 512;
/// How long spans wait for others to join their request.
const DELAY: Duration = Duration::from_secs(1);

/// The process that tells.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Of this process alone, as the log tells it.
    pub instance: String,
    /// The consumer group whose offsets move.
    pub group: String,
    pub role: &'static str,
    /// Whether a record without a trace may begin one: not where another process read it before.
    pub begins: bool,
}

pub struct Traces {
    sender: Sender,
    ratio: f64,
    ids: RandomIdGenerator,
    clock: Clock,
    processor: BatchSpanProcessor,
    /// Spans that are not sent yet.
    waiting: Arc<AtomicUsize>,
    metrics: Arc<Metrics>,
}

impl fmt::Debug for Traces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Traces").field("sender", &self.sender).finish_non_exhaustive()
    }
}

impl Traces {
    /// Reads the files that settings name; an error names the setting. Asks nobody: a collector may come later.
    pub fn start(
        settings: &Settings,
        sender: Sender,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Result<Self, String> {
        let waiting = Arc::<AtomicUsize>::default();
        let exporter = collector::exporter(settings, waiting.clone(), metrics.clone())?;
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(REQUEST)
            .with_scheduled_delay(DELAY)
            .build();
        let mut processor = BatchSpanProcessor::new(exporter, batches);
        processor.set_resource(&resource(&sender));
        let ratio = if sender.begins { settings.ratio } else { 0.0 };
        Ok(Self { sender, ratio, ids: RandomIdGenerator::default(), clock, processor, waiting, metrics })
    }

    /// The trace of a record of so many items, if it is sampled: whoever sent it has the say, and the ratio where nobody
    /// traces it yet.
    pub fn take_up(
        &self,
        context: Option<TraceContext>,
        read_at: &Position,
        items: usize,
    ) -> Option<Box<Traced>> {
        let (parent, work) = match context {
            Some(context) if context.is_sampled() => (Some(context.span), context.at(self.span_id())),
            Some(_) => return None,
            None => (None, TraceContext::sampled(self.chosen()?, self.span_id())),
        };
        let sends = (0..items).map(|_| self.span_id()).collect();
        Some(Box::new(Traced { read_at: read_at.clone(), parent, work, sends }))
    }

    /// The id of a trace that is begun, for as many records as the ratio says.
    fn chosen(&self) -> Option<TraceId> {
        if self.ratio <= 0.0 {
            return None;
        }
        let id = self.ids.new_trace_id().to_bytes();
        is_chosen(id, self.ratio).then_some(TraceId(id))
    }

    fn span_id(&self) -> SpanId {
        SpanId(self.ids.new_span_id().to_bytes())
    }

    /// Of records that were committed, with the steps of their batch. All spans of a record are sent, or none.
    pub fn tell(&self, told: &[Told], steps: &[(Step, Range<Instant>)]) {
        if told.is_empty() {
            return;
        }
        let (time, instant) = ((self.clock)(), Instant::now());
        let time = Duration::new(
            u64::try_from(time.seconds).unwrap_or_default(),
            u32::try_from(time.nanos).unwrap_or_default(),
        );
        let at = |then: Instant| time.saturating_sub(instant.saturating_duration_since(then));
        for told in told {
            // Before they are made: where the collector is away, they should cost as little as can be.
            let spans = span::count(told, steps);
            if self.is_room_for(spans) {
                let spans = span::of(told, steps, &self.sender.group, (&at, &|| self.span_id()));
                for span in spans {
                    self.processor.on_end(span);
                }
            } else {
                self.metrics.spans_dropped(spans);
            }
        }
    }

    /// Takes the room, where there is some.
    fn is_room_for(&self, spans: usize) -> bool {
        let with = |waiting: usize| Some(waiting + spans).filter(|&waiting| waiting <= QUEUE);
        self.waiting.fetch_update(Ordering::AcqRel, Ordering::Acquire, with).is_ok()
    }

    /// Sends what waits, for no longer than this. Says how many spans were left then.
    pub fn stop(&self, within: Duration) -> usize {
        if let Err(error) = self.processor.shutdown_with_timeout(within) {
            tracing::debug!("not all traces were sent: {error}");
        }
        self.waiting.load(Ordering::Acquire)
    }
}

/// By the id, which is made at random.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit into a mantissa")]
fn is_chosen(id: [u8; 16], ratio: f64) -> bool {
    let number = u64::from_be_bytes(*id.last_chunk().expect("an id is longer")) >> 11;
    (number as f64) < ratio * (1_u64 << 53) as f64
}

fn resource(sender: &Sender) -> Resource {
    let Sender { instance, group, role, begins: _ } = sender;
    let attributes = [
        KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
        KeyValue::new("service.instance.id", instance.clone()),
        KeyValue::new("copydesk.group", group.clone()),
        KeyValue::new("copydesk.role", *role),
    ];
    Resource::builder_empty().with_service_name("copydesk").with_attributes(attributes).build()
}

#[cfg(test)]
mod tests;
