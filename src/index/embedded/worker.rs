//! The thread that writes layers to disk, and merges tables when there is nothing to write.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;

use super::{Layer, Store};
use crate::index::Fault;

/// Ends with what it has begun when it is dropped.
#[derive(Debug)]
pub struct Worker {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    layer: Arc<Layer>,
    done: Sender<Result<(), Fault>>,
}

/// A layer on its way to disk.
#[derive(Debug)]
pub struct Writing {
    pub layer: Arc<Layer>,
    done: Receiver<Result<(), Fault>>,
}

impl Writing {
    pub fn wait(&self) -> Result<(), Fault> {
        self.done.recv().unwrap_or_else(|_| Err(Fault("the thread that writes the index is gone".to_owned())))
    }
}

impl Worker {
    pub fn start(store: Arc<Store>) -> Self {
        let (jobs, to_do) = channel::<Job>();
        let mut work = Work { store, to_do, fault: None };
        let thread = std::thread::Builder::new().name("index".to_owned()).spawn(move || work.go_on());
        // Without a thread every write tells that it is gone.
        Self { jobs: Some(jobs), thread: thread.ok() }
    }

    pub fn write(&self, layer: Arc<Layer>) -> Writing {
        let (tell, done) = channel();
        if let Some(jobs) = &self.jobs {
            // Where the thread is gone, waiting tells so.
            let _gone = jobs.send(Job { layer: layer.clone(), done: tell });
        }
        Writing { layer, done }
    }
}

struct Work {
    store: Arc<Store>,
    to_do: Receiver<Job>,
    /// Of merging. Nobody waits for it, so it is told with the next layer.
    fault: Option<Fault>,
}

impl Work {
    fn go_on(&mut self) {
        while let Some(Job { layer, done }) = self.next() {
            while self.store.is_behind() && self.merge() {}
            let result = self.fault.take().map_or_else(|| self.store.write(&layer), Err);
            // Where the index was cleared, nobody listens any more.
            let _gone = done.send(result);
        }
    }

    /// Merges as long as there is nothing to write. Nothing when nobody writes any more.
    fn next(&mut self) -> Option<Job> {
        loop {
            match self.to_do.try_recv() {
                Ok(job) => return Some(job),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) if self.merge() => {}
                Err(TryRecvError::Empty) => return self.to_do.recv().ok(),
            }
        }
    }

    /// Whether there may be more to do.
    fn merge(&mut self) -> bool {
        let merged = self.store.merge();
        self.fault = merged.as_ref().err().cloned();
        merged.unwrap_or(false)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs.take();
        self.thread.take().map(JoinHandle::join);
    }
}
