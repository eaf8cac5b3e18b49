//! A file without a name, for rows that do not fit into memory until they are a row group.
//!
//! All files of a sink share it, and its space is used again. Without a disk for it row groups are
//! smaller, and nothing else is lost: what cannot be put there stays in memory, and ends its row group.

mod space;

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::space::Space;
use crate::connectors::file::{read_exact_at, write_all_at};

/// It has no more bytes than these, and than half of what the disk has free when it is made: the files of
/// which it has the rows need room there, too.
const MOST: u64 = 1 << 30;

/// The file, which is made when it is needed.
pub(super) struct Spill {
    folder: Option<Arc<Path>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    file: Option<Arc<File>>,
    space: Space,
    /// So many bytes it may have.
    most: u64,
    /// The disk takes nothing more.
    refused: bool,
}

/// A part of it, which is free again when this is dropped.
pub(super) struct Extent {
    spill: Arc<Spill>,
    file: Arc<File>,
    range: Range<u64>,
}

impl Spill {
    /// `None`: there is no folder for it.
    pub(super) fn new(folder: Option<Arc<Path>>) -> Arc<Self> {
        Arc::new(Self { folder, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Room for so many bytes, if there is any.
    pub(super) fn room(self: &Arc<Self>, bytes: u64) -> Option<Extent> {
        let (folder, mut state) = (self.folder.as_ref()?, self.state());
        if state.refused {
            return None;
        }
        let file = match &state.file {
            Some(file) => Arc::clone(file),
            None => match tempfile::tempfile_in(folder) {
                Ok(file) => {
                    state.most = free(&file).map_or(MOST, |free| MOST.min(free / 2));
                    Arc::clone(state.file.insert(Arc::new(file)))
                }
                Err(error) => {
                    state.refused = true;
                    drop(state);
                    self.tell(&error);
                    return None;
                }
            },
        };
        let most = state.most;
        let range = state.space.take(bytes, most)?;
        Some(Extent { spill: Arc::clone(self), file, range })
    }

    /// The same in a file that rows have already: it is not worth one.
    pub(super) fn room_beside_rows(self: &Arc<Self>, bytes: u64) -> Option<Extent> {
        let is_there = self.state().file.is_some();
        if is_there { self.room(bytes) } else { None }
    }

    /// Whether all of its space is free.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.state().space.is_empty()
    }

    /// What messages call its folder.
    fn shown(&self) -> String {
        self.folder.iter().map(|folder| folder.display().to_string()).collect()
    }

    fn tell(&self, error: &io::Error) {
        tracing::warn!(
            folder = self.shown(),
            error = error.to_string(),
            "rows of Parquet files cannot be kept on this disk until they are a row group, so row groups \
             are smaller; see to room there, or give `.row_group_memory(…)` more"
        );
    }
}

impl Extent {
    /// Writes some of it. `None`: it could not be.
    pub(super) fn write(&self, at: u64, bytes: &[u8]) -> Option<()> {
        debug_assert!(at + bytes.len() as u64 <= self.size());
        let Err(error) = write_all_at(&self.file, bytes, self.range.start + at) else {
            return Some(());
        };
        // What stands there already is read all the same.
        if !std::mem::replace(&mut self.spill.state().refused, true) {
            self.spill.tell(&error);
        }
        None
    }

    /// Reads some of its bytes.
    pub(super) fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(range.end - range.start).unwrap_or(usize::MAX)];
        read_exact_at(&self.file, &mut bytes, self.range.start + range.start).map_err(|error| {
            let problem =
                "what waited on the disk for its place in a Parquet file cannot be read again";
            let place = format!("a file without a name in `{}`", self.spill.shown());
            io::Error::new(error.kind(), format!("{problem} ({place}): {error}"))
        })?;
        Ok(bytes)
    }

    /// How many bytes it has.
    pub(super) fn size(&self) -> u64 {
        self.range.end - self.range.start
    }
}

impl Drop for Extent {
    fn drop(&mut self) {
        // While it is nobody else's: files that are written to the same disk need the room.
        punch(&self.file, &self.range);
        self.spill.state().space.give(self.range.clone());
    }
}

/// How many bytes the disk has free, where that can be known.
fn free(file: &File) -> Option<u64> {
    #[cfg(target_os = "linux")]
    {
        let disk = rustix::fs::fstatvfs(file).ok()?;
        disk.f_bavail.checked_mul(disk.f_frsize)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = file;
        None
    }
}

/// Disks have blocks of so many bytes; of less than two, none may be free.
const BLOCK: u64 = 4 << 10;

/// Gives a part back to the disk, where that can be; all of it is free at the end in any case.
fn punch(file: &File, range: &Range<u64>) {
    if range.end - range.start < 2 * BLOCK {
        return;
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{FallocateFlags, fallocate};
        let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        let _ = fallocate(file, flags, range.start, range.end - range.start);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (file, range);
}

#[cfg(test)]
mod tests;
