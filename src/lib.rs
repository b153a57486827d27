//! Raw news articles in, clean events out, each article once.
//!
//! *For every input item exactly one outcome becomes visible to `read_committed` consumers; no crash, rebalance,
//! retry or rewind loses an article or publishes one twice.*
//!
//! # The path of a record
//!
//! ```text
//! source -> decode -> normalize -> identify | dedup | enrich -> route -> sink
//!           \_ prepare: pure, parallel, _/   decide   \_ finish: cannot fail _/
//!                   may reject               index
//! ```
//!
//! The middle is three functions over a batch, in [`pipeline`]: [`pipeline::prepare`] reads records into articles and is
//! the only one that may refuse an item; [`pipeline::decide`] asks the index what each is to those already known, and is
//! the only one that may fail; [`pipeline::finish`] makes the events. The daemon, `pipe`, the demo, tests and benches all
//! call these three.
//!
//! # Where things are
//!
//! | what | modules |
//! |---|---|
//! | vocabulary: plain data | [`record`] [`article`] [`outcome`] [`dead_letter`] [`proto`] [`trace_context`] |
//! | stages: pure, none knows another | [`decode`] [`page`] [`canonical_url`] [`normalize`] [`identity`] [`dedup`] [`enrich`] [`events`] [`route`] |
//! | what is known of articles | [`index`] |
//! | what stages share | [`words`] [`framing`] |
//! | the whole line | [`pipeline`], and [`wire`], its outcomes as messages |
//! | between two processes | [`handover`], a prepared record on its way |
//! | the edges | [`kafka`], the only place that knows it; [`registry`] [`traces`] [`http`] [`admin`] [`health`] [`metrics`] [`logging`] [`process`] [`quarantine`] |
//! | the life of the process | [`cli`] [`config`] [`app`] [`commands`] [`exit`] |
//!
//! Dependencies run one way, top to bottom of `tests/architecture.rs`, which fails when a file breaks the order.
//!
//! # Three kinds of failure
//!
//! 1. The message's: a [`dead_letter::Reject`], plain data. It becomes a dead letter, since retrying it would fail forever.
//! 2. The world's: an enum that says what the caller should do, such as [`kafka::sink::Fault`]. The line pauses and says
//!    so; nothing is dropped.
//! 3. Ours: a panic, for a broken invariant only.

pub mod admin;
pub mod app;
pub mod article;
pub mod breaker;
pub mod canonical_url;
pub mod cli;
pub mod commands;
pub mod config;
pub mod dead_letter;
pub mod decode;
pub mod dedup;
pub mod enrich;
pub mod events;
pub mod exit;
mod fail;
pub mod framing;
pub mod handover;
pub mod health;
pub mod http;
pub mod identity;
pub mod index;
mod json;
pub mod kafka;
pub mod ledger;
pub mod logging;
pub mod metrics;
pub mod normalize;
pub mod outcome;
pub mod page;
pub mod pipeline;
pub mod process;
pub mod proto;
pub mod quarantine;
pub mod record;
pub mod registry;
pub mod route;
pub mod secret;
pub mod trace_context;
pub mod traces;
pub mod wire;
pub mod words;
