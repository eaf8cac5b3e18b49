//! Disks that are full, folders that are gone, processes that are killed: nothing half-written
//! under a final name, and an error that says what to do.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use goflow::prelude::*;
use goflow::{Output, Writer, json, testing};

use crate::support::{names, texts};

/// Set for a process that a test starts: what it is to do, and where.
const TASK: &str = "GOFLOW_TEST_TASK";

#[source]
fn texts_of(count: &usize, length: &usize) -> impl Iterator<Item = String> + use<> {
    let length = *length;
    (0..*count).map(move |n| format!("{n:0length$}"))
}
#[source]
fn never() -> impl Stream<Item = String> {
    futures::stream::pending()
}

/// A mebibyte of text into `sink`.
async fn write(sink: impl Output<Event = String, Error = RecordError>) -> Result<(), String> {
    let flow = pipeline! { let file = sink; texts_of(1024, 1024) -> file; };
    flow.run().await.map(drop).map_err(|error| error.to_string())
}

/// What this very test does when it is started as a process of its own.
#[tokio::test]
async fn child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let (task, path) = task.split_once(' ').unwrap();
    match task {
        "write" => {
            let error = write(json::sink(path)).await.unwrap_err();
            println!("it said: {error}");
        }
        "many" => {
            let sink =
                json::sink(path).partition_by("x", |text: &String| text[59_998..].to_string());
            let flow = pipeline! { let file = sink; texts_of(1000, 60_000) -> file; };
            let error = flow.run().await.unwrap_err();
            println!("it said: {error}");
        }
        "hang" => {
            let flow = pipeline! {
                let file = json::sink::<String>(path).partition_by("x", |text: &String| text.len());
                texts_of(1024, 1024) -> file;
                never -> file;
            };
            flow.run().await.unwrap();
        }
        _ => unreachable!(),
    }
}

/// This program, as [`child`] with a task, after what `shell` does.
fn child_with(shell: &str, task: &str, path: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("{shell}; exec \"$0\" --exact faults::child --nocapture")])
        .arg(std::env::current_exe().unwrap())
        .env(TASK, format!("{task} {}", path.display()));
    command
}

#[test]
fn a_file_that_may_not_grow_ends_the_pipeline_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for target in ["out/", "a.jsonl"] {
        // 64 blocks of 512 or 1024 bytes; the signal is ignored, so that the write is refused.
        let mut command =
            child_with("trap '' XFSZ; ulimit -f 64", "write", &folder.path().join(target));
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("it said: node `file`, worker 0: cannot write `"), "{said}");
        assert!(said.contains("use `.roll(Roll::size(…))` for smaller files"), "{said}");
        assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
    }
}

#[test]
fn more_files_than_may_be_open_end_the_pipeline_and_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = child_with("ulimit -n 40", "many", folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("it said: node `file`, worker 0: cannot write `"), "{said}");
    assert!(said.contains("fewer files open with `.max_open(…)`"), "{said}");
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}

/// A file system of its own; unmounted when dropped.
struct Mount {
    path: PathBuf,
    folder: Option<tempfile::TempDir>,
}

impl Mount {
    /// `None`: this user may not, or this system does it otherwise.
    fn new(options: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Self::at(folder.path().to_path_buf(), options)?;
        mount.folder = Some(folder);
        Some(mount)
    }
    /// In a folder that is made.
    fn at(path: PathBuf, options: &str) -> Option<Self> {
        std::fs::create_dir_all(&path).unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&path);
        let mounted = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        mounted.is_ok_and(|status| status.success()).then_some(Self { path, folder: None })
    }
    fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

#[tokio::test]
async fn a_full_disk_ends_the_pipeline_and_leaves_nothing() {
    let Some(disk) = Mount::new("size=256k") else {
        println!("skipped: no small disk, as this user may not mount one");
        return;
    };
    std::fs::write(disk.path().join("old.jsonl"), "old").unwrap();
    for target in ["out/", "old.jsonl"] {
        let error = write(json::sink(disk.path().join(target))).await.unwrap_err();
        assert!(error.starts_with("node `file`, worker 0: cannot write `"), "{error}");
        assert!(error.contains("No space left on device"), "{error}");
        assert!(
            error.contains("make room, or write elsewhere; what was begun is removed"),
            "{error}"
        );
        assert_eq!(texts(disk.path()), [("old.jsonl".to_string(), "old".to_string())].into());
    }
}

#[tokio::test]
async fn a_read_only_folder_is_an_error_at_start() {
    let Some(disk) = Mount::new("ro") else {
        println!("skipped: no disk that is read only, as this user may not mount one");
        return;
    };
    for target in ["", "out/", "a.jsonl"] {
        let error = write(json::sink(disk.path().join(target))).await.unwrap_err();
        let path = disk.path().display();
        assert!(
            error.starts_with(&format!("node `file`, worker 0: cannot write `{path}")),
            "{error}"
        );
        assert!(error.contains("Read-only file system"), "{error}");
        assert!(error.contains("give this user the right to write there"), "{error}");
    }
}

