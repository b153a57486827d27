//! A start: everything that must be known before the first batch is decided.

use std::collections::BTreeMap;
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::{Attempt, Desk, own_header, replaced};
use crate::app::journal::{self, Journal};
use crate::app::line::{Line, Refused};
use crate::app::start::{self, Facts, Plan, Stopped};
use crate::breaker::Breaker;
use crate::config::Role;
use crate::health::Latch;
use crate::index::Index;
use crate::kafka::Positions;
use crate::kafka::inputs::{Committed, Extent, Fault as InputFault, Inputs};
use crate::kafka::ledger::Reader;
use crate::kafka::sink::Fault;
use crate::kafka::source::Source;
use crate::ledger::{Partition, Progress};

/// How a start ended.
pub enum Opening<'a> {
    Open(Box<Desk<'a>>),
    /// Told to stop meanwhile.
    Stopped,
    /// The producer is of no more use: start anew.
    Lost(String),
    /// The broker does not let us: start anew in time.
    Denied(String),
}

/// What lies in the input, and where the group stands in it.
struct Look {
    /// What is read.
    extents: BTreeMap<Partition, Extent>,
    /// The raw partitions, where others read and prepare them.
    elsewhere: Option<BTreeMap<Partition, Extent>>,
    committed: BTreeMap<Partition, Committed>,
}

impl Look {
    fn at(inputs: &Inputs, elsewhere: Option<&Inputs>) -> Result<Self, InputFault> {
        let read = inputs.partitions()?;
        let raw = elsewhere.map(Inputs::partitions).transpose()?;
        let mut committed = inputs.committed(&read)?;
        committed.extend(inputs.committed(raw.as_deref().unwrap_or_default())?);
        Ok(Self {
            extents: inputs.extents(&read)?,
            elsewhere: elsewhere.zip(raw).map(|(inputs, raw)| inputs.extents(&raw)).transpose()?,
            committed,
        })
    }

    /// Of each partition whose last settled record may still lie there, its offset.
    fn last_settled(&self, progress: &Progress) -> Positions {
        let extents = || self.extents.iter().chain(self.elsewhere.iter().flatten());
        let last_settled = extents().filter_map(|(partition, extent)| {
            let (offset, _) = progress.settled.get(partition)?.last?;
            (extent.low <= offset && offset < extent.high).then(|| (partition.clone(), offset))
        });
        last_settled.collect()
    }

    /// Those whose records are decided.
    fn raw(&self) -> impl Iterator<Item = &Partition> {
        self.elsewhere.as_ref().unwrap_or(&self.extents).keys()
    }
}

impl<'a> Desk<'a> {
    /// A start, in the order that exactly-once needs: fence, then offsets, then the ledger to its end, then the rules.
    /// Waits for Kafka as long as it takes.
    pub fn open(
        line: &'a Line,
        index: &'a mut (dyn Index + Send),
        reader: &mut Reader,
        source: &mut Source,
        stop: &CancellationToken,
    ) -> Result<Opening<'a>, Refused> {
        let settings = &line.settings;
        let inputs = source.inputs();
        let elsewhere = (settings.role == Role::Decide).then(|| inputs.of(&settings.source.topics));
        // First the producer: it fences whoever was at work and ends their transaction, so that all else stands still.
        let Some(sink) = line.until(stop, "open the producer", || journal::open_sink(line)) else {
            return Ok(Opening::Stopped);
        };
        let look = || Look::at(&inputs, elsewhere.as_ref());
        let Some(look) = line.until(stop, "ask the offsets, which wait for open transactions,", look) else {
            return Ok(Opening::Stopped);
        };
        let Some(extent) = line.restore(index, reader, stop)? else { return Ok(Opening::Stopped) };
        let last_settled = look.last_settled(index.progress());
        let read_back = || inputs.digests(&last_settled);
        let Some(digests) = line.until(stop, "read the last records back", read_back) else {
            return Ok(Opening::Stopped);
        };
        let events = settings.topics.events(&settings.routes);
        let are_empty =
            || events.iter().try_fold(true, |are, topic| inputs.is_empty(topic).map(|is| are && is));
        let Some(enriched_is_empty) = line.until(stop, "look at the output", are_empty) else {
            return Ok(Opening::Stopped);
        };

