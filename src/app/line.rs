//! The line at work: two threads, joined by a queue of one batch. One reads and prepares, the other decides and
//! commits; so the next batch is prepared while one commits, but never decided before. Where other processes prepare, it
//! reads what they handed over.
//!
//! Of several processes one works. The others stand by: they follow the ledger, so that their index is warm when the
//! office comes to them.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::batch::PreparedBatch;
use super::desk::{Attempt, Desk, Opening, own_header};
use super::pulse::{Pulse, Work};
use super::restore::{Fault as RestoreFault, Restore};
use super::rules::Rules;
use super::start::{self, Accept};
use super::waiting::{LONGEST_PAUSE, SHORTEST_PAUSE, wait};
use crate::config::{Role, Settings};
use crate::health::{Health, Latch};
use crate::index::disk::Space;
use crate::index::embedded::Horizon;
use crate::index::{self, Index, Room, Size};
use crate::kafka::election::{Election, Seat};
use crate::kafka::ledger::{Extent, Reader};
use crate::kafka::source::Source;
use crate::metrics::{Disk, IndexSize, Metrics, Step};
use crate::pipeline::{self, Prepared};
use crate::quarantine::Quarantine;
use crate::record::Record;
use crate::traces::Traces;
use crate::wire::Encoding;

/// Going on would lose or double articles: a person must decide.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Whether other processes may know of the same broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contest {
    Elected,
    /// The broker is our own.
    Alone,
}

/// Batches that may wait while one is committed. More would cost memory and gain nothing.
const QUEUE: usize = 1;
/// How soon who stands by notices the office, and how often it follows the ledger.
const STAND_BY: Duration = Duration::from_millis(500);
/// As often as this the producer may be lost without a commit in between, while the office is ours: after that,
/// somebody who does not stand for election uses our transactional id.
const LOST_IN_A_ROW: u32 = 8;
/// After the producer was lost the election may be lost too; it is told within this time.
const TOLD_OF_LOSS: Duration = Duration::from_secs(2);

#[allow(missing_debug_implementations, reason = "holds clients of a foreign library")]
pub struct Line {
    pub(super) settings: Settings,
    pub(super) rules: Arc<Rules>,
    accept: Mutex<BTreeSet<Accept>>,
    pub(super) health: Arc<Health>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) horizon: Horizon,
    pub(super) pulse: Arc<Pulse>,
    /// None where nothing can be noted, or nothing is read that could kill.
    quarantine: Mutex<Option<Quarantine>>,
    /// Held while a batch is decided. Nothing is read singly meanwhile: a death in here is no record's that is read.
    deciding: Mutex<()>,
    /// Of the index on disk.
    pub(super) room: Option<Room>,
    /// Of values, known before anything is decided.
    pub(super) encoding: OnceLock<Encoding>,
    pub(super) traces: Option<Arc<Traces>>,
}

/// Batches that may be in work at once: one is read, one waits, one is committed.
const BATCHES_IN_WORK: usize = QUEUE + 2;

/// Why a term of work ended.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    /// Told to stop, and everything in work is committed.
    Stopped,
    /// The office went to another process.
    LostOffice,
    /// The producer is of no more use.
    LostProducer,
    /// The broker does not let us work.
    Denied,
}

impl Line {
    pub fn new(
        (settings, rules): (Settings, Arc<Rules>),
        accept: BTreeSet<Accept>,
        health: Arc<Health>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let horizon = Horizon::new(settings.dedup.window);
        let room = settings.index.room();
        let (accept, quarantine, deciding) = (Mutex::new(accept), Mutex::default(), Mutex::default());
        let (encoding, pulse) = (OnceLock::new(), Arc::default());
        Self {
            settings,
            rules,
            accept,
            health,
            metrics,
            horizon,
            pulse,
            quarantine,
            deciding,
            room,
            encoding,
            traces: None,
        }
    }

    pub fn traced(self, traces: Option<Arc<Traces>>) -> Self {
        Self { traces, ..self }
    }

    /// With an eye on records that kill.
    pub fn guarded(mut self) -> Self {
        self.quarantine = Mutex::new(quarantine(&self.settings));
        self
    }

