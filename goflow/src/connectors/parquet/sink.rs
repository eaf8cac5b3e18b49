//! `parquet::sink` and `parquet::batch_sink`.

use std::path::Path;

use super::packer::{BatchFiles, RecordFiles};
use crate::connectors::file::FileSink;
use crate::record::Record;

/// Writes records to Parquet files.
///
/// - A target that ends in `.parquet` is one file; any other is a folder. See
///   [`FileSink`](crate::FileSink) for what files of all formats have in common.
/// - Columns are compressed with zstd unless told otherwise; row groups have up to 2^20 rows or
///   128 MiB. Enums are strings.
/// - A record that its columns cannot hold (a decimal with too many digits, a time too far away for
///   nanoseconds) leaves by the `err` port as a [`RecordError`](crate::RecordError). Without an `err`
///   edge it ends the pipeline.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::parquet;
///
/// #[derive(Record, Debug, PartialEq)]
/// struct Square { n: u32, square: u64 }
///
/// #[source]
/// fn squares() -> impl Iterator<Item = Square> {
///     (1..=2).map(|n| Square { n, square: u64::from(n * n) })
/// }
/// #[output]
/// fn check(square: Square) { assert_eq!(square.square, u64::from(square.n * square.n)) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("out/squares.parquet");
/// let flow = pipeline! {
///     let file = parquet::sink::<Square>(&path);
///     squares -> file;
/// };
/// flow.run().await?;
/// let back = pipeline! {
///     let file = parquet::source::<Square>(&path);
///     file -> check;
/// };
/// assert_eq!(back.run().await?.node("check").map(|n| n.received), Some(2));
/// # Ok(())
/// # }
/// ```
pub fn sink<T: Record>(path: impl AsRef<Path>) -> ParquetSink<T> {
    FileSink::new(path, RecordFiles::new())
}

/// An output to Parquet files: made by [`sink`].
pub type ParquetSink<T> = FileSink<RecordFiles<T>>;

/// Writes [`RecordBatch`](crate::arrow::RecordBatch)es to Parquet files, all with the columns of the
/// first one. The Arrow schema is kept beside the file's own.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::parquet;
///
/// let flow = pipeline! {
///     let trips = parquet::batches("trips/").columns(["fare", "tip"]);
///     let file = parquet::batch_sink("fares.parquet");
///     trips -> file;
/// };
/// assert_eq!(flow.to_string(), "trips (c 1)\n +--> file (c 1)");
/// ```
pub fn batch_sink(path: impl AsRef<Path>) -> ParquetBatchSink {
    FileSink::new(path, BatchFiles::default())
}

/// An output of columns to Parquet files: made by [`batch_sink`].
pub type ParquetBatchSink = FileSink<BatchFiles>;
