//! Files that grow, and are renamed, replaced and cut meanwhile.

use std::fs;
use std::time::Duration;

use super::follow::{append, until};
use super::*;
use crate::connectors::file::split::{Region, merged};

#[tokio::test]
async fn a_file_that_is_renamed_goes_on_and_one_that_takes_its_name_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    append(&at("log"), &lines(1..4, 100));
    let source = json(&at("log")).follow();
    let mut opened = open(&source, 1, &[]).await;
    let mut read = Read::default();
    until(&mut opened, &mut read, 1..4).await;
    // Whoever writes has it open still.
    append(&at("log"), &lines(4..6, 100));
    fs::rename(at("log"), at("log.1")).unwrap();
    append(&at("log"), &lines(10..12, 100));
    append(&at("log.1"), &lines(6..7, 100));
    until(&mut opened, &mut read, [4, 5, 6, 10, 11]).await;
    append(&at("log"), &lines(12..13, 100));
    append(&at("log.1"), &lines(7..8, 100));
    until(&mut opened, &mut read, [7, 12]).await;
    // The position is that of the file which has the name.
    let positions = opened[0].reader.positions();
    let size = fs::metadata(at("log")).unwrap().len();
    let last = positions.last().unwrap();
    assert!(last.split.ends_with(&format!("-{size}")), "{positions:?}");
    assert!(positions.iter().all(|position| position.split.contains("/log@")), "{positions:?}");
    drop(opened);
    let mut opened = open(&json(&at("log")).follow(), 1, &positions).await;
    append(&at("log"), &lines(13..14, 100));
    until(&mut opened, &mut read, [13]).await;

    // A name that was known, found again by the glob under another, is the same file.
    let source = json(&at("log*")).follow();
    let mut opened = open(&source, 1, &[]).await;
    until(&mut opened, &mut read, (1..8).chain(10..14)).await;
    fs::rename(at("log"), at("log.2")).unwrap();
    append(&at("log.2"), &lines(14..15, 100));
    until(&mut opened, &mut read, [14]).await;
}

#[tokio::test]
async fn a_file_that_is_cut_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    append(&path, &lines(1..40, 100));
    let source = json(&path).follow();
    let mut opened = open(&source, 1, &[]).await;
    let mut read = Read::default();
    until(&mut opened, &mut read, 1..40).await;
    fs::write(&path, lines(50..53, 100)).unwrap();
    until(&mut opened, &mut read, 50..53).await;
    append(&path, &lines(53..54, 100));
    until(&mut opened, &mut read, [53]).await;
}

#[tokio::test]
async fn a_file_that_is_cut_and_has_as_much_again_or_more_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    append(&path, &lines(110..120, 100));
    let source = json(&path).follow();
    let mut opened = open(&source, 1, &[]).await;
    let mut read = Read::default();
    until(&mut opened, &mut read, 110..120).await;
    for (text, numbers) in [
        (lines(110..119, 100) + &lines(119..120, 100).replace("119", "219"), 110..120),
        (lines(310..350, 10_000), 310..350),
    ] {
        fs::write(&path, text).unwrap();
        // A clock may be so coarse that two times are the same.
        let later = std::time::SystemTime::now() + Duration::from_secs(numbers.end);
        fs::File::options().append(true).open(&path).unwrap().set_modified(later).unwrap();
        let numbers = numbers.map(|n| if n == 119 { 219 } else { n });
        until(&mut opened, &mut read, numbers).await;
    }
    append(&path, &lines(401..402, 100));
    until(&mut opened, &mut read, [401]).await;
    // Who cuts it, and does not tell its writer, leaves a hole before what comes then.
    let file = fs::File::options().write(true).open(&path).unwrap();
    let end = file.metadata().unwrap().len();
    file.set_len(0).unwrap();
    file.set_len(end).unwrap();
    append(&path, &lines(402..403, 100));
    until(&mut opened, &mut read, [402]).await;
}

#[tokio::test]
async fn a_file_whose_name_was_taken_before_it_was_opened_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    append(&at("log"), &lines(1..4, 100));
    let source = json(folder.path()).follow();
    source.files_found().await;
    fs::rename(at("log"), at("log.1")).unwrap();
    append(&at("log"), &lines(4..6, 100));
    let mut opened = open(&source, 1, &[]).await;
    let mut read = Read::default();
    until(&mut opened, &mut read, 1..6).await;
    append(&at("log.1"), &lines(6..7, 100));
    until(&mut opened, &mut read, [6]).await;
}

#[tokio::test]
async fn positions_go_with_files_that_are_rotated_and_cut() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let make = || json(folder.path()).follow();
    let mut read = Read::default();
    let mut positions = Vec::new();
    append(&at("log"), &lines(1..40, 100));
    // In the first round of what was read in the same run, in the second in the one before.
    for (round, workers) in [(100, 3), (200, 1), (300, 3)] {
        let mut opened = open(&make(), workers, &positions).await;
        let first = if round == 100 { 1..40 } else { round..round + 1 };
        if round > 100 {
            append(&at("log"), &lines(first.clone(), 1000));
        }
        until(&mut opened, &mut read, first).await;
        fs::rename(at("log"), at(&format!("log.{round}"))).unwrap();
        append(&at("log"), &lines(round + 1..round + 3, 1000));
        until(&mut opened, &mut read, round + 1..round + 3).await;
        let tell = |workers: &[Worker]| -> Vec<Position> {
            workers.iter().flat_map(|worker| worker.reader.positions()).collect()
        };
        // All of it, whichever worker tells which part.
        let told = |positions: &[Position], name: &str| {
            let (name, size) = (at(name), fs::metadata(at(name)).unwrap().len());
            let told = positions.iter().filter_map(Region::parse);
            let told = told.filter(|(file, _)| Path::new(file) == name);
            let told = merged(told.map(|(_, region)| region).collect());
            told == [Region { begin: 0, end: Some(size), at: None }]
        };
        let begun = std::time::Instant::now();
        loop {
            positions = tell(&opened);
            // Whoever is asked may not have come to the end of its last split, or of the looks.
            let all = [told(&positions, "log"), told(&positions, &format!("log.{round}"))];
            if all == [true, true] {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{positions:?}");
            for worker in &mut opened {
                let pause = Duration::from_millis(20);
                let _ = tokio::time::timeout(pause, worker.read(100, &mut read)).await;
            }
        }
        assert!(read.events.is_empty());
    }
    // What was cut is not told of any more.
    let mut opened = open(&make(), 2, &positions).await;
    fs::write(at("log"), lines(1..2, 100)).unwrap();
    until(&mut opened, &mut read, [1]).await;
    let positions: Vec<_> = opened.iter().flat_map(|w| w.reader.positions()).collect();
    drop(opened);
    let size = fs::metadata(at("log")).unwrap().len();
    for position in positions.iter().filter(|position| position.split.contains("/log@")) {
        assert!(position.split.ends_with(&format!("@0-{size}")), "{positions:?}");
    }
    append(&at("log"), &lines(400..600, 1000));
    until(&mut open(&make(), 2, &positions).await, &mut read, 400..600).await;
}
