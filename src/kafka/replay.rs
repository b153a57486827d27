//! Sends records back to where they came from, and marks their dead letters, in one transaction.

use std::sync::Arc;

use super::sink::{self, Fault, Identity, Sink, Transaction};
use crate::health::Health;
use crate::wire::Message;

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Replayer(Sink);

impl Replayer {
    /// Ends any other replay of this group, and what it left open: what it marked can be read then, and it marks no
    /// more.
    pub fn open(kafka: &super::Settings, settings: &sink::Settings, group: &str) -> Result<Self, Fault> {
        let identity = Identity { transactional_id: &format!("copydesk.{group}.replay"), ledger: "" };
        let health = Arc::new(Health::default());
        for _ in 1..ATTEMPTS {
            match Sink::open(kafka, settings, identity, Arc::clone(&health)) {
                // The transaction of who was killed is being ended.
                Err(Fault::Retry(_)) => {}
                opened => return opened.map(Self),
            }
        }
        Sink::open(kafka, settings, identity, health).map(Self)
    }

    /// All of them, or none.
    pub fn send(&self, messages: &[Message]) -> Result<(), Fault> {
        self.0.commit(&Transaction { messages, offsets: None }).map(|_| ())
    }
}

/// Each waits some seconds for a broker.
const ATTEMPTS: usize = 10;
