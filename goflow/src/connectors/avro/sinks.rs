//! `avro::sink`.

use std::path::Path;

use super::packer::RecordFiles;
use crate::connectors::file::FileSink;
use crate::record::Record;

/// Writes records to Avro files (object containers).
///
/// - A target that ends in `.avro` is one file; any other is a folder. See
///   [`FileSink`](crate::FileSink) for what files of all formats have in common.
/// - Blocks of 64 KiB are compressed with deflate unless told otherwise: snappy, zstd, bzip2, xz or
///   none.
/// - Integers up to `i32` and `u16` are `int`, `i64` and `u32` are `long`; an `Option` is a union
///   with `null`. What Avro does not hold (`u64`, times of a day in nanoseconds) is an error at
///   start that names the field.
/// - A record that its columns cannot hold (a decimal with too many digits) leaves by the `err` port
///   as a [`RecordError`](crate::RecordError). Without an `err` edge it ends the pipeline.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::avro;
///
/// #[derive(Record, Debug, PartialEq)]
/// struct Square { n: u32, square: i64 }
///
/// #[source]
/// fn squares() -> impl Iterator<Item = Square> {
///     (1..=2).map(|n| Square { n, square: i64::from(n * n) })
/// }
/// #[output]
/// fn check(square: Square) { assert_eq!(square.square, i64::from(square.n * square.n)) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("out/squares.avro");
/// let flow = pipeline! {
///     let file = avro::sink::<Square>(&path);
///     squares -> file;
/// };
/// flow.run().await?;
/// let back = pipeline! {
///     let file = avro::source::<Square>(&path);
///     file -> check;
/// };
/// assert_eq!(back.run().await?.node("check").map(|n| n.received), Some(2));
/// # Ok(())
/// # }
/// ```
pub fn sink<T: Record>(path: impl AsRef<Path>) -> AvroSink<T> {
    FileSink::new(path, RecordFiles::new())
}

/// An output to Avro files: made by [`sink`].
pub type AvroSink<T> = FileSink<RecordFiles<T>>;
