//! Records that kill the process that reads them: found, and taken out of the way.
//!
//! After an end that was none of its own, a process reads the first records singly, each behind a note on disk. Who dies
//! twice with the same record in that note has found the one. The note covers reading only, which touches nothing
//! else, and nothing is decided meanwhile: whoever dies at another moment condemns nobody, and the other records of the batch are read as always, each
//! with all the memory there is.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::record::Record;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Nothing is noted where it is empty.
    pub path: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Self { path: PathBuf::from("data/quarantine") }
    }
}

/// One death may be anybody's.
const DEATHS: u32 = 2;
/// Longer than any position, so that a shorter one leaves nothing of a longer one behind.
const NOTE: usize = 512;

#[derive(Debug)]
pub struct Quarantine {
    folder: PathBuf,
    /// Locked as long as the process is at work; it is gone after a clean end.
    at_work: File,
    /// The record that is being read.
    note: File,
    /// With which record in the note processes died, and how often.
    deaths: BTreeMap<String, u32>,
    /// How many records are still to be read singly.
    suspects: usize,
}

impl Quarantine {
    /// Looks at how the process before ended. `in_work` is how many records may have been read and not committed then.
    pub fn open(folder: &Path, in_work: usize) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let died = at(folder, AT_WORK).exists();
        let file =
            |name: &str| OpenOptions::new().create(true).truncate(false).write(true).open(at(folder, name));
        let at_work = file(AT_WORK)?;
        at_work.try_lock().map_err(|error| match error {
            TryLockError::Error(error) => error,
            TryLockError::WouldBlock => io::Error::other("another process uses the folder"),
        })?;
        let mut deaths = if died { read_deaths(folder)? } else { BTreeMap::new() };
        let last = read(folder, NOTE_OF)?;
        if died && !last.trim().is_empty() {
            *deaths.entry(last.trim().to_owned()).or_default() += 1;
        }
        let suspects = if died { in_work } else { 0 };
        let mut quarantine =
            Self { folder: folder.to_owned(), at_work, note: file(NOTE_OF)?, deaths, suspects };
        quarantine.write_deaths()?;
        quarantine.note("")?;
        quarantine.at_work.sync_all()?;
        Ok(quarantine)
    }

    /// Whether records are read singly now.
    pub fn is_careful(&self) -> bool {
        self.suspects > 0
    }

    /// Reads records: at once, or singly after a death. Those that were found to kill are condemned instead.
    pub fn read<P>(
        &mut self,
        records: Vec<Record>,
        read: impl Fn(Vec<Record>) -> Vec<P>,
        condemn: impl Fn(Record) -> P,
    ) -> Vec<P> {
        if !self.is_careful() {
            return read(records);
        }
        let mut all = Vec::with_capacity(records.len());
        for record in records {
            let position = record.position.to_string();
            if self.deaths.get(&position).is_some_and(|&deaths| deaths >= DEATHS) {
                all.push(condemn(record));
            } else {
                // Without a note nothing is found, and nothing is lost either: the disk must not hold up the line.
                self.note(&position).unwrap_or_default();
                all.extend(read(vec![record]));
            }
            self.suspects = self.suspects.saturating_sub(1);
        }
        self.note("").unwrap_or_default();
        if !self.is_careful() {
            // Everything that was in work at the last death is read.
            self.deaths.clear();
            self.write_deaths().unwrap_or_default();
        }
        all
    }

    /// A clean end: there is nothing to be told to who comes next.
    pub fn close(self) -> io::Result<()> {
        for name in [DEATHS_OF, NOTE_OF, AT_WORK] {
            fs::remove_file(at(&self.folder, name))?;
        }
        Ok(())
    }

    fn note(&mut self, position: &str) -> io::Result<()> {
        self.note.rewind()?;
        self.note.write_all(format!("{position:<NOTE$}").as_bytes())?;
        self.note.sync_data()
    }

    fn write_deaths(&self) -> io::Result<()> {
        let new = at(&self.folder, "deaths.new");
        let mut file = File::create(&new)?;
        for (position, deaths) in &self.deaths {
            writeln!(file, "{deaths} {position}")?;
        }
        file.sync_data()?;
        fs::rename(new, at(&self.folder, DEATHS_OF))
    }
}

const AT_WORK: &str = "at-work";
const NOTE_OF: &str = "reading";
const DEATHS_OF: &str = "deaths";

