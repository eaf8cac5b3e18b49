//! A run's mark in the folder that it writes to, by which later runs see that it is dead.
//!
//! A process that is killed leaves files in progress. They are hidden, so nobody takes them for
//! data, but they fill the disk. While it writes, a run therefore keeps a file `.<run>.inprogress`
//! locked: the kernel gives that up with the process, however it ends. Whoever gets the lock of
//! another run's mark knows that nobody will complete its files.
//!
//! A lock says that only under one kernel: on a disk that several machines share, a mark may look
//! free because its holder is elsewhere. So the mark names the boot that it was made in, and one
//! that names another is left alone, as are files without a mark. A run whose files may be completed
//! by a later one must have none.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::hidden::IN_PROGRESS;
use super::turn::is;

/// As long as a run's name.
pub(super) const RUN: usize = 19;
/// In a mark of a run that writes below its folder, too.
const BELOW: &str = "below";

/// The mark of a run that goes on. Dropped, it is gone.
#[derive(Debug)]
pub(crate) struct Mark {
    path: PathBuf,
    locked: File,
}

impl Mark {
    /// Marks a folder. `below`: files will be in folders of it, too.
    pub(crate) fn make(folder: &Path, run: &str, below: bool) -> io::Result<Self> {
        let path = folder.join(format!(".{run}.{IN_PROGRESS}"));
        loop {
            let file = File::create(&path)?;
            let mut mark = Self { path: path.clone(), locked: file };
            // Before it is locked it says nothing that anybody would act upon.
            let Some(boot) = boot() else { return Ok(mark) };
            // Others lock it as well, for as long as it takes to look whether it is dead.
            if mark.locked.lock().is_err() {
                return Ok(mark);
            }
            // Whoever was so quick as to take it for one that was left empty has removed it.
            if is(&mark.locked, &path)? {
                writeln!(mark.locked, "{boot}\n{}", if below { BELOW } else { "" })?;
                return Ok(mark);
            }
        }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes what dead runs left in progress in a folder that they marked: how many files. What cannot
/// be removed does no harm, and stays.
pub(crate) fn clear_dead(folder: &Path) -> usize {
    let Some(boot) = boot() else { return 0 };
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let mut cleared = 0;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(run) = name.to_str().and_then(run_of) else { continue };
        if let Some((_locked, below)) = dead(&entry.path(), &boot) {
            cleared += below.map_or(0, |below| clear(folder, run, below));
            let _ = fs::remove_file(entry.path());
        }
    }
    cleared
}

/// The runs that marked a folder and hold their marks still.
pub(super) fn living(folder: &Path) -> Vec<String> {
    let held = |path: &Path| {
        File::open(path).is_ok_and(|mark| matches!(mark.try_lock(), Err(TryLockError::WouldBlock)))
    };
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let marks = names.filter(|name| run_of(name).is_some() && held(&folder.join(name)));
    marks.filter_map(|name| run_of(&name).map(str::to_string)).collect()
}

/// The run that a mark is of, if it is a mark's name.
fn run_of(name: &str) -> Option<&str> {
    let run = name.strip_prefix('.')?.strip_suffix(IN_PROGRESS)?.strip_suffix('.')?;
    (run.len() == RUN && run.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(run)
}

/// The mark of a run that is over, locked, and whether it wrote below the folder; `None`: it was killed
/// before it could say so, and before its first file, too.
fn dead(path: &Path, boot: &str) -> Option<(File, Option<bool>)> {
    let mut file = File::open(path).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
    }
    // Another one may have removed it since it was opened, and a run that lives made a new one.
    if !is(&file, path).unwrap_or(false) {
        return None;
    }
    let mut text = String::new();
    (&mut file).take(1 << 10).read_to_string(&mut text).ok()?;
    let mut lines = text.lines();
    match lines.next() {
        None => Some((file, None)),
        Some(said) => (said == boot).then(|| (file, Some(lines.next() == Some(BELOW)))),
    }
}

/// Removes the files in progress of a run.
fn clear(folder: &Path, run: &str, below: bool) -> usize {
    let mut cleared = 0;
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // Links are no folders here, so nothing leads out.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && below {
                folders.push(entry.path());
            }
            let left = name.starts_with('.') && name.ends_with(IN_PROGRESS) && name.contains(run);
            if left && !is_folder && run_of(&name).is_none() {
                cleared += usize::from(fs::remove_file(entry.path()).is_ok());
            }
        }
    }
    cleared
}

