//! The pipeline as a whole: fixtures with the outcomes they must have, and laws that hold for any input.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fixtures;
mod laws;
mod pages;
mod scrapers;
mod torture;