/// Writes by hand, does something, and then commits.
async fn commit_after(path: PathBuf, happens: impl FnOnce()) -> String {
    let sink = json::sink::<String>(path);
    let mut writer = sink.open(&testing::context("file", 0, 1)).await.unwrap();
    writer.write(vec!["x".repeat(1000); 1000], &mut Vec::new()).await.unwrap();
    let prepared = writer.prepare().await.unwrap();
    happens();
    writer.close().await.unwrap();
    drop(writer);
    let error = sink.commit(prepared.clone()).await.unwrap_err().to_string();
    sink.abort(prepared).await.unwrap();
    error
}

#[tokio::test]
async fn a_folder_that_vanishes_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let error = commit_after(out.clone(), || std::fs::remove_dir_all(&out).unwrap()).await;
    assert!(error.starts_with(&format!("cannot write `{}/part-0-", out.display())), "{error}");
    assert!(
        error.contains("the folder or the hidden file in it is gone: nobody may remove them"),
        "{error}"
    );
    assert!(names(folder.path()).is_empty());
}

/// Events until the file of one of them is removed while it is hidden, and then none any more.
#[source]
fn until_one_vanishes(folder: &PathBuf) -> impl Stream<Item = String> + use<> {
    let folder = folder.clone();
    futures::stream::unfold(0, move |sent| {
        let folder = folder.clone();
        async move {
            loop {
                let all = names(&folder);
                let hidden = all.iter().find(|name| name.starts_with(".part-"));
                if hidden.is_some_and(|name| std::fs::remove_file(folder.join(name)).is_ok()) {
                    std::future::pending::<()>().await;
                }
                // The file was complete before it could be removed.
                let shown = all.iter().filter(|name| !name.starts_with('.')).count();
                if hidden.is_none() && shown == sent {
                    return Some((sent.to_string(), sent + 1));
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    })
}

#[tokio::test]
async fn a_file_that_cannot_be_completed_ends_a_pipeline_to_which_no_event_comes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_path_buf();
    let sink = json::sink::<String>(&out).roll(Roll::every(Duration::from_millis(100)));
    let flow = pipeline! { let file = sink; until_one_vanishes(out) -> file; };
    let ended = tokio::time::timeout(Duration::from_secs(60), flow.run()).await;
    let error = ended.expect("it goes on").unwrap_err().to_string();
    assert!(error.starts_with("node `file`, worker 0: cannot write `"), "{error}");
    assert!(error.contains("the hidden file in it is gone: nobody may remove them"), "{error}");
}

#[tokio::test]
async fn a_hidden_file_that_vanishes_is_not_taken_for_the_old_one_that_stands() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, "old").unwrap();
    let tidy = || {
        for name in names(folder.path()).iter().filter(|name| name.contains(".a.jsonl.")) {
            std::fs::remove_file(folder.path().join(name)).unwrap();
        }
    };
    let error = commit_after(path.clone(), tidy).await;
    assert!(error.starts_with(&format!("cannot write `{}`: ", path.display())), "{error}");
    assert!(error.contains("the hidden file in it is gone: nobody may remove them"), "{error}");
    assert_eq!(texts(folder.path()), [("a.jsonl".to_string(), "old".to_string())].into());
}

#[tokio::test]
async fn a_name_that_was_taken_by_a_folder_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let error = commit_after(path.clone(), || std::fs::create_dir(&path).unwrap()).await;
    assert!(error.starts_with(&format!("cannot write `{}`: ", path.display())), "{error}");
    assert!(error.contains("it is a folder; remove it, or end the path in `/`"), "{error}");
    assert!(names(folder.path()).is_empty());
    // It is so at start, too.
    let error = write(json::sink(&path)).await.unwrap_err();
    assert!(error.contains("it is a folder; remove it"), "{error}");
}

#[tokio::test]
async fn a_commit_that_fails_in_its_middle_shows_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let sink = json::sink::<u32>(folder.path()).partition_by("x", |n: &u32| *n);
    let mut writer = sink.open(&testing::context("file", 0, 1)).await.unwrap();
    writer.write((0..5).collect(), &mut Vec::new()).await.unwrap();
    let prepared = writer.prepare().await.unwrap();
    std::fs::remove_dir_all(folder.path().join("x=3")).unwrap();
    sink.commit(prepared.clone()).await.unwrap_err();
    drop(writer);
    sink.abort(prepared).await.unwrap();
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}

