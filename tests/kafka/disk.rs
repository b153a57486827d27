//! The disk of the index fills up: the line pauses, and goes on when there is room.
//!
//! On a file system of memory, which nobody else fills meanwhile.

use std::fs::File;
use std::path::Path;

use rustix::fs::{FallocateFlags, fallocate};

use crate::broker;
use crate::corpus;
use crate::daemon::Machine;
use crate::proof;
use crate::scene::Scene;

const MIB: u64 = 1 << 20;

/// None where there is no such file system.
fn memory() -> Option<&'static Path> {
    let folder = Path::new("/dev/shm");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: there is no file system of memory at {}", folder.display());
    None
}

pub fn free(folder: &Path) -> u64 {
    let disk = rustix::fs::statvfs(folder).unwrap();
    disk.f_bavail * disk.f_frsize
}

/// What fills the disk of temporary files as long as it lives, and costs no writing.
pub struct Ballast {
    file: File,
    bytes: u64,
}

impl Ballast {
    pub fn new() -> Self {
        Self { file: tempfile::tempfile().unwrap(), bytes: 0 }
    }

    /// No more than this is free then.
    pub fn leave(&mut self, bytes: u64) {
        self.bytes += free(&std::env::temp_dir()).saturating_sub(bytes);
        if self.bytes > 0 {
            fallocate(&self.file, FallocateFlags::empty(), 0, self.bytes).unwrap();
        }
    }
}

#[test]
fn a_disk_without_room_pauses_the_line_and_a_restore_until_there_is_some() {
    let (Some(brokers), Some(folder)) = (broker::shared(), memory()) else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), 61, 400, 2);
    let machine = Machine::new_in(folder);
    let ballast = machine.index().with_file_name("ballast");
    let fill = || {
        let bytes = vec![1; usize::try_from(256 * MIB).unwrap()];
        std::fs::write(&ballast, bytes).unwrap();
    };
    let reserve = format!("index.reserve={}B", free(folder) - 128 * MIB);

    let daemon = machine.run(&scene, &[&reserve]);
    daemon.wait_at_work();
    fill();
    scene.feed(&records);
    daemon.wait_logged("paused: less than index.reserve");
    assert!(daemon.get("/readyz").contains("index.reserve"));
    assert!(scene.outcomes().is_empty(), "nothing is decided meanwhile");
    File::create(&ballast).unwrap();
    daemon.wait_logged("going on");
    scene.wait_until_settled();
    assert!(daemon.stop().success());

    machine.lose_index();
    fill();
    let daemon = machine.run(&scene, &[&reserve]);
    daemon.wait_logged("paused: less than index.reserve");
    File::create(&ballast).unwrap();
    daemon.wait_at_work();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
}
