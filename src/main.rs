//! The program: see the library for everything.

use std::process::ExitCode;

fn main() -> ExitCode {
    copydesk::cli::main().into()
}
