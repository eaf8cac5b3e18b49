//! Seeds of our own: files with a column of every type, once for each codec.

use std::path::Path;

use goflow::prelude::*;

#[path = "../goflow/tests/columns/every.rs"]
mod every;

pub(crate) use every::Every;

#[source]
fn rows() -> impl Iterator<Item = Every> {
    every::rows().into_iter()
}

fn codecs() -> [Compression; 3] {
    [Compression::None, Compression::Snappy, Compression::Zstd(3)]
}

/// Writes them with what `flow` makes of a path and a codec.
fn write(folder: &Path, flow: impl Fn(&Path, Compression) -> Pipeline) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    for codec in codecs() {
        let flow = flow(&folder.join(format!("own-{codec}")), codec);
        runtime.block_on(flow.run()).expect("a seed");
    }
}

#[allow(dead_code, reason = "of one target each")]
pub fn avro(folder: &Path) {
    write(folder, |path, codec| {
        pipeline! {
            let file = goflow::avro::sink::<Every>(path).compression(codec);
            rows -> file;
        }
    });
}

#[allow(dead_code, reason = "of one target each")]
pub fn parquet(folder: &Path) {
    write(folder, |path, codec| {
        pipeline! {
            let file = goflow::parquet::sink::<Every>(path).compression(codec);
            rows -> file;
        }
    });
}

/// Were these bytes one of them once?
pub fn is_own(bytes: &[u8]) -> bool {
    bytes.windows(6).any(|window| window == b"a_bool")
}
