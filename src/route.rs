//! Where an outcome goes: the topics, and the operator's rules that choose among them.
//!
//! Rules see an event and send it to a topic of theirs, label it, or drop it. What they may say is checked at the start, so that
//! no event can stop the line; and an event can choose no topic, since the topics stand in the settings.

mod check;
mod condition;
mod fields;
mod pattern;
mod rules;
mod topics;

pub use condition::{Condition, Untold};
pub use rules::{Fault, Rule, Rules};
pub use topics::Topics;
