//! The line on a real Kafka.
//!
//! The suite starts Apache Kafka by itself where Java 17 and Maven are found, or uses the broker that
//! `COPYDESK_TEST_KAFKA` names. Without either it says loudly what was skipped; `COPYDESK_TEST_REQUIRE=kafka` turns
//! that into a failure.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod broker;
mod campaign;
mod commands;
mod corpus;
mod crashes;
mod daemon;
mod disk;
mod faults;
mod kin;
mod line;
mod office;
mod operators;
mod pages;
mod prime;
mod prometheus;
mod proof;
mod proxy;
mod replay;
mod rights;
mod roles;
mod routes;
mod scene;
mod security;
mod soak;
mod tls;
mod wait;
