//! `index stats` and `index rebuild`: the index on this machine's disk.

use anyhow::{Context as _, bail};

use crate::config::Settings;
use crate::exit::Exit;
use crate::index::embedded::{Embedded, Horizon, OpenFault};
use crate::index::{Backend, Index as _, Size};

pub fn stats(settings: &Settings) -> anyhow::Result<Exit> {
    let index = open(settings)?;
    let Size { entries, disk_bytes } = index.size();
    let (progress, reached) = (index.progress(), index.reached());
    println!("entries           about {entries}");
    println!("on disk           {}", bytesize::ByteSize(disk_bytes));
    println!("ledger position   {}", reached.next);
    println!("last decision     {}", progress.last_decision);
    for ((topic, partition), settled) in &progress.settled {
        println!("settled           {topic}/{partition} up to {}", settled.position());
    }
    Ok(Exit::Success)
}

/// Forgets everything; the next `run` reads the ledger from its begin.
pub fn rebuild(settings: &Settings) -> anyhow::Result<Exit> {
    open(settings)?.clear()?;
    println!("the index is empty; the next `copydesk run` rebuilds it from the ledger");
    Ok(Exit::Success)
}

fn open(settings: &Settings) -> anyhow::Result<Embedded> {
    let folder = &settings.index.path;
    if settings.index.backend == Backend::Memory {
        bail!("index.backend: the index is in memory, there is nothing on disk");
    }
    if !folder.exists() {
        bail!("index.path: there is no index at {}", folder.display());
    }
    let opened =
        Embedded::open(&settings.index, &Horizon::new(settings.dedup.window), settings.dedup.near.decisions);
    match opened {
        Err(OpenFault::Locked) => {
            bail!("index.path: a daemon has the index at {} open: stop it first", folder.display())
        }
        opened => opened.with_context(|| format!("failed to open the index at {}", folder.display())),
    }
}
