//! `csv::source`.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::decoder::CsvDecoder;
use crate::connectors::file::{FileReader, Files, Paths, RecordError};
use crate::error::BoxError;
use crate::node::{Context, Event, Source};

/// Reads CSV files: a source of `T`s, one a record.
///
/// - `paths`: a file, a glob, a folder, or a list of these: see [`Paths`](crate::Paths). `.gz` is
///   decompressed. One worker reads the files in order of their names; `(c N)` deals them to N.
/// - Cells are found by the header's names; columns that `T` lacks are skipped; one that the file
///   lacks is `None` for an `Option`, else the end of the pipeline.
/// - An empty cell is `None` for an `Option` and `""` for a `String`; see [`null`](CsvSource::null).
/// - A bad record leaves by the `err` port as a [`RecordError`](crate::RecordError), and the reading
///   goes on. Without an `err` edge it ends the pipeline.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::csv;
///
/// #[derive(serde::Deserialize)]
/// struct Flight { carrier: String, dep_delay: Option<i32> }
///
/// #[task]
/// fn late(flight: Flight) -> Option<String> {
///     (flight.dep_delay? >= 15).then_some(flight.carrier)
/// }
/// #[output]
/// fn check(carrier: String) { assert_eq!(carrier, "UA") }
/// #[output]
/// fn dead(failed: Failed<RecordError>) {
///     assert_eq!((failed.error.record, failed.error.column.as_deref()), (4, Some("dep_delay")));
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("flights.csv");
/// std::fs::write(&path, "year,carrier,dep_delay\n2013,UA,20\n2013,DL,NA\n2013,AA,soon\n")?;
/// let flow = pipeline! {
///     let flights = csv::source::<Flight>(path).null("NA");
///     flights -> late -> check;
///     flights -[err]-> dead;
/// };
/// let report = flow.run().await?;
/// assert_eq!(report.node("flights").map(|n| (n.sent, n.errors)), Some((2, 1)));
/// # Ok(())
/// # }
/// ```
pub fn source<T: DeserializeOwned + Event>(paths: impl Into<Paths>) -> CsvSource<T> {
    CsvSource { files: Files::new(paths.into()), format: Format::default(), events: PhantomData }
}

/// A source of CSV files: made by [`source`].
#[derive(Debug)]
pub struct CsvSource<T> {
    files: Files,
    format: Format,
    events: PhantomData<fn() -> T>,
}

/// How the files are written.
#[derive(Debug, Clone)]
pub(super) struct Format {
    pub(super) header: bool,
    pub(super) delimiter: u8,
    pub(super) null: Option<String>,
}

impl Default for Format {
    fn default() -> Self {
        Self { header: true, delimiter: b',', null: None }
    }
}

impl<T> CsvSource<T> {
    /// A further text that means nothing, quoted or not, beside the empty cell: `None` for an
    /// `Option`. In a field that is no `Option` it makes a bad record.
    ///
    /// ```
    /// # #[derive(serde::Deserialize)]
    /// # struct Flight { dep_delay: Option<i32> }
    /// let flights = goflow::csv::source::<Flight>("data/").null("NA");
    /// ```
    #[must_use]
    pub fn null(mut self, text: impl Into<String>) -> Self {
        self.format.null = Some(text.into());
        self
    }

    /// Whether the first record of a file names its columns, which it does unless told otherwise.
    /// Without a header, cells fill the fields in the order the struct declares them.
    ///
    /// ```
    /// let pairs = goflow::csv::source::<(String, f64)>("pairs.csv").header(false);
    /// ```
    #[must_use]
    pub fn header(mut self, header: bool) -> Self {
        self.format.header = header;
        self
    }

    /// What stands between cells; a comma unless told otherwise.
    ///
    /// ```
    /// let pairs = goflow::csv::source::<(String, f64)>("pairs.tsv").header(false).delimiter(b'\t');
    /// ```
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.format.delimiter = delimiter;
        self
    }
}

impl<T: DeserializeOwned + Event> Source for CsvSource<T> {
    type Event = T;
    type Error = RecordError;
    type Reader = FileReader<CsvDecoder<T>>;

    async fn open(&self, context: &Context) -> Result<Self::Reader, BoxError> {
        if let b'"' | b'\n' | b'\r' = self.format.delimiter {
            return Err(
                "a quote or the end of a line cannot stand between cells; use another `.delimiter`"
                    .into(),
            );
        }
        self.files.open(context, CsvDecoder::new(&self.format), &[]).await
    }
}
