//! A file on a disk, hidden until it is complete.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::ahead::{Ahead, EVERY};
use super::error::WriteError;
use super::record::Record;
use crate::connectors::file::found::Stamp;

/// The ending of files that are not complete.
pub(crate) const IN_PROGRESS: &str = "inprogress";

/// Bytes that a name may have, on most systems.
const LONGEST: usize = 255;

/// A file that is being written. Dropped before it is [finished](Hidden::finish), it is removed.
#[derive(Debug)]
pub(crate) struct Hidden {
    file: File,
    hidden: PathBuf,
    visible: PathBuf,
    finished: bool,
    ahead: Ahead,
    /// Bytes that were written since it was last synced ahead.
    unsynced: u64,
}

/// The name under which `visible` is written. It begins with `.`, so that nobody takes it for data,
/// and ends so that no glob finds it either; `run` keeps runs apart that write the same file.
pub(crate) fn hidden_name(visible: &Path, run: &str) -> PathBuf {
    let name = visible.file_name().unwrap_or_default().to_string_lossy();
    let of_run = if name.contains(run) { String::new() } else { format!(".{run}") };
    let hidden = format!(".{name}{of_run}.{IN_PROGRESS}");
    // A name that may just be so long leaves no room for more.
    let too_long = hidden.len() > LONGEST && name.len() <= LONGEST;
    visible.with_file_name(match too_long {
        true => format!(".{run}.file.{IN_PROGRESS}"),
        false => hidden,
    })
}

impl Hidden {
    /// Makes it, and folders that are missing.
    pub(crate) fn create(
        hidden: PathBuf,
        visible: PathBuf,
        ahead: Ahead,
    ) -> Result<Self, WriteError> {
        let create = || {
            if let Some(folder) = visible.parent() {
                fs::create_dir_all(folder)?;
            }
            File::create(&hidden)
        };
        let file = create().map_err(|error| WriteError::new(visible.display(), error))?;
        Ok(Self { file, hidden, visible, finished: false, ahead, unsynced: 0 })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| WriteError::new(self.visible.display(), error))?;
        self.unsynced += bytes.len() as u64;
        if self.unsynced >= EVERY {
            self.unsynced = 0;
            self.ahead.sync(&self.hidden);
        }
        Ok(())
    }

    /// Makes it durable.
    pub(crate) fn finish(mut self) -> Result<Record, WriteError> {
        // Without this a crash of the machine could leave the name, but not the text.
        self.file.sync_all().map_err(|error| WriteError::new(self.visible.display(), error))?;
        let identity = identity(&self.hidden);
        self.finished = true;
        let [hidden, visible] = [&mut self.hidden, &mut self.visible].map(std::mem::take);
        Ok(Record::Hidden { hidden, visible, identity })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.hidden);
        }
    }
}

/// Which file has that name now, if there is one and the system tells them apart.
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().and_then(|now| Stamp::of(&now).identity)
}
