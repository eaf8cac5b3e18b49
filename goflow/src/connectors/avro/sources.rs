//! `avro::source` and `avro::batches`.

use super::format::Ranges;
use crate::connectors::columnar::{ColumnarSource, Records, Whole};
use crate::connectors::file::Paths;
use crate::record::Record;

/// Reads Avro files (object containers, of all codecs): a source of records.
///
/// - `paths`: a file, a glob, a folder, a URL, or a list of these: see [`Paths`](crate::Paths). One
///   worker reads the files in order of their names; `(c N)` deals them, large ones in pieces, to N.
/// - The file's schema is resolved to `T` by the fields' names and aliases: fields that `T` lacks are skipped,
///   one that the file lacks is `None` for an `Option`, a union with `null` is an `Option`. Integers
///   widen to integers and `float` to `f64`, nothing else; a union is read into a type that takes
///   each of its own. Values in the path (`carrier=UA/`) fill the fields of that name.
/// - A first file that does not fit, or whose schema holds itself, is an error before anything has
///   run; a later one leaves by the `err` port as one [`RecordError`](crate::RecordError). So does a
///   record with a value that makes no sense, and a block that cannot be read, which says how many
///   records are lost with it; what follows is read. Without an `err` edge it ends the pipeline.
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
    ColumnarSource::new(paths.into(), Records::new())
}

/// Reads Avro files: a source of their columns, in [`RecordBatch`](crate::arrow::RecordBatch)es of up to 8192 rows.
///
/// Paths and pieces are as in [`source`]. Values in the path (`carrier=UA/`) are columns of text
/// behind the file's own, but for those of a name that the file has itself. Enums are dictionaries
/// of strings, unions of more than a type and `null` are dense unions.
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
    ColumnarSource::new(paths.into(), Whole::default())
}

/// A source of records of Avro files: made by [`source`].
pub type AvroSource<T> = ColumnarSource<Ranges, Records<T>>;

/// A source of Avro files' columns: made by [`batches`].
pub type AvroBatches = ColumnarSource<Ranges, Whole>;
