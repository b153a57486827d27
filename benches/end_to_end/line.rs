//! The program itself, as a process of its own.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::outputs::Outputs;
use crate::scene::{PATIENCE, Scene};
use crate::usage::{Meter, Usage};

/// From its start until the group stands at the end of the input.
pub fn run(scene: &Scene, outputs: &Outputs) -> anyhow::Result<Usage> {
    let group = format!("{}-group", outputs.enriched);
    let dir = tempfile::tempdir()?;
    let set = [
        format!("source.group={group}"),
        format!("source.topics={}", scene.raw),
        format!("topics.enriched={}", outputs.enriched),
        format!("topics.duplicates={}", outputs.duplicates),
        format!("topics.rejected={}", outputs.rejected),
        format!("topics.ledger={}", outputs.ledger),
        format!("index.path={}", dir.path().join("index").display()),
        "admin.listen=127.0.0.1:0".to_owned(),
        "log.filter=warn".to_owned(),
    ];
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.arg("run").args(["--brokers", &scene.brokers]);
    for setting in &set {
        command.args(["--set", setting]);
    }
    let mut process = Running(command.stdin(Stdio::null()).spawn()?);
    let meter = Meter::start(&process.0.id().to_string())?;
    let until = Instant::now() + PATIENCE;
    let standing = scene.standing(&group)?;
    while !standing.is_at_end()? {
        ensure!(process.0.try_wait()?.is_none(), "copydesk ended before the input did");
        ensure!(Instant::now() < until, "copydesk took too long");
        thread::sleep(Duration::from_millis(50));
    }
    meter.read()
}

/// Everything is committed when it ends, so it may end at once.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).expect("a child can be killed");
    }
}
