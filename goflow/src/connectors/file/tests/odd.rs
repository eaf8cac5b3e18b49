//! Files of names that are no text, and files that are made up while they are read.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use super::splits::in_steps;
use super::*;

#[tokio::test]
async fn names_that_are_no_text_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &[u8]| folder.path().join(OsStr::from_bytes(name));
    fs::write(at(b"\xfe.jsonl"), lines(1..900, 100)).unwrap();
    fs::write(at(b"\xff.jsonl"), lines(900..2000, 100)).unwrap();
    let make = || json(folder.path()).split_size(5_000);
    let whole = read_all(make(), 1).await.sorted();
    assert!(whole.errors[0].file.ends_with("/\\xfe.jsonl"), "{}", whole.errors[0].file);
    for seed in 0..8 {
        let steps = in_steps(make, seed).await;
        assert_eq!(steps.numbers(), whole.numbers(), "seed {seed}");
        assert_eq!(steps.errors, whole.errors, "seed {seed}");
    }
}

#[tokio::test]
async fn what_the_kernel_makes_up_is_read_though_it_says_it_is_empty() {
    let path = Path::new("/proc/sys/kernel/pid_max");
    assert_eq!(fs::metadata(path).unwrap().len(), 0);
    let number = fs::read_to_string(path).unwrap().trim().parse::<u64>().unwrap();
    for workers in [1, 2] {
        let read = read_all(json(path), workers).await;
        assert_eq!(read.events, [Value::from(number)]);
    }
}
