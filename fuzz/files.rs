//! Reads bytes as a file of some format, through a whole pipeline.

use std::sync::OnceLock;

use goflow::prelude::*;

#[output]
fn count(batch: RecordBatch) {
    std::hint::black_box(batch.num_rows());
}
#[output]
fn bury(failed: Failed<RecordError>) {
    std::hint::black_box(failed.to_string());
}

/// A panic in the code of a format is caught and told as an error of the file, so it does not end
/// the process; one that reaches the engine does.
pub fn quiet() {
    std::panic::set_hook(Box::new(|_| {}));
}

fn run(flow: Pipeline) {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
    });
    if let Err(goflow::Error::Panicked { message, .. }) = runtime.block_on(flow.run()) {
        eprintln!("{message}");
        std::process::abort();
    }
}

fn file(bytes: &[u8], ending: &str) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("goflow-fuzz-{}.{ending}", std::process::id()));
    std::fs::write(&path, bytes).expect("room in the temporary folder");
    path
}

#[allow(dead_code)]
pub fn parquet(bytes: &[u8]) {
    run(pipeline! {
        let file = goflow::parquet::batches(file(bytes, "parquet"));
        file -> count;
        file -[err]-> bury;
    });
}

#[allow(dead_code)]
pub fn avro(bytes: &[u8]) {
    run(pipeline! {
        let file = goflow::avro::batches(file(bytes, "avro")).split_size(4096);
        file -> count;
        file -[err]-> bury;
    });
}
