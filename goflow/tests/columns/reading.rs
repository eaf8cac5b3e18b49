//! Whole files, of whatever columns.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use goflow::prelude::*;
use goflow::{avro, parquet};

type Dead = Arc<Mutex<Vec<RecordError>>>;

#[output]
fn count(batch: RecordBatch, rows: &Arc<Mutex<usize>>) {
    *rows.lock().unwrap() += batch.num_rows();
}
#[output]
fn bury(failed: Failed<RecordError>, dead: &Dead) {
    dead.lock().unwrap().push(failed.error);
}

/// What became of a file.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) rows: usize,
    /// Why it was not read, or not to its end.
    pub(crate) error: Option<String>,
}

/// Reads a file's columns. A panic of a node, and a file that is never done, fail the test.
pub(crate) async fn whole(path: &Path) -> Read {
    let (rows, dead) = (Arc::<Mutex<usize>>::default(), Dead::default());
    let flow = if path.extension().is_some_and(|ending| ending == "parquet") {
        pipeline! {
            let file = parquet::batches(path);
            file -> count(rows.clone());
            file -[err]-> bury(dead.clone());
        }
    } else {
        pipeline! {
            let file = avro::batches(path);
            file -> count(rows.clone());
            file -[err]-> bury(dead.clone());
        }
    };
    let ended = tokio::time::timeout(Duration::from_secs(60), flow.run()).await;
    let ended = ended.unwrap_or_else(|_| panic!("{} is never done", path.display()));
    let error = match ended {
        Ok(_) => dead.lock().unwrap().first().map(ToString::to_string),
        Err(goflow::Error::Failed { cause, .. }) => Some(cause.to_string()),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    let rows = *rows.lock().unwrap();
    Read { rows, error }
}

/// The files below `folders` of the corpora that end so; `None` where there are no corpora.
pub(crate) fn corpora(folders: &[&str], ending: &str) -> Option<Vec<std::path::PathBuf>> {
    let Some(root) = std::env::var_os("GOFLOW_CORPORA") else {
        eprintln!("skipped: GOFLOW_CORPORA is not set");
        return None;
    };
    let mut files = Vec::new();
    let mut open: Vec<_> = folders.iter().map(|folder| Path::new(&root).join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "no `.{ending}` in {folders:?}");
    Some(files)
}