    /// Reads records into their items.
    pub(super) fn prepare(&self, records: Vec<Record>) -> Vec<Prepared> {
        let rules = self.rules.now();
        let prepare = |records| self.pulse.during(Work::Reading, || pipeline::prepare(records, &rules));
        let condemn = |record: Record| {
            tracing::error!("{} killed the process twice: it becomes a dead letter", record.position);
            pipeline::condemned(record)
        };
        let mut prepared = match &mut *self.quarantine.lock().expect("no holder panics") {
            Some(quarantine) => {
                let _alone = quarantine.is_careful().then(|| self.deciding.lock().expect("no holder panics"));
                quarantine.read(records, prepare, condemn)
            }
            None => prepare(records),
        };
        for prepared in &mut prepared {
            self.take_up(prepared);
        }
        prepared
    }

    /// The end was our own.
    pub fn close(self) {
        let quarantine = self.quarantine.into_inner().expect("no holder panics");
        if let Some(Err(error)) = quarantine.map(Quarantine::close) {
            tracing::warn!("failed to note the end, the next start will be careful: {error}");
        }
    }

    /// Stands by, works when elected, and stands by again, until told to stop.
    pub fn run(&self, mut source: Source, contest: Contest, stop: &CancellationToken) -> anyhow::Result<()> {
        let index = index::open(&self.settings.index, &self.horizon, self.settings.dedup.near.decisions);
        let mut index = index.map_err(|fault| {
            let path = self.settings.index.path.display();
            anyhow::anyhow!("index.path: failed to open the index at {path}: {fault}")
        })?;
        let mut reader = Reader::new(&self.settings.kafka, &self.settings.topics.ledger)?;
        // Whoever cannot work with this ledger must not win the office.
        if self.restore(&mut *index, &mut reader, stop)?.is_none() {
            return Ok(());
        }
        self.check_header(&*index)?;
        let Some(encoding) = self.learn_encoding(stop)? else { return Ok(()) };
        self.encoding.get_or_init(|| encoding);
        let (seat, _election) = self.stand(contest)?;
        let (mut lost_in_a_row, mut pause) = (0, SHORTEST_PAUSE);
        while let Some(term) = self.stand_by(&seat, &mut *index, &mut reader, stop)? {
            let worked = self.work(&mut source, &mut *index, &mut reader, (&term, &seat));
            self.metrics.active(false);
            // What held the line up, or an input, was this term's: who stands by does not read. A denial lasts beyond it.
            if !matches!(worked, Ok((Ended::Denied, _))) {
                self.health.release(Latch::Line);
            }
            self.health.release(Latch::Input);
            self.health.release(Latch::Rights);
            seat.leave();
            match worked? {
                (Ended::Stopped, _) => break,
                (Ended::LostOffice, _) => lost_in_a_row = 0,
                (Ended::Denied, committed) => {
                    pause = if committed { SHORTEST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
                    if wait(stop, pause) {
                        break;
                    }
                }
                (Ended::LostProducer, committed) => {
                    lost_in_a_row = if committed { 1 } else { lost_in_a_row + 1 };
                    if lost_in_a_row > LOST_IN_A_ROW {
                        return Err(self.fenced_again_and_again().into());
                    }
                    if wait(stop, TOLD_OF_LOSS) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn fenced_again_and_again(&self) -> Refused {
        Refused(format!(
            "lost the producer {LOST_IN_A_ROW} times in a row: does another program use topics.ledger {:?} without standing \
             for election?",
            self.settings.topics.ledger
        ))
    }

    pub(super) fn stand(&self, contest: Contest) -> anyhow::Result<(Arc<Seat>, Option<Election>)> {
        if contest == Contest::Alone {
            return Ok((Seat::alone(), None));
        }
        let seat = Arc::new(Seat::default());
        let Settings { kafka, membership, source, topics, .. } = &self.settings;
        let election = Election::stand(kafka, membership, &source.group, &topics.ledger, seat.clone())?;
        Ok((seat, Some(election)))
    }

    /// Follows the ledger until the office comes. None when told to stop.
    fn stand_by(
        &self,
        seat: &Seat,
        index: &mut (dyn Index + Send),
        reader: &mut Reader,
        stop: &CancellationToken,
    ) -> Result<Option<CancellationToken>, Refused> {
        let mut told = false;
        loop {
            if stop.is_cancelled() {
                return Ok(None);
            }
            if let Some(term) = seat.take(stop) {
                return Ok(Some(term));
            }
            if let Some(refusal) = seat.refusal() {
                return Err(Refused(refusal));
            }
            // Whoever has the office now may be let work.
            self.health.release(Latch::Line);
            if self.restore(index, reader, stop)?.is_none() {
                return Ok(None);
            }
            match seat.denial() {
                None => {
                    self.health.release(Latch::Start);
                }
                Some(denial) => self.waiting("stand for election", &denial),
            }
            if !wait(stop, STAND_BY) && !told && !seat.is_elected() {
                tracing::info!("standing by");
                told = true;
            }
        }
    }

    /// Works as long as the office and the producer are ours. Also tells whether anything was committed.
    fn work(
        &self,
        source: &mut Source,
        index: &mut (dyn Index + Send),
        reader: &mut Reader,
        (term, seat): (&CancellationToken, &Seat),
    ) -> Result<(Ended, bool), Refused> {
        let ended = |lost: Ended| if seat.is_elected() { lost } else { Ended::LostOffice };
        let mut desk = match Desk::open(self, index, reader, source, term)? {
            Opening::Open(desk) => desk,
            Opening::Stopped => return Ok((ended(Ended::Stopped), false)),
            Opening::Lost(reason) => return Ok((ended(self.lost(&reason)), false)),
            Opening::Denied(reason) => return Ok((ended(self.denied(&reason)), false)),
        };
        self.health.release(Latch::Start);
        self.metrics.active(true);
        let (sender, batches) = sync_channel(QUEUE);
        let reading = term.child_token();
        let worked = thread::scope(|threads| {
            let stop_reading = &reading;
            let source = &mut *source;
            // The sender goes with the reader: the queue closes when that ends.
            threads.spawn(move || self.read(source, &sender, stop_reading));
            // However the desk ends, the reader ends with it.
            let _ended = reading.clone().drop_guard();
            self.settle(&mut desk, batches, (term, seat))
        });
        if let Err(error) = source.unassign() {
            tracing::debug!("failed to let go of the input: {error}");
        }
        worked.map(|(how, committed)| (ended(how), committed))
    }

    fn read(
        &self,
        source: &mut Source,
        batches: &SyncSender<Result<PreparedBatch, Refused>>,
        stop: &CancellationToken,
    ) {
        while let Some(batch) = source.next_batch(stop) {
            let began = Instant::now();
            self.metrics.read(&batch.records);
            let batch = match self.settings.role {
                Role::Decide => PreparedBatch::handed_over(&batch, |prepared, between| {
                    self.take_up_from(prepared, between);
                }),
                Role::All | Role::Prepare => {
                    Ok(PreparedBatch::of_raw(batch, |records| self.prepare(records)))
                }
            };
            self.metrics.step_took(Step::Prepare, began.elapsed());
            if batches.send(batch).is_err() {
                return; // the desk has ended, and says why
            }
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "its end must close the queue: the reader may wait to hand out a batch"
    )]
    fn settle(
        &self,
        desk: &mut Desk<'_>,
        batches: Receiver<Result<PreparedBatch, Refused>>,
        (term, seat): (&CancellationToken, &Seat),
    ) -> Result<(Ended, bool), Refused> {
        let mut committed = false;
        loop {
            let batch = match batches.recv_timeout(STAND_BY) {
                Ok(batch) => batch?,
                Err(RecvTimeoutError::Disconnected) => return Ok((Ended::Stopped, committed)),
                Err(RecvTimeoutError::Timeout) => {
                    desk.measure();
                    match desk.refresh()? {
                        Attempt::Lost(reason) => return Ok((self.lost(&reason), committed)),
                        Attempt::Denied(reason) => return Ok((self.denied(&reason), committed)),
                        Attempt::Settled | Attempt::Again(_) => continue,
                    }
                }
            };
            let mut pause = SHORTEST_PAUSE;
            loop {
                // What was prepared before the office was lost must not be decided after.
                if !seat.is_elected() {
                    return Ok((Ended::LostOffice, committed));
                }
                desk.measure();
                let attempted = {
                    let _deciding = self.deciding.lock().expect("no holder panics");
                    desk.attempt(&batch)?
                };
                match attempted {
                    Attempt::Settled => break,
                    Attempt::Lost(reason) => return Ok((self.lost(&reason), committed)),
                    Attempt::Denied(reason) => return Ok((self.denied(&reason), committed)),
                    Attempt::Again(reason) => self.paused(&reason),
                }
                if wait(term, pause) {
                    return Ok((Ended::Stopped, committed));
                }
                if pause == LONGEST_PAUSE {
                    desk.look_at_ends();
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            committed = true;
            match desk.refresh()? {
                Attempt::Settled | Attempt::Again(_) => {}
                Attempt::Lost(reason) => return Ok((self.lost(&reason), committed)),
                Attempt::Denied(reason) => return Ok((self.denied(&reason), committed)),
            }
            if self.health.release(Latch::Line) {
                tracing::info!("going on");
            }
        }
    }

    fn denied(&self, reason: &str) -> Ended {
        self.paused(reason);
        Ended::Denied
    }

    fn lost(&self, reason: &str) -> Ended {
        self.health.hold(Latch::Start, reason);
        tracing::warn!("starting anew: {reason}");
        Ended::LostProducer
    }

    /// Brings the index to the ledger's end. None when told to stop.
    pub(super) fn restore(
        &self,
        index: &mut (dyn Index + Send),
        reader: &mut Reader,
        stop: &CancellationToken,
    ) -> Result<Option<Extent>, Refused> {
        let mut pause = SHORTEST_PAUSE;
        let (began, accept) = (Instant::now(), self.accept());
        loop {
            let tell = |progress: &str| {
                self.health.hold(Latch::Start, progress);
                tracing::info!("{progress}");
            };
            let room = self.room.as_ref();
            let restore =
                Restore { index: &mut *index, reader: &mut *reader, accept: &accept, room, tell: &tell };
            let restored = restore.run(stop);
            self.measure(index);
            match restored {
                Ok(extent) => return Ok(Some(extent)),
                Err(RestoreFault::Stopped) => return Ok(None),
                // A commit is answered before the ledger shows it, for as long as a transaction may take.
                Err(RestoreFault::Refused(refusal))
                    if began.elapsed() < self.settings.sink.transaction_timeout =>
                {
                    self.waiting("read the ledger", &refusal.reason);
                }
                Err(RestoreFault::Refused(refusal)) => return Err(Refused(refusal.to_string())),
                Err(RestoreFault::Unreadable(fault)) => {
                    return Err(Refused(format!("the ledger {} holds {fault}", self.settings.topics.ledger)));
                }
                Err(RestoreFault::Retry(reason)) => self.waiting("read the ledger", &reason),
                Err(RestoreFault::NoRoom(reason)) => {
                    if self.health.hold(Latch::Start, &reason) {
                        tracing::warn!("paused: {reason}");
                    }
                }
                Err(RestoreFault::TooLarge(reason)) => return Err(Refused(reason)),
            }
            if wait(stop, pause) {
                return Ok(None);
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    pub(super) fn measure(&self, index: &dyn Index) {
        let Size { entries, disk_bytes } = index.size();
        let disk = self.room.as_ref().and_then(Room::space);
        let disk = disk.map(|Space { free, reserve }| Disk { free, reserve });
        self.metrics.index_is(IndexSize { entries, disk_bytes, disk });
    }

    /// What a person accepts, for the first start that succeeds.
    pub(super) fn accept(&self) -> BTreeSet<Accept> {
        self.accept.lock().expect("no holder panics").clone()
    }

    /// A start succeeded: what comes later was not accepted.
    pub(super) fn accepted(&self) {
        for way_on in std::mem::take(&mut *self.accept.lock().expect("no holder panics")) {
            tracing::warn!("started with --accept {way_on}; later starts of this process are without it");
        }
    }

    /// The rules of a start that need no election: a process that would refuse must not take the office first.
    pub(super) fn check_header(&self, index: &dyn Index) -> Result<(), Refused> {
        let Some(known) = &index.progress().header else { return Ok(()) };
        let checked = start::known_header(known, &own_header(&self.settings), &self.accept());
        checked.map_err(|refusal| Refused(refusal.to_string()))
    }
}

/// Whoever cannot note what is read works all the same.
fn quarantine(settings: &Settings) -> Option<Quarantine> {
    let path = &settings.quarantine.path;
    if path.as_os_str().is_empty() || settings.role == Role::Decide {
        return None;
    }
    let in_work = BATCHES_IN_WORK * settings.source.batch.max_records.get();
    match Quarantine::open(path, in_work) {
        Ok(quarantine) => {
            if quarantine.is_careful() {
                tracing::warn!("the process before did not end by itself: reading {in_work} records singly");
            }
            Some(quarantine)
        }
        Err(error) => {
            let path = path.display();
            tracing::warn!(
                "a record that kills the process will not be found: quarantine.path {path}: {error}"
            );
            None
        }
    }
}
