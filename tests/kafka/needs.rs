//! What the suite needs besides Rust: where it is missing, a test says loudly that it was skipped, or fails.

use std::fs::File;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};

/// None where it could not be had, which has been said then; a failure where `COPYDESK_TEST_REQUIRE` names it.
pub fn met<T>(name: &str, found: Result<T, &String>, way_out: &str) -> Option<T> {
    match found {
        Ok(found) => Some(found),
        Err(reason) => {
            let required = setting("COPYDESK_TEST_REQUIRE").is_some_and(|names| names.contains(name));
            assert!(!required, "COPYDESK_TEST_REQUIRE asks for {name}, but {reason}");
            let test = std::thread::current().name().unwrap_or_default().to_owned();
            // Through the handle, since the test harness swallows what `eprintln!` says.
            writeln!(std::io::stderr(), "SKIPPED {test}: {reason}. {way_out}")
                .expect("standard error takes a line");
            None
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the suite has no settings of its own")]
pub fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Runs to its end, and gives what it printed; or why it failed.
pub fn output(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program} failed to start: {error}"))?;
    let [printed, said] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    if output.status.success() { Ok(printed) } else { Err(format!("{program} failed: {printed}{said}")) }
}

/// A process that ends with us.
pub struct Tied(Child);

impl Tied {
    /// The shell's standard input is a pipe from us. When it closes, because we let go of it or end ourselves in whatever
    /// way, the shell kills the process.
    pub fn start(process: &Command, log: File) -> Self {
        let script = "\"$@\" & pid=$!; cat > /dev/null; kill -9 $pid; wait $pid";
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).arg(process.get_program()).args(process.get_args());
        if let Some(folder) = process.get_current_dir() {
            shell.current_dir(folder);
        }
        let log_twice = log.try_clone().unwrap();
        Self(shell.stdin(Stdio::piped()).stdout(log).stderr(log_twice).spawn().unwrap())
    }
}

/// As a power failure would.
impl Drop for Tied {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().expect("the shell ends");
    }
}
