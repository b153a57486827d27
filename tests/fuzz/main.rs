//! Hostile input: seeds that are cut, repeated, spliced and broken, for everything that reads what others wrote.
//!
//! `cargo test` tries some thousands of inputs a target. `COPYDESK_FUZZ_RUNS=10000000 cargo test --release --test fuzz`
//! is the long form. A target fails by a panic, by an answer that breaks its law, by an input that takes more than a
//! second of processor time, or by memory over the cap, which ends the process. proptest shrinks what fails to the
//! fewest changes of a seed, prints it, and keeps it beside this file, to be tried first ever after.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod change;
mod seeds;
mod targets;

use std::alloc::System;
use std::cell::Cell;
use std::time::Duration;

use cap::Cap;
use cpu_time::ThreadTime;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};

use crate::change::Script;

/// All targets run in this process at once, each on inputs of at most [`change::LONGEST`] bytes.
const MEMORY: usize = 768 << 20;
const HANG: Duration = Duration::from_secs(1);
const RUNS: u32 = 2000;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, MEMORY);

/// Tries a target on as many inputs as the environment says, made from its seeds.
fn fuzz(name: &'static str, seeds: &[Vec<u8>], target: impl Fn(&[u8], &Script)) {
    #[expect(clippy::disallowed_methods, reason = "a test has no settings")]
    let runs = std::env::var("COPYDESK_FUZZ_RUNS").map_or(RUNS, |runs| runs.parse().unwrap());
    let config = Config {
        cases: runs,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        source_file: Some(file!()),
        test_name: Some(name),
        ..Config::default()
    };
    let (all, slowest) = (Cell::new(Duration::ZERO), Cell::new(Duration::ZERO));
    let result = TestRunner::new(config).run(&change::scripts(seeds.len()), |script| {
        let input = script.apply(seeds);
        let began = ThreadTime::now();
        target(&input, &script);
        let took = began.elapsed();
        all.set(all.get() + took);
        slowest.set(slowest.get().max(took));
        assert!(took < HANG, "{took:?} of processor time for {} bytes", input.len());
        Ok(())
    });
    if let Err(error) = result {
        panic!("{name}: {error}");
    }
    println!("{name}: {runs} inputs, {:?} of processor time, the slowest {:?}", all.get(), slowest.get());
}
