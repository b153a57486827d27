//! Priming: what an archive holds becomes known, and nothing is published.
//!
//! The ledger is written as the daemon writes it, by its transactional id and in bounded transactions, so the office must be
//! held first. A daemon that is at work is left alone: priming refuses, and fences nobody.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tokio_util::sync::CancellationToken;

use super::desk::own_header;
use super::journal::{self, Journal};
use super::line::{Contest, Line, Refused};
use super::rules::Rules;
use super::start;
use crate::config::Settings;
use crate::health::Health;
use crate::index::embedded::OpenFault;
use crate::index::{self, Changes, Index, Overlay, Room};
use crate::kafka::Positions;
use crate::kafka::election::{Election, Seat};
use crate::kafka::ledger::Reader;
use crate::kafka::sink::Fault;
use crate::kafka::source::Source;
use crate::ledger::{Header, Reached};
use crate::metrics::Metrics;
use crate::pipeline::archive::{self, Archived, Primed};
use crate::proto::Timestamp;

/// Besides the session of a daemon that died, which holds the office until it is missed: how long electing takes.
const ELECTING: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(50);

#[allow(missing_debug_implementations, reason = "holds clients of a foreign library")]
pub struct Primer {
    line: Line,
    seat: Arc<Seat>,
    _election: Option<Election>,
    index: Box<dyn Index + Send>,
    journal: Journal,
    /// Of a new ledger, to be written with its first entries.
    new_header: Option<Header>,
}

impl Primer {
    /// Takes the office, and reads the ledger to its end.
    pub fn open(settings: Settings) -> anyhow::Result<Self> {
        let mut index = open_index(&settings)?;
        let mut reader = Reader::new(&settings.kafka, &settings.topics.ledger)?;
        let extent =
            reader.extent().with_context(|| format!("failed to reach {}", settings.kafka.brokers))?;
        if extent.is_none() {
            let ledger = &settings.topics.ledger;
            bail!("topics.ledger: {ledger} does not exist: `copydesk topics create` makes it");
        }
        let (health, metrics) = (Arc::new(Health::default()), Arc::new(Metrics::default()));
        let source = Source::new(&settings.kafka, &settings.source, health.clone(), metrics.clone())?;
        let rules = Arc::new(Rules::fixed(settings.deciding()));
        let line = Line::new((settings, rules), BTreeSet::new(), health, metrics);
        // Nobody asks it to stop: it may be killed, and run again.
        let stop = CancellationToken::new();
        line.restore(&mut *index, &mut reader, &stop)?;
        line.check_header(&*index)?;

        let (seat, election) = line.stand(Contest::Elected)?;
        elected(&line, &seat)?;
        let inputs = source.inputs();
        let sink = line.until(&stop, "open the producer", || journal::open_sink(&line));
        let sink = sink.expect("nobody asks it to stop");
        // Once more: what the last daemon left open has ended now.
        let extent = line.restore(&mut *index, &mut reader, &stop)?.expect("nobody asks it to stop");
        let known = index.progress().header.as_ref();
        let header = start::primed_header(known, own_header(&line.settings), extent.high == 0);
        let header = header.map_err(|refusal| Refused(refusal.to_string()))?;
        let new_header = known.is_none().then(|| header.clone());
        let journal = Journal::new(&line, (sink, inputs.group()), &header, extent.topic_id);
        Ok(Self { line, seat, _election: election, index, journal, new_header })
    }

    /// Makes known what is not, in one transaction. `now` is where the window ends.
    pub fn take(&mut self, archived: &[Archived], now: Timestamp) -> anyhow::Result<Vec<Primed>> {
        if let Some(reason) = self.line.room.as_ref().and_then(Room::shortage) {
            bail!("{reason}, and run it again");
        }
        let mut overlay = Overlay::new(&*self.index);
        let primed = archive::prime(archived, now, &mut overlay, &self.line.rules.now())?;
        let mut changes = overlay.into_changes();
        if !changes.is_empty() {
            changes.header.clone_from(&self.new_header);
            // While a term lasts, the office is not handed on.
            let written = self.seat.take(&CancellationToken::new()).map(|term| self.write(&changes, &term));
            self.seat.leave();
            let reached = written.unwrap_or_else(lost_office)?;
            self.index.apply(changes, reached)?;
            self.new_header = None;
        }
        Ok(primed)
    }

    fn write(&self, changes: &Changes, term: &CancellationToken) -> anyhow::Result<Reached> {
        let nowhere = Positions::new();
        // Only what may succeed with this producer is tried again with it.
        let commit = || match self.journal.commit(changes, Vec::new(), &nowhere, &*self.index) {
            Err(fault @ (Fault::Retry(_) | Fault::Abort(_))) => Err(fault),
            ended => Ok(ended),
        };
        match self.line.until(term, "write to the ledger", commit) {
            None => lost_office(),
            Some(Ok(reached)) => Ok(reached),
            Some(Err(fault @ Fault::Replaced(_))) => Err(Refused(fault.to_string()).into()),
            Some(Err(fault)) => bail!("lost the producer: {fault}: run it again"),
        }
    }
}

/// The broker did not hear of us for too long.
fn lost_office<T>() -> anyhow::Result<T> {
    bail!("the office went to another process: run it again")
}

fn open_index(settings: &Settings) -> anyhow::Result<Box<dyn Index + Send>> {
    let horizon = index::embedded::Horizon::new(settings.dedup.window);
    let folder = settings.index.path.display();
    match index::open(&settings.index, &horizon, settings.dedup.near.decisions) {
        Ok(index) => Ok(index),
        Err(OpenFault::Locked) => {
            Err(Refused(format!("index.path: a daemon has the index at {folder} open: stop it first")).into())
        }
        Err(fault @ OpenFault::Failed(_)) => {
            Err(fault).with_context(|| format!("index.path: failed to open the index at {folder}"))
        }
    }
}

/// Waits for as long as a daemon that died may hold the office.
fn elected(line: &Line, seat: &Seat) -> Result<(), Refused> {
    let until = Instant::now() + line.settings.membership.session_timeout + ELECTING;
    while !seat.is_elected() {
        if let Some(refusal) = seat.refusal() {
            return Err(Refused(refusal));
        }
        if Instant::now() >= until {
            let (ledger, group) = (&line.settings.topics.ledger, &line.settings.source.group);
            return Err(Refused(format!(
                "a daemon is at work with the ledger {ledger}, as a member of the group {group}.active: stop it first"
            )));
        }
        thread::sleep(POLL);
    }
    Ok(())
}
