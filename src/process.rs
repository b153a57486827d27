//! What the kernel tells of this process: processor time, memory, files, and who reads what it writes.
//!
//! Usage is read from `/proc` whenever somebody asks. Where there is none, nothing is told.

use std::fs;
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Resource, getrlimit};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// In user and system mode.
    pub cpu_seconds: f64,
    pub threads: u64,
    pub virtual_bytes: u64,
    pub resident_bytes: u64,
    pub open_files: u64,
    /// None where there is no limit.
    pub most_files: Option<u64>,
}

pub fn usage() -> Option<Usage> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let Stat { ticks, threads, virtual_bytes, resident_pages } = Stat::parse(&stat)?;
    #[expect(clippy::cast_precision_loss, reason = "ticks of a century fit into the 53 bits of a mantissa")]
    let cpu_seconds = ticks as f64 / clock_ticks_per_second() as f64;
    Some(Usage {
        cpu_seconds,
        threads,
        virtual_bytes,
        resident_bytes: resident_pages.saturating_mul(page_size() as u64),
        open_files: fs::read_dir("/proc/self/fd").ok()?.count() as u64,
        most_files: getrlimit(Resource::Nofile).current,
    })
}

/// Whether nobody reads any more what is written to a pipe or a terminal.
pub fn is_reader_gone(out: impl AsFd) -> bool {
    const NOW: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };
    let mut watched = [PollFd::new(&out, PollFlags::empty())];
    let polled = poll(&mut watched, Some(&NOW));
    polled.is_ok() && watched.iter().any(|it| it.revents().intersects(PollFlags::ERR | PollFlags::HUP))
}

/// Of `/proc/self/stat`, what we tell: see proc(5).
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    ticks: u64,
    threads: u64,
    virtual_bytes: u64,
    resident_pages: u64,
}

impl Stat {
    /// The second field is the program's name in parentheses, which may hold anything.
    fn parse(text: &str) -> Option<Self> {
        const BEHIND_NAME: usize = 3;
        let (_, behind_name) = text.rsplit_once(')')?;
        let fields: Vec<_> = behind_name.split_ascii_whitespace().collect();
        let field = |number: usize| fields.get(number - BEHIND_NAME)?.parse::<u64>().ok();
        Some(Self {
            ticks: field(14)?.saturating_add(field(15)?),
            threads: field(20)?,
            virtual_bytes: field(23)?,
            resident_pages: field(24)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_parentheses_and_blanks() {
        let text = "77 (copy) desk (1) S 1 77 77 0 -1 4194560 900 0 3 0 250 50 0 0 20 0 9 0 5000 81920 300 18446744073709551615";
        let expected = Stat { ticks: 300, threads: 9, virtual_bytes: 81920, resident_pages: 300 };
        assert_eq!(Stat::parse(text), Some(expected));
        assert_eq!(Stat::parse("77 (copydesk) S 1"), None);
        assert_eq!(Stat::parse(""), None);
    }

    #[test]
    fn a_pipe_without_a_reader_is_told_from_one_that_has_one() {
        let (reader, writer) = std::io::pipe().unwrap();
        assert!(!is_reader_gone(&writer));
        drop(reader);
        assert!(is_reader_gone(&writer));
        assert!(!is_reader_gone(fs::File::open("/dev/null").unwrap()));
    }

    #[test]
    fn a_process_that_runs_has_memory_threads_and_files() {
        let usage = usage().unwrap();
        assert!(usage.virtual_bytes >= usage.resident_bytes && usage.resident_bytes > 0, "{usage:?}");
        assert!(usage.threads > 0 && usage.open_files > 0, "{usage:?}");
    }
}
