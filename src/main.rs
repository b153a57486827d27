//! The program: see the library for everything.

use std::process::ExitCode;

/// Batches are filled on all threads and freed on one, which this one bears better than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    copydesk::cli::main().into()
}
