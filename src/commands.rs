//! What the program does besides running the line.

pub mod audit;
pub mod check;
pub mod demo;
pub mod dev;
pub mod explain;
pub mod health;
pub mod index;
mod input;
pub mod known;
mod offline;
pub mod pipe;
pub mod prime;
mod progress;
pub mod replay;
mod report;
pub mod schema;
pub mod settings;
pub mod tail;
pub mod test;
pub mod topics;

/// Of the program, and of the client of Kafka that is built in.
pub fn version() -> String {
    let (library, features) = crate::kafka::library();
    format!("{}\nlibrdkafka {library} with {features}", env!("CARGO_PKG_VERSION"))
}
