//! Who decides. Several processes may be started; the group `<source.group>.active` gives the ledger's one partition
//! to one of them.
//!
//! Nothing is read by it: holding the partition is the office. Losing it returns only after the line has ended, so
//! that no two are at work where Kafka can help it; where it cannot, as when a process was suspended, the transactional
//! id fences.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use tokio_util::sync::CancellationToken;

use super::{clients, group, log, refusal};

const POLL: Duration = Duration::from_millis(100);
/// How long leaving the group may take; whoever does not leave is noticed by its silence.
const LEAVE: Duration = Duration::from_secs(2);

/// The office, shared by the group's callbacks and the line.
#[derive(Debug, Default)]
pub struct Seat {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    elected: bool,
    /// Set while the line works; its end is waited for before the office is handed on.
    term: Option<CancellationToken>,
    /// Why the office can never be ours.
    refusal: Option<String>,
    /// Why it cannot be ours for now.
    denial: Option<String>,
}

impl Seat {
    /// Somebody who needs no election, since nobody else can know of the broker.
    pub fn alone() -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State { elected: true, ..State::default() }),
            changed: Condvar::default(),
        })
    }

    pub fn is_elected(&self) -> bool {
        self.state.lock().expect("no holder panics").elected
    }

    /// Why it is of no use to stand for election any longer, if so.
    pub fn refusal(&self) -> Option<String> {
        self.state.lock().expect("no holder panics").refusal.clone()
    }

    /// Why nobody lets us stand for election, for as long as that is so.
    pub fn denial(&self) -> Option<String> {
        self.state.lock().expect("no holder panics").denial.clone()
    }

    /// Begins a term, where elected; it ends with `stop` at the latest. It must be ended with [`Seat::leave`].
    pub fn take(&self, stop: &CancellationToken) -> Option<CancellationToken> {
        let mut state = self.state.lock().expect("no holder panics");
        if !state.elected {
            return None;
        }
        let term = stop.child_token();
        state.term = Some(term.clone());
        Some(term)
    }

    /// Ends the term: nothing is in work any more.
    pub fn leave(&self) {
        self.state.lock().expect("no holder panics").term = None;
        self.changed.notify_all();
    }

    fn win(&self) {
        self.state.lock().expect("no holder panics").elected = true;
    }

    fn deny(&self, denial: Option<String>) {
        self.state.lock().expect("no holder panics").denial = denial;
    }

    fn refuse(&self, refusal: String) {
        self.state.lock().expect("no holder panics").refusal = Some(refusal);
    }

    /// Returns when no line is at work.
    fn lose(&self) {
        let mut state = self.state.lock().expect("no holder panics");
        state.elected = false;
        while let Some(term) = &state.term {
            term.cancel();
            state = self.changed.wait(state).expect("no holder panics");
        }
    }
}

/// Stands for election until it is dropped.
#[derive(Debug)]
pub struct Election {
    end: CancellationToken,
    ended: Arc<(Mutex<bool>, Condvar)>,
}

impl Election {
    pub fn stand(
        kafka: &super::Settings,
        membership: &group::Settings,
        group: &str,
        ledger: &str,
        seat: Arc<Seat>,
    ) -> KafkaResult<Self> {
        let mut config = clients::config(kafka)?;
        group::member(&mut config, &format!("{group}.active"), membership).set("auto.offset.reset", "latest");
        let consumer: Arc<BaseConsumer<Ballot>> = clients::open(kafka, &config, Ballot(seat.clone()))?;
        consumer.subscribe(&[ledger])?;
        let end = CancellationToken::new();
        let ended = Arc::new((Mutex::new(false), Condvar::new()));
        let (told, tell) = (end.clone(), ended.clone());
        let membership = membership.clone();
        thread::spawn(move || {
            while !told.is_cancelled() {
                // Nothing comes, since fetching is paused; polling is what keeps the membership alive.
                if let Some(Err(error)) = consumer.poll(POLL) {
                    tracing::debug!("election: {error}");
                    if let Some(refusal) = group::refusal(&consumer, &membership) {
                        seat.refuse(refusal);
                        break;
                    }
                    if is_denied(&error) {
                        seat.deny(Some(refusal::told(&error).to_string()));
                    }
                }
            }
            drop(consumer);
            *tell.0.lock().expect("no holder panics") = true;
            tell.1.notify_all();
        });
        Ok(Self { end, ended })
    }
}

impl Drop for Election {
    fn drop(&mut self) {
        self.end.cancel();
        let until = Instant::now() + LEAVE;
        let mut ended = self.ended.0.lock().expect("no holder panics");
        while !*ended && Instant::now() < until {
            let left = until.saturating_duration_since(Instant::now());
            ended = self.ended.1.wait_timeout(ended, left).expect("no holder panics").0;
        }
    }
}

fn is_denied(error: &KafkaError) -> bool {
    let denied = [RDKafkaErrorCode::GroupAuthorizationFailed, RDKafkaErrorCode::TopicAuthorizationFailed];
    error.rdkafka_error_code().is_some_and(|code| denied.contains(&code))
}

struct Ballot(Arc<Seat>);

impl ClientContext for Ballot {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!("election: {error}: {reason}");
    }
}

impl ConsumerContext for Ballot {
    fn pre_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        match rebalance {
            Rebalance::Revoke(partitions) if partitions.count() > 0 => {
                tracing::info!("the office is given up");
                self.0.lose();
            }
            Rebalance::Error(error) => {
                tracing::warn!("election failed, standing again: {error}");
                self.0.lose();
            }
            Rebalance::Revoke(_) | Rebalance::Assign(_) => {}
        }
    }

    fn post_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let Rebalance::Assign(partitions) = rebalance else { return };
        self.0.deny(None);
        if partitions.count() == 0 {
            return;
        }
        if let Err(error) = consumer.pause(partitions) {
            tracing::debug!("election: failed to pause: {error}");
        }
        self.0.win();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_is_handed_on_only_after_the_line_has_ended() {
        let seat = Seat::alone();
        let term = seat.take(&CancellationToken::new()).unwrap();
        let losing = thread::spawn({
            let seat = seat.clone();
            move || seat.lose()
        });
        while !term.is_cancelled() {
            thread::yield_now();
        }
        assert!(!losing.is_finished());
        seat.leave();
        losing.join().unwrap();
        assert!(seat.take(&CancellationToken::new()).is_none());
    }

    #[test]
    fn an_office_without_a_line_is_lost_at_once() {
        let seat = Seat::alone();
        seat.lose();
        assert!(!seat.is_elected());
        seat.win();
        assert!(seat.take(&CancellationToken::new()).is_some());
    }
}
