//! Progress is for people: nothing is told to a file or a pipe.

use std::fmt;
use std::io::{IsTerminal as _, Write as _};

/// A new step.
pub fn tell(what: &str) {
    say(format_args!("{what} ...\n"));
}

/// How far a step is, in the place of what was said of it before.
pub fn update(what: &str) {
    say(format_args!("\r\x1b[K{what} "));
}

/// The line after updates.
pub fn end() {
    say(format_args!("\n"));
}

fn say(text: fmt::Arguments<'_>) {
    let mut terminal = std::io::stderr().lock();
    if terminal.is_terminal() {
        // Nothing is lost where it cannot be shown.
        terminal.write_fmt(text).unwrap_or_default();
    }
}
