use std::path::Path;

use super::*;

fn on(folder: &Path) -> Arc<Spill> {
    Spill::new(Some(folder.into()))
}

#[test]
fn what_is_put_there_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let spill = on(folder.path());
    let first = spill.room(11).unwrap();
    first.write(6, b"world").unwrap();
    first.write(0, b"hello ").unwrap();
    let second = spill.room(3).unwrap();
    second.write(0, b"abc").unwrap();
    assert_eq!((first.size(), second.size()), (11, 3));
    assert_eq!(first.read(6..11).unwrap(), b"world");
    assert_eq!(second.read(0..3).unwrap(), b"abc");
    // Nobody sees it, and its space is used again.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    drop(first);
    let third = spill.room(11).unwrap();
    third.write(0, b"01234567890").unwrap();
    assert_eq!(third.file.metadata().unwrap().len(), 14);
    assert_eq!(second.read(0..3).unwrap(), b"abc");
}

#[test]
fn there_is_none_without_a_folder() {
    assert!(Spill::new(None).room(1).is_none());
    let folder = tempfile::tempdir().unwrap();
    let spill = on(&folder.path().join("gone"));
    assert!(spill.room(1).is_none());
    assert!(spill.state().refused);
}

#[test]
fn no_more_is_put_there_than_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let spill = on(folder.path());
    drop(spill.room(1).unwrap());
    let most = spill.state().most;
    let all = spill.room(most).unwrap();
    // A disk has less free from one moment to the next.
    let half = free(&all.file).unwrap_or(u64::MAX) / 2;
    assert!(most == MOST || most.abs_diff(half) < half / 8, "{most} of {half}");
    assert!(spill.room(1).is_none());
    drop(all);
    assert!(spill.room(1).is_some());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_takes_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let spill = on(folder.path());
    let kept = spill.room(3).unwrap();
    kept.write(0, b"abc").unwrap();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut refused = spill.room(3).unwrap();
    refused.file = Arc::new(full);
    assert!(refused.write(0, b"def").is_none());
    assert!(spill.room(1).is_none());
    assert_eq!(kept.read(0..3).unwrap(), b"abc");
}

#[cfg(target_os = "linux")]
#[test]
fn the_disk_has_again_what_is_not_needed_any_more() {
    use std::os::unix::fs::MetadataExt as _;

    let folder = tempfile::tempdir().unwrap();
    let spill = on(folder.path());
    let parts = [(); 2].map(|()| spill.room(64 << 10).unwrap());
    parts.iter().for_each(|part| part.write(0, &[7; 64 << 10]).unwrap());
    let file = Arc::clone(&parts[0].file);
    let taken = || file.metadata().unwrap().blocks() * 512;
    let both = taken();
    let [first, second] = parts;
    drop(first);
    assert_eq!(taken(), both / 2);
    assert_eq!(second.read(0..3).unwrap(), [7; 3]);
    drop(second);
    assert_eq!(taken(), 0);
}

#[test]
fn what_is_gone_is_told_with_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let spill = on(folder.path());
    let part = spill.room(3).unwrap();
    part.write(0, b"abc").unwrap();
    part.file.set_len(1).unwrap();
    let error = part.read(0..3).unwrap_err().to_string();
    assert!(error.starts_with("what waited on the disk"), "{error}");
    assert!(error.contains(&folder.path().display().to_string()), "{error}");
}
