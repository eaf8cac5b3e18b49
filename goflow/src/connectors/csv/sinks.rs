//! `csv::sink`.

use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

use super::format::Format as Settings;
use super::unseen::Unseen;
use super::write::CsvEncoder;
use crate::connectors::ToText;
use crate::connectors::file::{Encoder, FileSink, Format, Layout, Out, Packer, Refused, Writes};
use crate::error::BoxError;
use crate::node::Event;

/// Writes events to CSV files, one a row.
///
/// - A target that ends in `.csv`, and then perhaps `.gz`, `.zst`, `.bz2`, `.xz` or `.lz4`, is one
///   file; any other is a folder. See [`FileSink`](crate::FileSink) for what files of all formats
///   have in common.
/// - The fields' names are the first row. They are known from the first event. One file without an
///   event has them, too, if `T` is `Deserialize` or a [`Record`](crate::Record), or if they are
///   [said](CsvSink::columns).
/// - Cells stand in quotes only where they must. `None` is an empty cell: see
///   [`null`](CsvSink::null).
/// - csv holds scalars. A `T` with a list, a map, a further struct or an enum with data inside is an
///   error at start that names the field, if `T` is `Deserialize`, too; of other types the first such
///   event ends the pipeline. An event that cannot be written for its value leaves by the `err` port
///   as a [`RecordError`](crate::RecordError).
///
/// ```
/// use goflow::prelude::*;
/// use goflow::csv;
///
/// #[derive(serde::Serialize)]
/// struct Square { n: u32, square: Option<u32> }
///
/// #[source]
/// fn squares() -> impl Iterator<Item = Square> {
///     (1..=2).map(|n| Square { n, square: (n > 1).then_some(n * n) })
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("squares.csv");
/// let flow = pipeline! {
///     let file = csv::sink::<Square>(&path);
///     squares -> file;
/// };
/// flow.run().await?;
/// assert_eq!(std::fs::read_to_string(path)?, "n,square\n1,\n2,4\n");
/// # Ok(())
/// # }
/// ```
pub fn sink<T: ToText + Event>(path: impl AsRef<Path>) -> CsvSink<T> {
    let (settings, columns, unseen) = (Settings::default(), None, Unseen::default());
    FileSink::new(path, CsvFormat { settings, columns, unseen, events: PhantomData })
}

/// An output to CSV files: made by [`sink`].
pub type CsvSink<T> = FileSink<CsvFormat<T>>;

/// CSV, and how it is written.
pub struct CsvFormat<T> {
    settings: Settings,
    columns: Option<Arc<[String]>>,
    pub(super) unseen: Unseen,
    events: PhantomData<fn(T)>,
}

impl<T: Event> CsvSink<T> {
    /// Whether the first row of a file names its columns, which it does unless told otherwise.
    ///
    /// ```
    /// let pairs = goflow::csv::sink::<(String, f64)>("pairs.csv").header(false);
    /// ```
    #[must_use]
    pub fn header(mut self, header: bool) -> Self {
        self.format.settings.header = header;
        self
    }

    /// What stands between cells; a comma unless told otherwise.
    ///
    /// ```
    /// let pairs = goflow::csv::sink::<(String, f64)>("pairs.tsv/").header(false).delimiter(b'\t');
    /// ```
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.format.settings.delimiter = delimiter;
        self
    }

    /// What is written for `None`, in place of an empty cell.
    ///
    /// ```
    /// # #[derive(serde::Serialize)]
    /// # struct Flight { dep_delay: Option<i32> }
    /// let flights = goflow::csv::sink::<Flight>("flights.csv").null("NA");
    /// ```
    #[must_use]
    pub fn null(mut self, text: impl Into<String>) -> Self {
        self.format.settings.null = Some(text.into());
        self
    }

    /// The header of one file to which no event came, for a `T` that is neither `Deserialize` nor a
    /// [`Record`](crate::Record): then only events know the names of their fields. Without this,
    /// such a file is empty, and a warning says so.
    ///
    /// ```
    /// # #[derive(serde::Serialize)]
    /// # struct Delay { carrier: String, minutes: i32 }
    /// let sum = goflow::csv::sink::<Delay>("sum.csv").columns(["carrier", "minutes"]);
    /// ```
    #[must_use]
    pub fn columns<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.format.columns = Some(names.into_iter().map(Into::into).collect());
        self
    }
}

