//! `copydesk run` on an empty index: it restores, finds that the made-up ledger has no header, and refuses.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cpu_seconds;

pub struct Restored {
    pub seconds: f64,
    pub cpu_seconds: f64,
    pub peak_mib: u64,
}

pub fn restore(brokers: &str, ledger: &str, index: &Path) -> Restored {
    let log = index.with_extension("log");
    let file = std::fs::File::create(&log).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["run", "--brokers", brokers, "--set", "admin.listen=127.0.0.1:0"])
        .args([
            "--set",
            &format!("topics.ledger={ledger}"),
            "--set",
            &format!("index.path={}", index.display()),
        ])
        .args(["--set", &format!("source.group={ledger}")])
        .stdout(Stdio::null())
        .stderr(file)
        .spawn()
        .unwrap();
    let (began, process) = (Instant::now(), child.id().to_string());
    let (mut cpu, mut peak_mib) = (0.0, 0);
    let is_restored = || std::fs::read_to_string(&log).unwrap().contains("the index is restored");
    while !is_restored() && child.try_wait().unwrap().is_none() {
        cpu = cpu_seconds(&process).unwrap_or(cpu);
        peak_mib = peak(&process).unwrap_or(peak_mib);
        std::thread::sleep(Duration::from_millis(50));
    }
    let seconds = began.elapsed().as_secs_f64();
    if child.try_wait().unwrap().is_none() {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    Restored { seconds, cpu_seconds: cpu, peak_mib }
}

/// The most that was resident.
pub fn peak(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}
