//! Files and folders that this user may not read or write: errors at start that name node, file and
//! mend. Nothing is denied to root, so the pipelines run in a process of another user.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use goflow::prelude::*;
use goflow::{Output, Source, avro, csv, json, parquet};

#[derive(Record, serde::Serialize, serde::Deserialize, Debug)]
struct Row {
    n: i64,
}

#[source]
fn rows() -> impl Iterator<Item = Row> {
    (0..10).map(|n| Row { n })
}
#[output]
fn bury(failed: Failed<RecordError>) {
    println!("dead: {}", failed.error);
}

/// Where the process of the other user works.
const FOLDER: &str = "GOFLOW_TEST_DENIED";
/// `nobody`, on any system.
const NOBODY: u32 = 65_534;

async fn read(source: impl Source<Event = Row, Error = RecordError>) {
    let flow = pipeline! {
        let file = source;
        file -> discard;
    };
    println!("said: {}", flow.run().await.unwrap_err());
}

async fn write(sink: impl Output<Event = Row, Error = RecordError>) {
    let flow = pipeline! {
        let file = sink;
        rows -> file;
    };
    println!("said: {}", flow.run().await.unwrap_err());
}

#[tokio::test]
#[ignore = "it needs the user and the folder that `what_is_denied_names_node_file_and_mend` gives it"]
async fn of_another_user() {
    let folder = std::env::var(FOLDER).unwrap();
    let at = |name: &str| format!("{folder}/{name}");
    read(json::source(at("secret.jsonl"))).await;
    read(csv::source(at("secret.csv"))).await;
    read(avro::source(at("secret.avro"))).await;
    read(parquet::source(at("secret.parquet"))).await;
    read(json::source(at("closed"))).await;
    read(json::source(at("closed/*.jsonl"))).await;
    // A later file is a bad record, and the next one is read.
    let flow = pipeline! {
        let file = json::source::<Row>(at("some"));
        file -> discard;
        file -[err]-> bury;
    };
    println!("read: {}", flow.run().await.unwrap().node("file").unwrap().sent);
    write(json::sink(at("closed"))).await;
    write(csv::sink(at("fixed/a.csv"))).await;
    write(avro::sink(at("fixed/new/"))).await;
    write(parquet::sink(at("fixed/"))).await;
    // The folder is fine, one below is not.
    write(json::sink(at("open")).partition_by("x", |_: &Row| 1)).await;
}

/// What is in a file is of no interest, and who may read it is.
fn file(path: &Path, mode: u32) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, "{\"n\":1}\n").unwrap();
    set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_is_denied_names_node_file_and_mend() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let folders = [("", 0o755), ("closed", 0o700), ("fixed", 0o555), ("open", 0o777)];
    for name in ["secret.jsonl", "secret.csv", "secret.avro", "secret.parquet", "some/b.jsonl"] {
        file(&at(name), 0o000);
    }
    for name in
        ["some/a.jsonl", "some/c.jsonl", "closed/a.jsonl", "fixed/a.jsonl", "open/x=1/a.jsonl"]
    {
        file(&at(name), 0o644);
    }
    for (name, mode) in folders.into_iter().chain([("closed", 0o000), ("open/x=1", 0o555)]) {
        set_permissions(at(name), Permissions::from_mode(mode)).unwrap();
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "denied::of_another_user", "--ignored", "--nocapture"])
        .env(FOLDER, folder.path())
        .current_dir("/");
    if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let child = match command.output() {
        Ok(child) => child,
        Err(error) => return println!("skipped: no process of another user: {error}"),
    };
    for name in ["closed", "fixed", "open/x=1"] {
        set_permissions(at(name), Permissions::from_mode(0o755)).unwrap();
    }
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{told}{}", String::from_utf8_lossy(&child.stderr));
    let ours =
        |line: &&str| ["said: ", "dead: ", "read: "].iter().any(|word| line.starts_with(word));
    let told: Vec<&str> = told.lines().filter(ours).collect();
    let denied = "Permission denied (os error 13)";
    let read = format!("{denied}; give this user the right to read it, or leave it out");
    let write = format!("{denied}; give this user the right to write there, or write elsewhere");
    let cannot = |what: &str, name: &str, why: &str| {
        let path = at(name);
        format!("said: node `file`, worker 0: cannot {what} `{}`: {why}", path.display())
    };
    let expected = [
        cannot("read", "secret.jsonl", &read),
        cannot("read", "secret.csv", &read),
        cannot("read", "secret.avro", &read),
        cannot("read", "secret.parquet", &read),
        cannot("read", "closed", &read),
        cannot("read", "closed/*.jsonl", &read),
        format!("dead: {}:1: {read}", at("some/b.jsonl").display()),
        "read: 2".to_string(),
        cannot("write", "closed", &write),
        cannot("write", "fixed/a.csv", &write),
        cannot("write", "fixed/new/", &write),
        cannot("write", "fixed/", &write),
    ];
    assert_eq!(told[..expected.len()], expected);
    // The name of the file is this run's.
    let last = told.last().unwrap();
    assert!(
        last.starts_with(&cannot("write", "open/x=1/part-0-", "").replace("`: ", "")),
        "{last}"
    );
    assert!(last.ends_with(&write), "{last}");
    assert_eq!(told.len(), expected.len() + 1, "{told:#?}");
}
