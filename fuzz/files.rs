//! Reads bytes as a file, through a whole pipeline.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use goflow::prelude::*;

/// A panic in the code of a format is caught and told as an error of the file, so it would not be
/// seen: one that was raised in a file of ours, or in anything where `others` may not panic, ends
/// the process.
pub fn watch_panics(others: bool) {
    std::panic::set_hook(Box::new(move |panic| {
        let at = panic.location().map_or("", |at| at.file());
        if !others || at.contains("goflow/src") {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}

/// The bytes as a file that only this process writes.
pub fn file(bytes: &[u8], name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("goflow-fuzz-{}-{name}", std::process::id()));
    std::fs::write(&path, bytes).expect("room in the temporary folder");
    path
}

static EVENTS: AtomicU64 = AtomicU64::new(0);
static ERRORS: AtomicU64 = AtomicU64::new(0);

/// Takes anything.
#[output]
pub fn take<T: Event>(event: T) {
    EVENTS.fetch_add(1, Relaxed);
    std::hint::black_box(event);
}

/// Tells each error in words, as a user's program would.
#[output]
pub fn bury(failed: Failed<RecordError>) {
    ERRORS.fetch_add(1, Relaxed);
    assert!(failed.error.raw.len() <= 1 << 16);
    std::hint::black_box(failed.to_string());
}

/// Runs a pipeline of which the source is named `file`. It may be refused, but not panic, and it
/// counts what it gave.
pub fn run(flow: Pipeline) {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
    });
    EVENTS.store(0, Relaxed);
    ERRORS.store(0, Relaxed);
    match runtime.block_on(flow.run()) {
        Ok(report) => {
            let file = report.node("file").expect("the source");
            assert_eq!((file.sent, file.errors), (EVENTS.load(Relaxed), ERRORS.load(Relaxed)));
        }
        Err(goflow::Error::Panicked { message, .. }) => {
            eprintln!("{message}");
            std::process::abort();
        }
        Err(error) => drop(std::hint::black_box(error.to_string())),
    }
}
