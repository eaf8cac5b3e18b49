//! `csv::batches`.

use super::sources::{CsvSource, source};
use crate::connectors::FromText;
use crate::connectors::file::{Paths, file_options};
use crate::record::{Batched, Record, held};

/// Reads CSV files into columns: as [`source`], but events are
/// [`RecordBatch`](crate::arrow::RecordBatch)es with the columns of `T`.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::csv;
///
/// #[derive(Record, serde::Deserialize)]
/// struct Flight { carrier: String, dep_delay: Option<i32> }
///
/// #[output]
/// fn check(batch: RecordBatch) { assert_eq!(batch.column(1).null_count(), 1) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("flights.csv");
/// std::fs::write(&path, "year,carrier,dep_delay\n2013,UA,20\n2013,DL,NA\n")?;
/// let flow = pipeline! {
///     let flights = csv::batches::<Flight>(path).null("NA");
///     flights -> check;
/// };
/// assert_eq!(flow.run().await?.node("check").map(|n| n.received), Some(1));
/// # Ok(())
/// # }
/// ```
pub fn batches<T: Record + FromText>(paths: impl Into<Paths>) -> CsvBatches<T> {
    let mut source = source(paths);
    source.check = Some(held);
    Batched::new(source)
}

/// A source of CSV files' columns: made by [`batches`].
pub type CsvBatches<T> = Batched<CsvSource<T>>;

impl<T> CsvBatches<T> {
    /// As [`CsvSource::null`]. What else can be said of CSV files is said by
    /// [`with`](Batched::with): `.with(|csv| csv.delimiter(b';'))`.
    #[must_use]
    pub fn null(self, text: impl Into<String>) -> Self {
        self.with(|csv| csv.null(text))
    }
}

file_options! {
    impl<T> CsvBatches<T>, { source.files.options } [compression encoding max_record follow split_size]
    "goflow::csv::source::<(u32, String)>(\"in/\").header(false)"
}