fn at(folder: &Path, name: &str) -> PathBuf {
    folder.join(name)
}

/// Empty where there is none.
fn read(folder: &Path, name: &str) -> io::Result<String> {
    match fs::read_to_string(at(folder, name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

fn read_deaths(folder: &Path) -> io::Result<BTreeMap<String, u32>> {
    let line = |line: &str| {
        let (deaths, position) = line.split_once(' ')?;
        Some((position.to_owned(), deaths.parse().ok()?))
    };
    Ok(read(folder, DEATHS_OF)?.lines().filter_map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Position, Topic};

    fn records(offsets: std::ops::Range<i64>) -> Vec<Record> {
        let record = |offset| Record {
            position: Position { topic: Topic::new("raw"), partition: 0, offset },
            timestamp: None,
            key: None,
            value: None,
            headers: Vec::new(),
        };
        offsets.map(record).collect()
    }

    /// Reads ten records as one process, which dies with the one at this offset; says what became of each.
    fn process(folder: &Path, killer: Option<i64>) -> Vec<(i64, &'static str)> {
        let mut quarantine = Quarantine::open(folder, 10).unwrap();
        let died = std::cell::Cell::new(false);
        let read = |records: Vec<Record>| {
            let name = |record: &Record| (record.position.offset, "read");
            died.set(died.get() || records.iter().any(|record| Some(record.position.offset) == killer));
            if died.get() { Vec::new() } else { records.iter().map(name).collect() }
        };
        // A record at a time, since the dead read no further.
        let mut all = Vec::new();
        let batches = if quarantine.is_careful() {
            (0..10).map(|at| records(at..at + 1)).collect()
        } else {
            vec![records(0..10)]
        };
        for batch in batches {
            all.extend(quarantine.read(batch, read, |record| (record.position.offset, "condemned")));
            if died.get() {
                let killer = killer.unwrap();
                if all.is_empty() && !quarantine.is_careful() {
                    return Vec::new();
                }
                quarantine.note(&format!("raw/0/{killer}")).unwrap();
                return all;
            }
        }
        all
    }

    #[test]
    fn a_record_that_kills_is_condemned_after_two_deaths_alone_with_it_and_no_other_is() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..3 {
            assert!(process(folder.path(), Some(4)).len() < 10, "dies");
        }
        let all = process(folder.path(), Some(4));
        let condemned: Vec<_> = all.iter().filter(|(_, what)| *what == "condemned").collect();
        assert_eq!(condemned, [&(4, "condemned")]);
        assert_eq!(all.len(), 10);
    }

    #[test]
    fn who_is_killed_at_another_moment_condemns_nobody() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..5 {
            let mut quarantine = Quarantine::open(folder.path(), 4).unwrap();
            let read = quarantine.read(records(0..3), |records| vec![records.len()], |_| 0);
            assert_eq!(read.iter().sum::<usize>(), 3);
            drop(quarantine); // as a kill would, with nothing in the note
        }
    }

    #[test]
    fn a_clean_end_leaves_nothing_to_be_careful_about() {
        let folder = tempfile::tempdir().unwrap();
        Quarantine::open(folder.path(), 5).unwrap().close().unwrap();
        assert!(!Quarantine::open(folder.path(), 5).unwrap().is_careful());
        assert!(
            Quarantine::open(folder.path(), 5).unwrap().is_careful(),
            "the one before was dropped at work"
        );
    }

    #[test]
    fn care_ends_behind_what_was_in_work() {
        let folder = tempfile::tempdir().unwrap();
        drop(Quarantine::open(folder.path(), 4));
        let mut quarantine = Quarantine::open(folder.path(), 4).unwrap();
        let sizes = |quarantine: &mut Quarantine| {
            quarantine.read(records(0..3), |records| vec![records.len()], |_| 0)
        };
        assert_eq!(sizes(&mut quarantine), [1, 1, 1]);
        assert_eq!(sizes(&mut quarantine), [1, 1, 1]);
        assert_eq!(sizes(&mut quarantine), [3]);
    }

    #[test]
    fn two_processes_never_share_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Quarantine::open(folder.path(), 4).unwrap();
        let second = Quarantine::open(folder.path(), 4).unwrap_err();
        assert!(second.to_string().contains("another process"), "{second}");
    }
}
