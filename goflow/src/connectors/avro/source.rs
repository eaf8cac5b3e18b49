//! `avro::source` and `avro::batches`.

use std::marker::PhantomData;

use arrow_array::RecordBatch;

use super::format::Ranges;
use crate::connectors::columnar::{ColumnarReader, Columns, Records, Whole};
use crate::connectors::file::{FileOptions, Paths, RecordError};
use crate::error::BoxError;
use crate::node::{Context, Position, Source};
use crate::record::Record;

/// Reads Avro files (object containers, of all codecs): a source of records.
///
/// - `paths`: a file, a glob, a folder, a URL, or a list of these: see [`Paths`](crate::Paths). One
///   worker reads the files in order of their names; `(c N)` deals them, large ones in pieces, to N.
/// - The file's schema is resolved to `T` by the fields' names: fields that `T` lacks are skipped,
///   one that the file lacks is `None` for an `Option`, a union with `null` is an `Option`. Integers
///   widen to integers and `float` to `f64`, nothing else. Values in the path (`carrier=UA/`) fill
///   the fields of that name.
/// - A first file that does not fit, or whose schema holds itself, is an error before anything has
///   run; a later one leaves by the `err` port as one [`RecordError`](crate::RecordError), as does a
///   block that cannot be read. Without an `err` edge either ends the pipeline.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::avro;
///
/// #[derive(Record)]
/// struct Flight { carrier: String, dep_delay: Option<i32> }
///
/// #[output]
/// fn print(flight: Flight) { println!("{}: {:?}", flight.carrier, flight.dep_delay) }
///
/// let flow = pipeline! {
///     let flights = avro::source::<Flight>("flights/*.avro");
///     flights -> print;
/// };
/// assert_eq!(flow.to_string(), "flights (c 1)\n +--> print (c 1)");
/// ```
pub fn source<T: Record>(paths: impl Into<Paths>) -> AvroSource<T> {
    let options = FileOptions::new(paths.into());
    AvroSource { options, columns: Columns::later(), records: PhantomData }
}

/// Reads Avro files: a source of their columns, in [`RecordBatch`]es of up to 8192 rows.
///
/// Paths and pieces are as in [`source`]. Enums are dictionaries of strings, unions of more than a
/// type and `null` are dense unions.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::avro;
///
/// #[output]
/// fn count(batch: RecordBatch) { println!("{} rows", batch.num_rows()) }
///
/// let flow = pipeline! {
///     let batches = avro::batches("trips/").columns(["fare"]);
///     batches -> count;
/// };
/// assert_eq!(flow.to_string(), "batches (c 1)\n +--> count (c 1)");
/// ```
pub fn batches(paths: impl Into<Paths>) -> AvroBatches {
    let options = FileOptions::new(paths.into());
    AvroBatches { options, view: Whole::default(), columns: Columns::later() }
}

/// A source of records of Avro files: made by [`source`].
#[derive(Debug)]
pub struct AvroSource<T> {
    options: FileOptions,
    columns: Columns<Ranges>,
    records: PhantomData<fn() -> T>,
}

/// A source of Avro files' columns: made by [`batches`].
#[derive(Debug)]
pub struct AvroBatches {
    options: FileOptions,
    view: Whole,
    columns: Columns<Ranges>,
}

macro_rules! options {
    ([$($event:ident)?] $type:ty) => {
        impl$(<$event>)? $type {
            /// How large the pieces are, in bytes, that a large file is cut into at sync markers to
            /// be dealt to several workers: 64 MiB unless told otherwise.
            ///
            /// ```
            /// use goflow::prelude::*;
            ///
            /// let trips = goflow::avro::batches("trips/").split_size(256.mib());
            /// ```
            #[must_use]
            pub fn split_size(mut self, bytes: u64) -> Self {
                self.options.split_size = Some(bytes);
                self
            }

            /// Goes on until the pipeline is stopped, with files that are new. A file is read once
            /// it was left alone for a moment.
            ///
            /// ```
            /// let trips = goflow::avro::batches("trips/").follow();
            /// ```
            #[must_use]
            pub fn follow(mut self) -> Self {
                self.options.follow = true;
                self
            }
        }
    };
}
options! { [T] AvroSource<T> }
options! { [] AvroBatches }

impl AvroBatches {
    /// Reads only these columns, and gives them in this order. One that a file lacks is an error.
    ///
    /// ```
    /// let fares = goflow::avro::batches("trips/").columns(["fare"]);
    /// ```
    #[must_use]
    pub fn columns<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.view.columns = Some(names.into_iter().map(Into::into).collect());
        self
    }
}

impl<T: Record> Source for AvroSource<T> {
    type Event = T;
    type Error = RecordError;
    type Reader = ColumnarReader<Records<T>>;

    async fn open(&self, context: &Context) -> Result<Self::Reader, BoxError> {
        self.open_at(context, &[]).await
    }

    async fn open_at(
        &self,
        context: &Context,
        positions: &[Position],
    ) -> Result<Self::Reader, BoxError> {
        let format = || Ranges::new(self.options.split_size());
        self.columns.open(&self.options, format, context, Records::new(), positions).await
    }
}

impl Source for AvroBatches {
    type Event = RecordBatch;
    type Error = RecordError;
    type Reader = ColumnarReader<Whole>;

    async fn open(&self, context: &Context) -> Result<Self::Reader, BoxError> {
        self.open_at(context, &[]).await
    }

    async fn open_at(
        &self,
        context: &Context,
        positions: &[Position],
    ) -> Result<Self::Reader, BoxError> {
        let format = || Ranges::new(self.options.split_size());
        self.columns.open(&self.options, format, context, self.view.clone(), positions).await
    }
}
