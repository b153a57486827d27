//! The program: see the library for everything.

use std::process::ExitCode;

/// An article is hundreds of small texts that live as long as their batch, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    copydesk::cli::main().into()
}
