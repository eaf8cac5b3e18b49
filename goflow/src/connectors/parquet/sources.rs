//! `parquet::source` and `parquet::batches`.

use super::format::RowGroups;
use super::only::Only;
use crate::connectors::columnar::{ColumnarSource, Records, Whole};
use crate::connectors::file::Paths;
use crate::record::Record;

/// Reads Parquet files: a source of records.
///
/// - `paths`: a file, a glob, a folder, a URL, or a list of these: see [`Paths`](crate::Paths). One
///   worker reads the files in order of their names; `(c N)` deals their row groups to N.
/// - Columns are found by name or `alias`, and only those that `T` has are read; one that a file lacks
///   is `None` for an `Option`. Integers widen to integers and `f32` to `f64`, nothing else. Values in
///   the path (`carrier=UA/`) fill the fields of that name.
/// - A first file that does not fit is an error before anything has run; a later one leaves by the
///   `err` port as one [`RecordError`](crate::RecordError), as does a record without a value in a
///   field that is no `Option`, and a row group that cannot be read, with what it costs. Without an
///   `err` edge each ends the pipeline.
/// - Of a file in an object store the next row group is fetched while one is decoded. Each worker has
///   one ahead at most, or some small ones that have 4 MiB together, and 64 MiB of it; what is beyond that
///   comes when it is needed.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::parquet;
///
/// #[derive(Record)]
/// struct Flight { carrier: String, dep_delay: Option<i32> }
///
/// #[source]
/// fn flights() -> impl Iterator<Item = Flight> {
///     (0..3).map(|n| Flight { carrier: "UA".into(), dep_delay: (n > 0).then_some(n * 10) })
/// }
/// #[output]
/// fn check(flight: Flight) { assert_eq!(flight.dep_delay, Some(20)) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("flights.parquet");
/// pipeline! {
///     let file = parquet::sink::<Flight>(&path);
///     flights -> file;
/// }
/// .run()
/// .await?;
///
/// let flow = pipeline! {
///     let flights = parquet::source::<Flight>(&path).only(col("dep_delay").ge(15));
///     flights -> check;
/// };
/// assert_eq!(flow.run().await?.node("flights").map(|n| n.sent), Some(1));
/// # Ok(())
/// # }
/// ```
pub fn source<T: Record>(paths: impl Into<Paths>) -> ParquetSource<T> {
    ColumnarSource::new(paths.into(), Records::new())
}

/// Reads Parquet files: a source of their columns, in [`RecordBatch`](crate::arrow::RecordBatch)es of up to 8192 rows.
///
/// Paths and row groups are as in [`source`]. Values in the path (`carrier=UA/`) are columns of text
/// behind the file's own, but for those of a name that the file has itself.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::parquet;
///
/// #[output]
/// fn count(batch: RecordBatch) { println!("{} rows", batch.num_rows()) }
///
/// let flow = pipeline! {
///     let batches = parquet::batches("trips/").columns(["fare", "tip"]).only(col("fare").gt(0));
///     batches -> count;
/// };
/// assert_eq!(flow.to_string(), "batches (c 1)\n +--> count (c 1)");
/// ```
pub fn batches(paths: impl Into<Paths>) -> ParquetBatches {
    ColumnarSource::new(paths.into(), Whole::default())
}

/// A source of records of Parquet files: made by [`source`].
pub type ParquetSource<T> = ColumnarSource<RowGroups, Records<T>>;

/// A source of Parquet files' columns: made by [`batches`].
pub type ParquetBatches = ColumnarSource<RowGroups, Whole>;

impl<V> ColumnarSource<RowGroups, V> {
    /// Lets only rows pass for which `only` holds. Said twice, both must hold.
    ///
    /// Row groups and pages of which the statistics say that it holds for none of their rows are not
    /// read. Its columns need not be fields of the events, and are called as the file calls them; where a
    /// file has none of that name, the name or an `alias` of a field is that of the column it is read
    /// from. So one condition is for files from before and after a column was renamed.
    ///
    /// ```
    /// use goflow::prelude::*;
    ///
    /// # #[derive(Record)]
    /// # struct Flight { carrier: String }
    /// let flights = goflow::parquet::source::<Flight>("flights/")
    ///     .only(col("year").ge(2013).and(col("carrier").in_list(["UA", "DL"])));
    /// ```
    #[must_use]
    pub fn only(mut self, only: Only) -> Self {
        self.settings = Some(Only::both(self.settings.take(), only));
        self
    }
}
