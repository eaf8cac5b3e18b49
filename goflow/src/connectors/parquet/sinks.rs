//! `parquet::sink` and `parquet::batch_sink`.

use std::path::Path;

use super::write::{BatchFiles, InRowGroups, RecordFiles, folder};
use crate::connectors::file::FileSink;
use crate::record::Record;

/// Writes records to Parquet files.
///
/// - A target that ends in `.parquet` is one file; any other is a folder. See
///   [`FileSink`](crate::FileSink) for what files of all formats have in common.
/// - Columns are compressed with zstd unless told otherwise. Enums are strings. Values are kept in
///   dictionaries of up to 1 MiB, those of columns where they all differ as they are.
/// - Row groups have up to 2^20 rows or 128 MiB, and end before that when what all open files have
///   gathered goes over [`.row_group_memory(…)`](ParquetSink::row_group_memory); of many partitions each
///   has 65,536 rows or 16 MiB then, which wait on the disk.
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
/// Parquet has no seconds, which become milliseconds, and no dates in milliseconds, which become days. A
/// union, a struct without fields and an interval of nanoseconds it cannot hold at all: the first batch
/// with such a column ends the pipeline with its name.
///
/// [`partition_by_column`](FileSink::partition_by_column) puts their rows into folders.
///
/// If no batch comes, nobody knows the columns, and a file without columns is none for DuckDB and others. So
/// there is no file then, and the run that leaves none where one stood before removes that one. A batch
/// without rows is enough for a file without rows.
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

impl<F: InRowGroups> FileSink<F> {
    /// How many bytes of memory rows may take that are in no row group yet, in all files that are
    /// open: 1 KiB for each column of each file unless told, but 256 KiB at least and 1 MiB at most for each
    /// worker, and 32 MiB without partitions; what is told is shared out among the workers. Memory so hardly
    /// grows with what is written.
    ///
    /// One file has all of it, for encoded and compressed columns, and ends its row group when there is no
    /// more, or at 2^20 rows or 128 MiB. Of many partitions each has a part: rows wait before they are
    /// compressed, whole numbers in as few bytes as they need. When these are too many, the file that has
    /// most of them puts its rows on the disk; once they are 65,536 or take 16 MiB, they become a row
    /// group. So row groups are as large with a thousand partitions as with two, and no file is open before
    /// its first row group is written. Say more memory for larger ones, which compress and scan still better.
    ///
    /// On the disk rows are in one file without a name, in the sink's folder (for an object store: in
    /// that of `TMPDIR`, or `/tmp`), which is gone when the run is, however it ends. It has 1 GiB at most,
    /// and half of what is free there, which more and wider files share, so that their row groups are smaller. Where it cannot be, row
    /// groups are what fits into memory, 8 MiB for each worker unless told, and a warning says so.
    ///
    /// ```
    /// use goflow::prelude::*;
    ///
    /// #[derive(Record)]
    /// struct Delay { tail: String, minutes: i32 }
    ///
    /// let late = goflow::parquet::sink::<Delay>("out/late")
    ///     .partition_by("tail", |delay: &Delay| delay.tail.clone())
    ///     .max_open(1_000)
    ///     .row_group_memory(512.mib());
    /// ```
    #[must_use]
    pub fn row_group_memory(self, bytes: u64) -> Self {
        self.gather(bytes)
    }
}

impl FileSink<BatchFiles> {
    /// Puts rows into folders `column=value` by the values of a column, as Hive does; called several
    /// times, it makes levels. The column is not repeated inside of the files.
    ///
    /// It may have integers, booleans, texts, dates or timestamps, also in a dictionary; what is null, or
    /// `""`, goes to `__HIVE_DEFAULT_PARTITION__`. [`partition_by`](FileSink::partition_by) has a folder
    /// for a batch as a whole.
    ///
    /// ```
    /// use goflow::prelude::*;
    /// use goflow::parquet;
    ///
    /// let flow = pipeline! {
    ///     let trips = parquet::batches("trips/*.parquet");
    ///     // out/vendor=1/day=2013-11-23/part-….parquet
    ///     let files = parquet::batch_sink("out")
    ///         .partition_by_column("vendor")
    ///         .partition_by_column("day");
    ///     trips -> files;
    /// };
    /// assert_eq!(flow.to_string(), "trips (c 1)\n +--> files (c 1)");
    /// ```
    #[must_use]
    pub fn partition_by_column(mut self, column: impl Into<String>) -> Self {
        let column = column.into();
        self.format.split_by(column.clone());
        self.partition_by(column.clone(), move |batch| folder(batch, &column))
    }
}
