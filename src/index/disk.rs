//! Room on the disk of the index: what must stay free, and whether a ledger will fit.
//!
//! A full disk breaks whatever else lives on it, so the line pauses before. Rules are pure; asking the disk is one call.

use std::io;
use std::path::{Path, PathBuf};

use bytesize::ByteSize;

/// Of the folder of an index on disk.
#[derive(Clone, Debug)]
pub struct Room {
    folder: PathBuf,
    reserve: ByteSize,
}

/// In bytes, on the disk of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    pub free: u64,
    /// What is to stay free.
    pub reserve: u64,
}

/// What a restore found so far.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Offsets of the ledger that were read, and those that follow.
    pub read: u64,
    pub left: u64,
    /// What the index has grown by.
    pub grown: u64,
}

impl Measured {
    /// Before this many, what lies on disk is mostly the overhead of a young tree.
    pub const ENOUGH: u64 = 5_000_000;
    /// A ledger that is compacted now and then holds at most as many replaced entries as others, and these leave the
    /// index in time: what seems to be needed may be twice of what will be.
    const REPLACED: u64 = 2;

    /// What the rest of the ledger seems to need.
    fn needed(self) -> u64 {
        let needed = u128::from(self.grown) * u128::from(self.left) / u128::from(self.read.max(1));
        u64::try_from(needed).unwrap_or(u64::MAX)
    }

    fn bytes_each(self) -> u64 {
        self.grown / self.read.max(1)
    }
}

impl Room {
    pub fn new(folder: &Path, reserve: ByteSize) -> Self {
        Self { folder: folder.to_owned(), reserve }
    }

    /// None where the disk cannot be asked.
    pub fn space(&self) -> Option<Space> {
        let free = self.free().ok()?;
        Some(Space { free, reserve: self.reserve.as_u64() })
    }

    /// Why nothing may be written now. The same text as long as that lasts.
    pub fn shortage(&self) -> Option<String> {
        // A disk that cannot be asked fails whoever writes to it, who says so.
        let free = self.free().ok()?;
        self.is_short(free).then(|| {
            format!(
                "less than index.reserve ({}) is free on the disk of {}: make room there",
                self.reserve,
                self.folder.display()
            )
        })
    }

    /// Why the ledger will not fit, where that is beyond doubt.
    pub fn misfit(&self, measured: Measured) -> Option<String> {
        let free = self.free().ok()?;
        self.cannot_hold(measured, free).then(|| {
            let Self { folder, reserve } = self;
            let (needed, free) = (ByteSize(measured.needed()), ByteSize(free));
            format!(
                "the rest of the ledger needs about {needed} on the disk of {} ({} offsets, {} bytes each), where {free} are free and \
                 index.reserve keeps {reserve}: give index.path a larger disk, or keep less, by a shorter dedup.window and a \
                 shorter retention of topics.ledger",
                folder.display(),
                measured.left,
                measured.bytes_each(),
            )
        })
    }

    fn is_short(&self, free: u64) -> bool {
        free < self.reserve.as_u64()
    }

    fn cannot_hold(&self, measured: Measured, free: u64) -> bool {
        let usable = free.saturating_sub(self.reserve.as_u64());
        measured.read >= Measured::ENOUGH && measured.needed() / Measured::REPLACED > usable
    }

    /// What an ordinary user may still fill, of the disk on which the folder lies or will lie.
    fn free(&self) -> io::Result<u64> {
        let there = self.folder.ancestors().find(|folder| folder.exists());
        let there = there.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let disk = rustix::fs::statvfs(there)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;

    fn room() -> Room {
        Room::new(Path::new("/data/index"), ByteSize::gib(1))
    }

    /// After a tenth of a hundred million offsets.
    fn measured(grown: u64) -> Measured {
        Measured { read: 10_000_000, left: 90_000_000, grown }
    }

    #[test]
    fn the_reserve_stays_free() {
        assert!(room().is_short(GIB - 1));
        assert!(!room().is_short(GIB));
    }

    #[test]
    fn a_ledger_that_needs_more_than_twice_the_room_does_not_fit() {
        // It seems to need 18 GiB.
        assert!(room().cannot_hold(measured(2 * GIB), 9 * GIB));
        assert!(!room().cannot_hold(measured(2 * GIB), 11 * GIB));
        assert!(!room().cannot_hold(measured(2 * GIB), 100 * GIB));
    }

    #[test]
    fn nothing_is_refused_before_enough_was_read() {
        let early = Measured { read: Measured::ENOUGH - 1, left: u64::MAX, grown: u64::MAX };
        assert!(!room().cannot_hold(early, GIB));
        assert!(room().cannot_hold(Measured { read: Measured::ENOUGH, ..early }, GIB));
    }

    #[test]
    fn an_index_that_does_not_grow_always_fits() {
        assert!(!room().cannot_hold(measured(0), 0));
    }

    #[test]
    fn a_folder_that_is_not_there_yet_lies_on_the_disk_of_its_parent() {
        let parent = tempfile::tempdir().unwrap();
        let room = |folder: &Path, reserve| Room::new(folder, reserve);
        let folder = parent.path().join("not/yet");
        assert_eq!(room(&folder, ByteSize(0)).shortage(), None);
        let reason = room(&folder, ByteSize(u64::MAX)).shortage().unwrap();
        assert!(reason.contains("index.reserve") && reason.contains("not/yet"), "{reason}");
        assert!(room(Path::new("data/index"), ByteSize(0)).free().unwrap() > 0);
    }

    #[test]
    fn a_refusal_names_figures_and_the_way_out() {
        let reason = Room::new(Path::new("/"), ByteSize(u64::MAX)).misfit(measured(2 * GIB)).unwrap();
        for part in ["18.0 GiB", "90000000 offsets", "214 bytes each", "dedup.window", "topics.ledger"] {
            assert!(reason.contains(part), "{part}: {reason}");
        }
    }
}
