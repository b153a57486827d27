//! What a process took.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::Context as _;

#[derive(Debug)]
pub struct Usage {
    pub elapsed: Duration,
    /// In user and kernel mode, of all threads, those that ended too.
    pub processor: Duration,
}

/// A running process, named as in `/proc`: `self`, or a number.
pub struct Meter {
    process: String,
    began: Instant,
    processor_before: Duration,
}

impl Meter {
    pub fn start(process: &str) -> anyhow::Result<Self> {
        let processor_before = processor_time(process)?;
        Ok(Self { process: process.to_owned(), began: Instant::now(), processor_before })
    }

    /// Since the start; the process must still be there.
    pub fn read(&self) -> anyhow::Result<Usage> {
        let processor = processor_time(&self.process)?.saturating_sub(self.processor_before);
        Ok(Usage { elapsed: self.began.elapsed(), processor })
    }
}

/// proc(5), fields `utime` and `stime`.
fn processor_time(process: &str) -> anyhow::Result<Duration> {
    /// `USER_HZ`, which Linux shows to programs whatever the kernel's own clock.
    const TICK: Duration = Duration::from_millis(10);
    let path = format!("/proc/{process}/stat");
    let stat = fs::read_to_string(&path).with_context(|| format!("failed to read {path}: is this Linux?"))?;
    // The name of the program is in parentheses and may hold anything; from the state on there are only numbers.
    let (_, fields) = stat.rsplit_once(')').context("no name in stat")?;
    let fields: Vec<_> = fields.split_whitespace().collect();
    let [utime, stime] = fields.get(11..13).context("too few fields in stat")? else {
        unreachable!("a slice of two")
    };
    Ok(TICK * (utime.parse::<u32>()? + stime.parse::<u32>()?))
}
