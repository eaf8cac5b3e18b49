//! Files that are rolled by time, while events come all the time.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::*;
use crate::Roll;
use crate::connectors::file::Encoder;
use crate::connectors::json::sink;
use crate::node::Output as _;

const LIMIT: Duration = Duration::from_secs(30);

/// A writer into folders `x=true` and `x=false`, of zeros and others.
async fn open(
    folder: &Path,
    limits: crate::Limits,
) -> FileWriter<impl Format<Event = u32, Encoder: Encoder<Piece = Vec<u8>>>> {
    let files = sink::<u32>(folder).partition_by("x", |n: &u32| *n == 0).roll(limits);
    files.open(&crate::testing::context("files", 0, 1)).await.unwrap()
}

/// How many files are to be seen in a folder.
fn seen(folder: PathBuf) -> usize {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    names.filter(|entry| entry.file_name().to_string_lossy().starts_with("part-")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quiet_partition_is_seen_while_another_one_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path(), Roll::every(Duration::from_millis(10))).await;
    let (begun, mut failed) = (Instant::now(), Vec::new());
    for n in 0.. {
        if let Some(event) = writer.try_write(n, &mut failed).unwrap() {
            writer.write(vec![event], &mut failed).await.unwrap();
        }
        if n % 10_000 == 0 && seen(folder.path().join("x=true")) > 0 {
            break;
        }
        assert!(begun.elapsed() < LIMIT, "nobody sees the event of the quiet partition");
    }
}

#[tokio::test]
async fn files_are_rolled_though_there_is_always_more_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let writer = open(folder.path(), Roll::every(Duration::from_nanos(1))).await;
    let files =
        Files::new(writer.plan.clone(), &crate::testing::context("files", 1, 2), Handle::current());
    let (commands, receiver) = mpsc::channel();
    for n in 1..4 {
        let (place, piece) = (Arc::default(), format!("{n}\n").into_bytes());
        commands.send(Command::Write { slot: 0, place, piece }).unwrap();
    }
    drop(commands);
    let (used, _used) = mpsc::channel();
    let (failed, _failed) = oneshot::channel();
    files.run(Ends { commands: receiver, room: Arc::new(Semaphore::new(0)), used, failed });
    assert_eq!(seen(folder.path().to_path_buf()), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_roll_a_file_makes_no_room_for_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path(), Roll::every(Duration::from_millis(1))).await;
    let room = writer.thread.room.available_permits();
    for files in 1..6 {
        writer.write(vec![1], &mut Vec::new()).await.unwrap();
        writer.flush().await.unwrap();
        let begun = Instant::now();
        while seen(folder.path().join("x=false")) < files {
            assert!(begun.elapsed() < LIMIT, "no file after {files}");
            tokio::task::yield_now().await;
        }
    }
    writer.prepare().await.unwrap();
    let begun = Instant::now();
    while writer.thread.room.available_permits() < room {
        assert!(begun.elapsed() < LIMIT, "the room is not given back");
        tokio::task::yield_now().await;
    }
    assert_eq!(writer.thread.room.available_permits(), room);
}
