//! The line on a real Kafka.
//!
//! The suite starts Apache Kafka by itself where Java 17 and Maven are found, or uses the broker that
//! `COPYDESK_TEST_KAFKA` names. Without either it says loudly what was skipped; `COPYDESK_TEST_REQUIRE=kafka` turns
//! that into a failure. The examples want Python and a JDK besides, and `examples` in that variable requires them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod broker;
mod campaign;
mod commands;
mod consumers;
mod corpus;
mod crashes;
mod daemon;
mod disk;
mod faults;
mod feeding;
mod kin;
mod line;
mod maven;
mod needs;
mod office;
mod operators;
mod pages;
mod prime;
mod prometheus;
mod proof;
mod proxy;
mod python;
mod registry;
mod replay;
mod rights;
mod roles;
mod routes;
mod scene;
mod security;
mod soak;
mod tail;
mod tls;
mod traces;
mod until;
mod wait;
