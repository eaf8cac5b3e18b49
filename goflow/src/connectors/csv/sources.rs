//! `csv::source`.

use super::decoder::CsvDecoder;
use super::format::Format;
use crate::builtin::NoNode;
use crate::connectors::FromText;
use crate::connectors::file::{Check, FileReader, Files, Paths, RecordError, file_options};
use crate::connectors::unmade::{UnmadeSource, no_node_by_reference};
use crate::error::BoxError;
use crate::node::{Context, Event, Position, Source};

/// Reads CSV files: a source of `T`s, one a record.
///
/// - `paths`: a file, a glob, a folder, a URL, or a list of these: see [`Paths`](crate::Paths). What is
///   compressed by its ending is decompressed. One worker reads the files in order of their names;
///   `(c N)` deals them to N, and cuts large ones at the ends of records.
/// - Cells are found by the header's names, and each file may have its own order of columns; those
///   that `T` lacks are not looked at. One that the file lacks is `None` for an `Option`, and the
///   default of a field with `#[serde(default)]`; else the first file ends the pipeline before
///   anything has run, and a later one is one error, and the next file is read. So it is with a file
///   that has none of the columns.
/// - An empty cell is `None` for an `Option` and `""` for a `String`; see [`null`](CsvSource::null).
/// - `T` is a struct or a tuple of scalars: numbers, `bool` (`true`, `True`, `TRUE`), texts, enums
///   without data, what serde reads from text (dates, decimals, uuids), and `Option`s and newtypes
///   of them. Lists, maps, structs and bytes are an error at start that names the field.
/// - With `#[serde(flatten)]` serde does not say what a cell is to become: what looks like a number
///   is one, unless only texts do.
/// - Quotes, their escapes, and ends of lines (`\n`, `\r\n`, `\r`) are those of RFC 4180 and of the
///   csv crate: a quote inside of a cell without quotes is text. Lines without anything are skipped.
/// - Text is UTF-8, with a byte order mark or without, unless [`encoding`](CsvSource::encoding) says
///   otherwise: what spreadsheets and older programs write is often `windows-1252` or `utf-16`.
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
pub fn source<T: FromText + Event>(paths: impl Into<Paths>) -> CsvSource<T> {
    let mut files = Files::new(paths.into());
    files.options.letters = true;
    CsvSource { files, format: Format::default(), check: None }
}

/// A source of CSV files: made by [`source`].
#[derive(Debug)]
pub struct CsvSource<T> {
    pub(super) files: Files,
    format: Format,
    pub(super) check: Option<Check<T>>,
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

impl<T> CsvSource<T> {
    /// What encloses cells that have delimiters, quotes or ends of lines in them; `"` unless told
    /// otherwise.
    ///
    /// ```
    /// let pairs = goflow::csv::source::<(String, f64)>("pairs.csv").header(false).quote(b'\'');
    /// ```
    #[must_use]
    pub fn quote(mut self, quote: u8) -> Self {
        self.format.quote = quote;
        self
    }

    /// Inside of quotes, the byte that follows this one stands for itself. A quote may still be
    /// written twice.
    ///
    /// ```
    /// let pairs = goflow::csv::source::<(String, f64)>("pairs.csv").header(false).escape(b'\\');
    /// ```
    #[must_use]
    pub fn escape(mut self, escape: u8) -> Self {
        self.format.escape = Some(escape);
        self
    }

    /// A line that begins with this byte is no record, and no header.
    ///
    /// ```
    /// let pairs = goflow::csv::source::<(String, f64)>("pairs.csv").header(false).comment(b'#');
    /// ```
    #[must_use]
    pub fn comment(mut self, comment: u8) -> Self {
        self.format.comment = Some(comment);
        self
    }

    /// Whether records may have more cells than the header, or than the first record where there is
    /// none, and fewer: further ones are ignored, missing ones are as if the file had no such column.
    /// Without it, such a record is a bad one.
    ///
    /// ```
    /// # #[derive(serde::Deserialize)]
    /// # struct Flight { dep_delay: Option<i32> }
    /// let flights = goflow::csv::source::<Flight>("data/").flexible(true);
    /// ```
    #[must_use]
    pub fn flexible(mut self, flexible: bool) -> Self {
        self.format.flexible = flexible;
        self
    }
}

file_options! {
    impl<T> CsvSource<T>, { files.options } [compression encoding max_record follow split_size]
    "goflow::csv::source::<(u32, String)>(\"in/\").header(false)"
}

#[diagnostic::do_not_recommend]
impl<T: Event> NoNode for CsvSource<T> {
    type Node = UnmadeSource<T>;
}

no_node_by_reference! { impl [T: FromText + Event] CsvSource<T> }

impl<T: FromText + Event> Source for CsvSource<T> {
    type Event = T;
    type Error = RecordError;
    type Reader = FileReader<CsvDecoder<T>>;

    async fn open(&self, context: &Context) -> Result<Self::Reader, BoxError> {
        self.open_at(context, &[]).await
    }

    async fn open_at(
        &self,
        context: &Context,
        positions: &[Position],
    ) -> Result<Self::Reader, BoxError> {
        let (max_record, charset) =
            (self.files.options.max_record(), self.files.options.charset()?);
        let format = Format { max_record, charset, ..self.format.clone() };
        let decoder = CsvDecoder::new(&format)?.checked(self.check);
        self.files.check_hive::<T>(context).await?;
        self.files.open(context, decoder, positions).await
    }
}
