//! One run after the other makes its files visible in a folder.
//!
//! Who replaces a folder shows files and removes others. Were another run to show its own meanwhile, some
//! of them would be removed and some stay, and both would say that all went well. So each takes its turn:
//! a file `.commit.inprogress` that is locked, which the kernel gives up with the process.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::hidden::IN_PROGRESS;
use crate::connectors::file::found::Stamp;

/// A run's turn in a folder. Dropped, it is over.
#[derive(Debug)]
pub(crate) struct Turn {
    path: PathBuf,
    _locked: File,
}

impl Turn {
    /// Waits for it. `None`: the folder lets nobody have a turn, be it full or on a system without locks;
    /// what else is wrong with it shows when files are moved.
    pub(crate) fn wait(folder: &Path) -> Option<Self> {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let path = std::path::absolute(folder.join(name())).ok()?;
        loop {
            let file = File::options().create(true).append(true).open(&path).ok()?;
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                // It may be for a moment, or until somebody lets a process go on that stands still.
                tracing::info!(folder = %folder.display(), "another run shows its files there: waiting for it");
            }
            file.lock().ok()?;
            // Who had the turn before removed the file, and others may have made and locked another.
            if is(&file, &path).ok()? {
                return Some(Self { path, _locked: file });
            }
        }
    }
}

/// The file that says whose turn it is.
pub(super) fn name() -> String {
    format!(".commit.{IN_PROGRESS}")
}

/// Does a file have that name still?
pub(super) fn is(file: &File, path: &Path) -> io::Result<bool> {
    let ours = Stamp::of(&file.metadata()?).identity;
    match fs::metadata(path) {
        Ok(named) => Ok(Stamp::of(&named).identity == ours),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn one_after_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, turns) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let turn = Turn::wait(folder.path()).unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        turns.fetch_add(1, Ordering::SeqCst);
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(turn);
                    }
                });
            }
        });
        assert_eq!(turns.into_inner(), 400);
        assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
        assert!(Turn::wait(&folder.path().join("gone")).is_none());
    }

    #[test]
    fn who_waits_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        let lines = move || Lines(tell.clone());
        let log = tracing_subscriber::fmt().with_ansi(false).with_writer(lines).finish();
        let turn = Turn::wait(folder.path()).unwrap();
        std::thread::scope(|scope| {
            let wait = || tracing::subscriber::with_default(log, || Turn::wait(folder.path()));
            let other = scope.spawn(wait);
            let line = told.recv_timeout(Duration::from_secs(60)).unwrap();
            assert!(line.contains("another run shows its files there: waiting for it"), "{line}");
            drop(turn);
            assert!(other.join().unwrap().is_some());
        });
    }

    /// Each line that is written.
    struct Lines(std::sync::mpsc::Sender<String>);

    impl io::Write for Lines {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.send(String::from_utf8_lossy(line).into_owned()).map_err(io::Error::other)?;
            Ok(line.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