#[tokio::test]
async fn an_old_file_that_stays_costs_none_of_the_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Mount::at(folder.path().join("x=old"), "size=256k") else {
        println!("skipped: no folder that stays, as this user may not mount one");
        return;
    };
    for old in [folder.path().join("a.jsonl"), disk.path().join("b.jsonl")] {
        std::fs::write(old, "\"old\"\n").unwrap();
    }
    let sink = json::sink(folder.path()).overwrite();
    let error = write(sink).await.unwrap_err();
    let path = disk.path().display();
    let told = format!("node `file`, worker 0: cannot remove `{path}`: ");
    assert!(error.starts_with(&told), "{error}");
    assert!(error.contains("the new files are all there, beside what is left of"), "{error}");
    let all = texts(folder.path());
    let new = all.iter().filter(|(name, _)| name.starts_with("part-0-"));
    let lines: Vec<usize> = new.map(|(_, text)| text.lines().count()).collect();
    assert_eq!(lines, [1024], "{:?}", all.keys());
}

/// Hidden files with text of their own, without the marks of runs.
fn in_progress(folder: &Path) -> Vec<String> {
    let all = names(folder).into_iter();
    all.filter(|name| name.contains(".part-0-") && name.ends_with(".inprogress")).collect()
}

#[test]
fn what_a_killed_process_left_is_hidden_and_the_next_run_removes_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = child_with("true", "hang", folder.path());
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    // The text of at least one piece is on its way.
    let begun = Instant::now();
    while in_progress(folder.path()).is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing was written");
        std::thread::sleep(Duration::from_millis(5));
    }
    let left = in_progress(folder.path());
    assert!(left[0].starts_with("x=1024/."), "{left:?}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sink = || json::sink::<String>(folder.path()).partition_by("x", |text: &String| text.len());
    // Another run beside it minds its own files.
    runtime.block_on(write(sink())).unwrap();
    assert_eq!(in_progress(folder.path()), left);
    assert_eq!(rows(&runtime, folder.path()), 1024);

    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(in_progress(folder.path()), left);
    assert_eq!(rows(&runtime, folder.path()), 1024);
    runtime.block_on(write(sink())).unwrap();
    if Path::new("/proc/sys/kernel/random/boot_id").exists() {
        assert!(names(folder.path()).iter().all(|name| name.ends_with(".jsonl")));
    }
    assert_eq!(rows(&runtime, folder.path()), 2048);
    // Who replaces the folder gets rid of all that was left, of whatever run.
    std::fs::write(folder.path().join("x=1024/.part-0-other.inprogress"), "left").unwrap();
    runtime.block_on(write(sink().overwrite())).unwrap();
    assert_eq!(names(folder.path()).len(), 1);
}

#[tokio::test]
async fn who_replaces_a_folder_leaves_alone_what_another_run_has_in_progress() {
    let folder = tempfile::tempdir().unwrap();
    let sink = json::sink::<String>(folder.path()).overwrite();
    let mut writer = sink.open(&testing::context("file", 0, 1)).await.unwrap();
    writer.write(vec!["later".into()], &mut Vec::new()).await.unwrap();
    let prepared = writer.prepare().await.unwrap();
    write(json::sink(folder.path()).overwrite()).await.unwrap();
    // The other's file, and the mark and the hidden file of this run.
    assert_eq!(names(folder.path()).len(), 3, "{:?}", names(folder.path()));
    sink.commit(prepared).await.unwrap();
    let all: Vec<String> = texts(folder.path()).into_values().collect();
    assert_eq!(all, ["\"later\"\n"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_runs_that_replace_a_folder_at_once_the_last_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let digit = |text: &String| text[1023..].to_string();
    let sink = || json::sink::<String>(folder.path()).partition_by("x", digit);
    for _ in 0..5 {
        let runs = (0..4).map(|_| write(sink().overwrite()));
        for done in futures::future::join_all(runs).await {
            done.unwrap();
        }
        let all = texts(folder.path());
        assert_eq!((all.len(), all.values().map(|text| text.lines().count()).sum()), (10, 1024));
    }
}

/// How many texts there are to be read.
fn rows(runtime: &tokio::runtime::Runtime, path: &Path) -> u64 {
    let flow = pipeline! {
        let rows = json::source::<String>(path);
        rows -> discard;
    };
    runtime.block_on(flow.run()).unwrap().node("rows").unwrap().sent
}

#[tokio::test]
async fn when_one_output_fails_the_others_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("b.jsonl"), "old").unwrap();
    #[output]
    fn fails(text: &String) -> Result<(), String> {
        if text.ends_with("1023") { Err("the last one".into()) } else { Ok(()) }
    }
    let (folder_of_files, file) = (at("out/"), at("b.jsonl"));
    let flow = pipeline! {
        let parts = json::sink::<String>(folder_of_files).partition_by("x", |text: &String| text.len());
        let one = json::sink::<String>(file);
        texts_of(1024, 1024) -> parts;
        texts_of -> one;
        texts_of -> fails;
    };
    let error = flow.run().await.unwrap_err().to_string();
    assert_eq!(error, "node `fails`, worker 0: the last one");
    assert_eq!(texts(folder.path()), [("b.jsonl".to_string(), "old".to_string())].into());
}
