//! Folders on a disk: what stands in them before a run, and what is shown there.

use std::fs::{self, File};
use std::io::{self, ErrorKind::NotADirectory};
use std::path::{Path, PathBuf};

use super::error::WriteError;
use super::hidden::{IN_PROGRESS, identity};
use super::mark::{Mark, clear_dead, living};
use super::turn;

/// Streams, though what is behind them may be a file.
const STREAMS: [&str; 4] = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc/self/fd"];

/// What terminals, pipes and the like are told.
const NO_PLACE: &str = "it is a stream, and a sink moves what it wrote to its name when the run has \
                        gone well; for standard output take an `#[output]` function that prints";

/// So many folders are made durable at once.
const AT_ONCE: usize = 4;

/// Looks before the first event whether files can be made in `folder`, which is made if missing, and
/// removes what dead runs left there. The folder is marked until the mark is dropped.
pub(crate) fn begin(folder: &Path, file: Option<&str>, run: &str) -> Result<Mark, WriteError> {
    let here = Path::new(".");
    let folder = if folder == Path::new("") { here } else { folder };
    let path = folder.join(file.unwrap_or_default());
    let shown = if file.is_some() { &path } else { folder };
    let look = || {
        if file.is_some() && path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if folder.exists() && !folder.is_dir() {
            let pipe = !folder.is_file() || STREAMS.iter().any(|path| folder.starts_with(path));
            return Err(if pipe { io::Error::other(NO_PLACE) } else { NotADirectory.into() });
        }
        fs::create_dir_all(folder)?;
        // A program may change its folder while it runs.
        Mark::make(&std::path::absolute(folder)?, run, file.is_none())
    };
    let mark = look().map_err(|error| WriteError::new(shown.display(), error))?;
    let files = clear_dead(folder);
    if files > 0 {
        tracing::info!(folder = %folder.display(), files, "removed what killed runs left");
    }
    Ok(mark)
}

/// Moves a file to its name, in place of what stood there. `false`: that was done before.
///
/// `own`: the name is that of no other run's file. Else what has it may be an older one, though the
/// hidden file is gone because somebody removed it.
pub(crate) fn show(
    hidden: &Path,
    visible: &Path,
    known: Option<(u64, u64)>,
    own: bool,
) -> Result<bool, WriteError> {
    let is_shown = || match known {
        Some(_) if !own => identity(visible) == known,
        _ => visible.exists(),
    };
    match fs::rename(hidden, visible) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_shown() => Ok(false),
        Err(error) => Err(WriteError::new(visible.display(), error)),
    }
}

/// Makes names durable: of `folders`, and of those that they are in.
pub(crate) fn sync(folders: impl IntoIterator<Item = PathBuf>) -> Result<(), WriteError> {
    let mut all: Vec<PathBuf> = folders.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    // Windows has no handle of a folder to sync.
    if cfg!(unix) {
        let sync = |folder: &PathBuf| {
            let synced = File::open(folder).and_then(|folder| folder.sync_all());
            synced.map_err(|error| WriteError::new(folder.display(), error))
        };
        // A disk makes several durable in the time of one.
        let share = all.len().div_ceil(AT_ONCE).max(1);
        return std::thread::scope(|scope| {
            let mut shares = all.chunks(share);
            let own = shares.next().unwrap_or_default();
            let others: Vec<_> =
                shares.map(|share| scope.spawn(move || share.iter().try_for_each(sync))).collect();
            let own = own.iter().try_for_each(sync);
            let joined = others.into_iter().map(|other| match other.join() {
                Ok(synced) => synced,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.fold(own, Result::and)
        });
    }
    Ok(())
}

/// Removes an old file, if there is one.
pub(crate) fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(WriteError::new(path.display(), error))
        }
        _ => sync(path.parent().filter(|folder| *folder != Path::new("")).map(Path::to_path_buf)),
    }
}

/// Removes what stood below `folder` before this run: data, and what runs that were killed left in
/// progress. Other hidden names stay. Folders that are empty by it go, too.
pub(crate) fn clear(folder: &Path, keep: &dyn Fn(&Path) -> bool) -> Result<(), WriteError> {
    // What runs that go on have in progress is theirs.
    let mut living = living(folder);
    living.push(turn::name());
    clear_below(folder, keep, &living).map(drop)
}

/// Whether something remains.
fn clear_below(
    folder: &Path,
    keep: &dyn Fn(&Path) -> bool,
    living: &[String],
) -> Result<bool, WriteError> {
    let stays = |path: &Path, error| WriteError::new(path.display(), error).of_old();
    let mut remains = false;
    for entry in fs::read_dir(folder).map_err(|error| stays(folder, error))? {
        let entry = entry.map_err(|error| stays(folder, error))?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let lives = living.iter().any(|run| name.contains(run));
        let left_over = name.starts_with('.') && name.ends_with(IN_PROGRESS) && !lives;
        if keep(&path) || (name.starts_with(['.', '_']) && !left_over) {
            remains = true;
        } else if entry.file_type().map_err(|error| stays(&path, error))?.is_dir() {
            if clear_below(&path, keep, living)? {
                remains = true;
            } else {
                match fs::remove_dir(&path) {
                    // Another run has just begun a file in it.
                    Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                        remains = true
                    }
                    removed => removed.map_err(|error| stays(&path, error))?,
                }
            }
        } else {
            fs::remove_file(&path).map_err(|error| stays(&path, error))?;
        }
    }
    Ok(remains)
}
