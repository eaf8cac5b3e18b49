//! `json::batches`.

use super::sources::{JsonSource, source};
use crate::connectors::FromText;
use crate::connectors::file::{Paths, file_options};
use crate::record::{Batched, Record, held};

/// Reads files of JSON documents, one a line, into columns: as [`source`], but events are
/// [`RecordBatch`](crate::arrow::RecordBatch)es with the columns of `T`.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::json;
///
/// #[derive(Record, serde::Deserialize)]
/// struct Delay { carrier: String, minutes: i32 }
///
/// #[output]
/// fn check(batch: RecordBatch) { assert_eq!((batch.num_rows(), batch.num_columns()), (2, 2)) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("delays.jsonl");
/// std::fs::write(&path, "{\"carrier\":\"UA\",\"minutes\":20}\n{\"carrier\":\"DL\",\"minutes\":3}\n")?;
/// let flow = pipeline! {
///     let delays = json::batches::<Delay>(path);
///     delays -> check;
/// };
/// assert_eq!(flow.run().await?.node("check").map(|n| n.received), Some(1));
/// # Ok(())
/// # }
/// ```
pub fn batches<T: Record + FromText>(paths: impl Into<Paths>) -> JsonBatches<T> {
    let mut source = source(paths);
    source.check = Some(held);
    Batched::new(source)
}

/// A source of JSON files' columns: made by [`batches`].
pub type JsonBatches<T> = Batched<JsonSource<T>>;

file_options! {
    impl<T> JsonBatches<T>, { source.files.options } [compression encoding max_record follow split_size]
    "goflow::json::source::<(u32, String)>(\"in/\")"
}
