//! `json::source`.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::lines::JsonLines;
use crate::connectors::file::{FileReader, Files, Paths, RecordError};
use crate::error::BoxError;
use crate::node::{Context, Event, Source};

/// Reads files of JSON documents, one a line: a source of `T`s.
///
/// - `paths`: a file, a glob, a folder, or a list of these: see [`Paths`](crate::Paths). `.gz` is
///   decompressed. One worker reads the files in order of their names; `(c N)` deals them to N.
/// - Lines of white space are no records, but are counted.
/// - A bad record leaves by the `err` port as a [`RecordError`](crate::RecordError), and the reading
///   goes on. Without an `err` edge it ends the pipeline.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::json;
///
/// #[derive(serde::Deserialize)]
/// struct Delay { carrier: String, minutes: i32 }
///
/// #[output]
/// fn check(delay: Delay) { assert_eq!((delay.carrier.as_str(), delay.minutes), ("UA", 20)) }
/// #[output]
/// fn dead(failed: Failed<RecordError>) { assert_eq!(failed.error.record, 3) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("delays.jsonl");
/// std::fs::write(&path, "{\"carrier\":\"UA\",\"minutes\":20}\n\n{\"carrier\":\"DL\"}\n")?;
/// let flow = pipeline! {
///     let delays = json::source::<Delay>(path);
///     delays -> check;
///     delays -[err]-> dead;
/// };
/// let report = flow.run().await?;
/// assert_eq!(report.node("delays").map(|n| (n.sent, n.errors)), Some((1, 1)));
/// # Ok(())
/// # }
/// ```
pub fn source<T: DeserializeOwned + Event>(paths: impl Into<Paths>) -> JsonSource<T> {
    JsonSource { files: Files::new(paths.into()), events: PhantomData }
}

/// A source of JSON files: made by [`source`].
#[derive(Debug)]
pub struct JsonSource<T> {
    files: Files,
    events: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Event> Source for JsonSource<T> {
    type Event = T;
    type Error = RecordError;
    type Reader = FileReader<JsonLines<T>>;

    async fn open(&self, context: &Context) -> Result<Self::Reader, BoxError> {
        self.files.open(context, JsonLines::new()).await
    }
}