/// What tells this boot of this kernel from all others.
fn boot() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let id = id.trim();
    (!id.is_empty()).then(|| id.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    const ONE: &str = "0123456789abcdef012";
    const OTHER: &str = "fedcba9876543210fed";

    fn names(folder: &Path) -> Vec<String> {
        let name =
            |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(name).collect();
        names.sort();
        names
    }

    /// A mark as a killed process leaves it.
    fn left(folder: &Path, run: &str, boot: &str, below: &str) -> String {
        let name = format!(".{run}.{IN_PROGRESS}");
        fs::write(folder.join(&name), format!("{boot}\n{below}\n")).unwrap();
        name
    }

    #[test]
    fn only_what_is_proven_to_be_dead_is_removed() {
        let Some(boot) = boot() else { return println!("skipped: this system tells of no boots") };
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("a=1")).unwrap();
        let files = |run: &str| {
            let hidden = [
                format!(".part-0-{run}-00000.csv.{IN_PROGRESS}"),
                format!("a=1/.part-0-{run}-00001.csv.{IN_PROGRESS}"),
            ];
            hidden.iter().for_each(|name| fs::write(at(name), "x").unwrap());
            // What it has completed is data.
            fs::write(at(&format!("part-0-{run}-00002.csv")), "x").unwrap();
        };
        let visible = |run: &str| at(&format!("part-0-{run}-00002.csv")).exists();

        // One that lives.
        let living = Mark::make(folder.path(), ONE, true).unwrap();
        files(ONE);
        assert_eq!(clear_dead(folder.path()), 0);
        assert_eq!(names(folder.path()).len(), 4);
        drop(living);
        assert_eq!(names(folder.path()).len(), 3);
        // One without a mark, and one of another boot or machine.
        assert_eq!(clear_dead(folder.path()), 0);
        let mark = left(folder.path(), ONE, "another", BELOW);
        assert_eq!(clear_dead(folder.path()), 0);
        assert!(at(&mark).exists());
        // One that had not come to say anything.
        fs::write(at(&mark), "").unwrap();
        assert_eq!(clear_dead(folder.path()), 0);
        // A dead one, beside one of which nothing is known.
        files(OTHER);
        let dead = left(folder.path(), OTHER, &boot, BELOW);
        assert_eq!(clear_dead(folder.path()), 2);
        assert!(!at(&dead).exists() && visible(OTHER) && visible(ONE));
        assert_eq!(names(&at("a=1")), [format!(".part-0-{ONE}-00001.csv.{IN_PROGRESS}")]);
        // One that wrote one file: what lies below is not its own.
        left(folder.path(), ONE, &boot, "");
        assert_eq!(clear_dead(folder.path()), 1);
        assert_eq!(names(&at("a=1")).len(), 1);
    }

    #[test]
    fn a_mark_that_others_look_at_while_it_is_made_is_held() {
        let folder = tempfile::tempdir().unwrap();
        if boot().is_none() {
            return println!("skipped: this system tells of no boots");
        }
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !over.load(Ordering::Relaxed) {
                        clear_dead(folder.path());
                    }
                });
            }
            let lost = (0..5000_u64).find(|run| {
                let mark = Mark::make(folder.path(), &format!("{run:019x}"), true).unwrap();
                // A lock that nobody else may have, on a text that says whose it is.
                let text = fs::read_to_string(&mark.path).unwrap_or_default();
                let free = File::open(&mark.path).is_ok_and(|file| file.try_lock().is_ok());
                text.is_empty() || free
            });
            over.store(true, Ordering::Relaxed);
            assert_eq!(lost, None);
        });
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn names_of_marks() {
        assert_eq!(run_of(&format!(".{ONE}.{IN_PROGRESS}")), Some(ONE));
        for name in [".inprogress", ".0123.inprogress", "0123456789abcdef012.inprogress", ".x"] {
            assert_eq!(run_of(name), None, "{name}");
        }
    }
}
