//! A right to read that was taken away while we read. The client asks on, and reads on when the right is given back, but
//! says neither; so it is made to ask anew, and its silence is the answer.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};

use super::refusal;
use crate::health::{Health, Latch};

/// Longer than the client waits before it asks again for what was denied.
const LOOK: Duration = Duration::from_secs(7);

#[derive(Debug, Default)]
pub struct Denied(Option<State>);

#[derive(Debug)]
enum State {
    /// Denied, as of then.
    Told(Instant),
    /// Asked anew then, and nothing was said since.
    Asked(Instant),
}

impl Denied {
    /// Whether the error is of this kind.
    pub fn takes(&mut self, error: &KafkaError, health: &Health) -> bool {
        if error.rdkafka_error_code() != Some(RDKafkaErrorCode::TopicAuthorizationFailed) {
            return false;
        }
        self.0 = Some(State::Told(Instant::now()));
        let reason = format!("an input is not read: {}", refusal::told(error));
        if health.hold(Latch::Rights, &reason) {
            tracing::warn!("paused: {reason}");
        }
        true
    }

    /// To be called now and then.
    pub fn look<C: ConsumerContext>(&mut self, consumer: &BaseConsumer<C>, health: &Health) {
        match self.0 {
            Some(State::Told(at)) if at.elapsed() >= LOOK => match ask_anew(consumer) {
                Ok(()) => self.0 = Some(State::Asked(Instant::now())),
                Err(error) => tracing::debug!("failed to ask anew: {error}"),
            },
            Some(State::Asked(at)) if at.elapsed() >= LOOK => {
                self.0 = None;
                if health.release(Latch::Rights) {
                    tracing::info!("the input is read again");
                }
            }
            Some(State::Told(_) | State::Asked(_)) | None => {}
        }
    }
}

/// The same denial is told once for each time that a partition is begun to be fetched.
fn ask_anew<C: ConsumerContext>(consumer: &BaseConsumer<C>) -> KafkaResult<()> {
    let assigned = consumer.assignment()?;
    consumer.pause(&assigned)?;
    consumer.resume(&assigned)
}
