//! Brings what was written to the disk while more is being written.
//!
//! Systems keep in memory what is written, for many seconds. Whoever then wants a large file to be
//! durable waits for all of it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};

/// So much is written between two times.
pub(super) const EVERY: u64 = 16 << 20;

/// A thread that does so for the files of one worker; there is none before one is large.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ahead(Arc<OnceLock<SyncSender<PathBuf>>>);

impl Ahead {
    /// Begins to bring to the disk what was written of a file. What cannot be done now is left to
    /// the next time, or to the file's end.
    pub(super) fn sync(&self, file: &Path) {
        // Elsewhere only a handle that may write can do it.
        if cfg!(unix) {
            let _ = self.0.get_or_init(start).try_send(file.to_path_buf());
        }
    }
}

fn start() -> SyncSender<PathBuf> {
    let (files, receiver) = sync_channel(1);
    // Without a thread nobody receives, which does no harm.
    let _ = std::thread::Builder::new().name("goflow-sync".into()).spawn(move || run(receiver));
    files
}

fn run(files: Receiver<PathBuf>) {
    for file in files {
        // A system tells an error once to each handle. This is another one than that of who writes,
        // who will be told of it at the file's end.
        let _ = File::open(file).and_then(|file| file.sync_data());
    }
}
