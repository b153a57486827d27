//! Facts on disk, in buckets: more of them than memory may hold, looked at one bucket at a time.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Of each bucket, before it is written: facts come from several partitions, so several buckets are open at once.
const BUFFER: usize = 64 * 1024;

/// Takes facts as they come.
#[derive(Debug)]
pub struct Spill<T> {
    folder: PathBuf,
    name: &'static str,
    buffers: BTreeMap<u64, Vec<u8>>,
    facts: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Spill<T> {
    /// Files of this name lie in the folder, whose end is theirs.
    pub fn new(folder: &Path, name: &'static str) -> Self {
        Self { folder: folder.to_owned(), name, buffers: BTreeMap::new(), facts: PhantomData }
    }

    pub fn note(&mut self, bucket: u64, fact: &T) -> io::Result<()> {
        let buffer = self.buffers.entry(bucket).or_default();
        serde_json::to_writer(&mut *buffer, fact)?;
        buffer.push(b'\n');
        if buffer.len() >= BUFFER { self.write(bucket) } else { Ok(()) }
    }

    /// Bucket after bucket by its number, each with its facts as they came.
    pub fn buckets(&mut self) -> io::Result<impl Iterator<Item = io::Result<(u64, Vec<T>)>>> {
        let buckets: Vec<u64> = self.buffers.keys().copied().collect();
        for &bucket in &buckets {
            self.write(bucket)?;
        }
        self.buffers.clear();
        Ok(buckets.into_iter().map(|bucket| {
            let path = self.path(bucket);
            let lines = BufReader::new(File::open(&path)?).lines();
            let facts = lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect::<io::Result<_>>()?;
            fs::remove_file(path)?;
            Ok((bucket, facts))
        }))
    }

    fn write(&mut self, bucket: u64) -> io::Result<()> {
        let path = self.path(bucket);
        let Some(buffer) = self.buffers.get_mut(&bucket) else { return Ok(()) };
        OpenOptions::new().create(true).append(true).open(path)?.write_all(buffer)?;
        *buffer = Vec::new();
        Ok(())
    }

    fn path(&self, bucket: u64) -> PathBuf {
        self.folder.join(format!("{}-{bucket}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_back_by_bucket_as_they_came_however_many() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::<(u32, String)>::new(folder.path(), "numbers");
        let padding = "x".repeat(1000);
        for number in 0..1000 {
            spill.note(u64::from(number % 7), &(number, padding.clone())).unwrap();
        }
        assert!(fs::read_dir(folder.path()).unwrap().count() > 0, "some were written on the way");
        let mut all = Vec::new();
        for bucket in spill.buckets().unwrap() {
            let (bucket, facts) = bucket.unwrap();
            assert!(facts.iter().all(|(number, _)| u64::from(number % 7) == bucket));
            assert!(facts.is_sorted());
            all.extend(facts.into_iter().map(|(number, _)| number));
        }
        all.sort_unstable();
        assert!(all.into_iter().eq(0..1000));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }
}