        let plan = start::plan(&Facts {
            own: &own_header(settings),
            start: settings.source.start,
            progress: index.progress(),
            ledger_is_empty: extent.high == 0,
            ledger_end: extent.high,
            enriched_is_empty,
            extents: &look.extents,
            prepared_elsewhere: look.elsewhere.as_ref(),
            committed: &look.committed,
            digests: &digests,
            accept: &line.accept(),
        });
        let plan = plan.map_err(|refusal| Refused(refusal.to_string()))?;
        let header = plan.changes.header.as_ref().expect("a plan has a header");
        let topic_of = |((topic, _), extent): (&Partition, &Extent)| (topic.clone(), extent.topic_id.clone());
        let mut desk = Self {
            journal: Journal::new(line, (sink, inputs.group()), header, extent.topic_id),
            topic_ids: look.extents.iter().map(topic_of).collect(),
            breaker: Breaker::new(&settings.breaker),
            refused: None,
            refreshed: Instant::now(),
            latest: look.raw().map(|partition| (partition.clone(), None)).collect(),
            positions: standing(&plan, &look.committed),
            inputs,
            line,
            index,
        };
        let Plan { positions, stopped, changes, decided: _ } = plan;
        // Only what may succeed with this producer is tried again with it.
        let begin = || match desk.commit(&changes, Vec::new(), &desk.positions) {
            Err(fault @ (Fault::Retry(_) | Fault::Abort(_))) => Err(fault),
            ended => Ok(ended),
        };
        let reached = match line.until(stop, "write down the start", begin) {
            None => return Ok(Opening::Stopped),
            Some(Ok(reached)) => reached,
            Some(Err(fault @ Fault::Replaced(_))) => return Err(replaced(&fault)),
            Some(Err(Fault::Denied(cause))) => {
                return Ok(Opening::Denied(format!("failed to write down the start: {cause}")));
            }
            Some(Err(fault)) => return Ok(Opening::Lost(format!("lost the producer: {fault}"))),
        };
        if let Attempt::Lost(reason) = desk.apply(changes, reached) {
            return Ok(Opening::Lost(reason));
        }
        line.accepted();
        tell_stopped(line, &stopped);
        source.expect(desk.topic_ids.clone());
        let known: Vec<Partition> = look.extents.into_keys().collect();
        let count = positions.len();
        let assign = || source.assign(positions.clone(), known.clone());
        let assigned = line.until(stop, "assign the input", assign);
        Ok(assigned.map_or(Opening::Stopped, |()| {
            if !line.health.is_held(Latch::Line) {
                tracing::info!("at work; partitions: {count}");
            }
            Opening::Open(Box::new(desk))
        }))
    }
}

/// Where the group stands. A partition that is not read keeps its offset, now beside the mark of this ledger.
fn standing(plan: &Plan, committed: &BTreeMap<Partition, Committed>) -> Positions {
    let offset_of = |stopped: &Stopped| {
        committed.get(&stopped.partition).map(|found| (stopped.partition.clone(), found.offset))
    };
    let kept = plan.stopped.iter().filter_map(offset_of);
    plan.positions.clone().into_iter().chain(plan.decided.clone()).chain(kept).collect()
}

fn tell_stopped(line: &Line, stopped: &[Stopped]) {
    let reasons: Vec<_> = stopped.iter().map(|stopped| stopped.reason.as_str()).collect();
    if reasons.is_empty() {
        line.health.release(Latch::Input);
    } else if line.health.hold(Latch::Input, &reasons.join("; ")) {
        for reason in reasons {
            tracing::error!("not read: {reason}");
        }
    }
}
