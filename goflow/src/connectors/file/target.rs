//! A file that stands under its name only when it is complete.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Files of this process so far.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// A file that is being written under a name that begins with `.`, in the folder where it will
/// stand. Dropped before [`commit`](Target::commit), it is removed.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    temporary: PathBuf,
    committed: bool,
}

impl Target {
    /// Makes the file, and folders that are missing.
    pub(crate) fn create(path: &Path) -> io::Result<(Self, File)> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        if folder != Path::new("") {
            fs::create_dir_all(folder)?;
        }
        let number = COUNT.fetch_add(1, Relaxed);
        let temporary = folder.join(format!(".{name}.{}-{number}", std::process::id()));
        let target = Self { path: path.to_path_buf(), temporary, committed: false };
        // What stands there was left by a process of the same number that was killed.
        let file = File::create(&target.temporary)?;
        Ok((target, file))
    }

    /// Moves the file to its name, in place of what stood there. `file` must have all of its text.
    pub(crate) fn commit(mut self, file: &File) -> io::Result<()> {
        // Without this a crash of the machine could leave the name, but not the text.
        file.sync_all()?;
        fs::rename(&self.temporary, &self.path)?;
        self.committed = true;
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if !self.committed {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