impl<T> Clone for CsvFormat<T> {
    fn clone(&self) -> Self {
        let (settings, columns) = (self.settings.clone(), self.columns.clone());
        Self { settings, columns, unseen: self.unseen.clone(), events: PhantomData }
    }
}

impl<T: Event> Writes for CsvFormat<T> {
    type Event = T;
}

impl<T: ToText + Event> Format for CsvFormat<T> {
    type Encoder = CsvRows<T>;
    type Packer = CsvPacker;
    const NAME: &'static str = "CSV";
    const ENDINGS: &'static [&'static str] = &["csv"];
    const TEXT: bool = true;
    const CONTINUES: bool = true;

    fn check(&self, layout: &Layout) -> Result<(), BoxError> {
        self.settings.check()?;
        Ok(self.unseen.check(&self.settings, &layout.left_out)?)
    }

    fn encoder(&self, layout: &Layout) -> Result<CsvRows<T>, BoxError> {
        let encoder = CsvEncoder::new(&self.settings, &layout.left_out);
        Ok(CsvRows { encoder, header: None, text: Vec::new(), events: PhantomData })
    }

    fn packer(&self, layout: &Layout) -> Result<CsvPacker, BoxError> {
        let (settings, said) = (&self.settings, self.columns.as_deref());
        let spare = settings.header.then(|| Spare {
            said: said.map(|names| CsvEncoder::header_of(settings, names)),
            settings: settings.clone(),
            unseen: self.unseen.clone(),
        });
        Ok(CsvPacker { begun: false, spare, target: layout.target.clone() })
    }
}

/// Makes rows of the events of one partition.
pub struct CsvRows<T> {
    encoder: CsvEncoder,
    /// Once it is known.
    header: Option<Arc<[u8]>>,
    text: Vec<u8>,
    events: PhantomData<fn(T)>,
}

/// Rows, and what stands before them in a file.
#[derive(Default)]
pub struct CsvPiece {
    header: Option<Arc<[u8]>>,
    rows: Vec<u8>,
}

impl<T: ToText + Event> Encoder for CsvRows<T> {
    type Event = T;
    type Piece = CsvPiece;

    #[inline]
    fn encode(&mut self, event: &T) -> Result<(), Refused> {
        self.encoder.encode(event, &mut self.text).map_err(|error| match error.of_type {
            true => Refused::Type(error.into()),
            false => Refused::Event { column: error.column, raw: error.raw, cause: error.cause },
        })
    }

    #[inline]
    fn size(&self) -> usize {
        self.text.len()
    }

    fn take(&mut self, used: Option<CsvPiece>) -> Result<CsvPiece, BoxError> {
        if self.header.is_none() {
            self.header = self.encoder.header().map(Arc::from);
        }
        let rows = std::mem::replace(&mut self.text, used.unwrap_or_default().rows);
        Ok(CsvPiece { header: self.header.clone(), rows })
    }
}

/// A header, and rows.
pub struct CsvPacker {
    /// The header is written, if there is one.
    begun: bool,
    /// The header of a file without a row, if it has one.
    spare: Option<Spare>,
    /// For messages.
    target: Arc<str>,
}

/// What tells the header of a file without a row.
struct Spare {
    said: Option<Vec<u8>>,
    settings: Settings,
    unseen: Unseen,
}

impl Packer for CsvPacker {
    type Piece = CsvPiece;

    fn begin(&mut self, _: &mut Out<'_>) -> Result<(), BoxError> {
        Ok(())
    }

    fn pack(&mut self, piece: &mut CsvPiece, out: &mut Out<'_>) -> Result<(), BoxError> {
        match piece.header.take().filter(|_| !self.begun) {
            Some(header) => {
                out.bytes.extend_from_slice(&header);
                out.bytes.extend_from_slice(&piece.rows);
            }
            None => std::mem::swap(&mut piece.rows, out.bytes),
        }
        piece.rows.clear();
        self.begun = true;
        Ok(())
    }

    fn finish(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        if let Some(Spare { said, settings, unseen }) = self.spare.take().filter(|_| !self.begun) {
            match said.or_else(|| unseen.header(&settings)) {
                Some(header) => out.bytes.extend_from_slice(&header),
                None => tracing::warn!(
                    file = &*self.target,
                    "no event came, so the file has no header; say `.columns([…])`, or derive \
                     `Deserialize` or `Record`"
                ),
            }
        }
        Ok(())
    }
}
