//! `json::source`.

use super::decoder::JsonDecoder;
use crate::builtin::NoNode;
use crate::connectors::FromText;
use crate::connectors::file::{Check, FileReader, Files, Paths, RecordError, file_options};
use crate::connectors::unmade::{UnmadeSource, no_node_by_reference};
use crate::error::BoxError;
use crate::node::{Context, Event, Position, Source};

/// Reads files of JSON documents, one a line: a source of `T`s.
///
/// - `paths`: a file, a glob, a folder, a URL, or a list of these: see [`Paths`](crate::Paths).
///   What is compressed by its ending is decompressed. One worker reads the files in order of their
///   names; `(c N)` deals them to N, and cuts large ones at the ends of lines.
/// - Lines of white space are no records, but are counted.
/// - Folders of the path that are named `carrier=UA` fill the field `carrier`.
/// - Text is UTF-8, with a byte order mark or without, unless [`encoding`](JsonSource::encoding) says
///   otherwise.
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
pub fn source<T: FromText + Event>(paths: impl Into<Paths>) -> JsonSource<T> {
    JsonSource { files: Files::new(paths.into()), array: false, check: None }
}

/// A source of JSON files: made by [`source`].
#[derive(Debug)]
pub struct JsonSource<T> {
    pub(super) files: Files,
    array: bool,
    pub(super) check: Option<Check<T>>,
}

impl<T> JsonSource<T> {
    /// Each file is one array, and its elements are the records, wherever lines end. It is read
    /// element by element, so that it may be larger than memory; it is never cut.
    ///
    /// ```
    /// use goflow::prelude::*;
    /// use goflow::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("pairs.json");
    /// std::fs::write(&path, "[\n  [1, 2],\n  [3, 4]\n]\n")?;
    /// let flow = pipeline! {
    ///     let pairs = json::source::<(u32, u32)>(path).array();
    ///     pairs -> discard;
    /// };
    /// assert_eq!(flow.run().await?.node("pairs").map(|n| n.sent), Some(2));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn array(mut self) -> Self {
        self.array = true;
        self
    }
}

#[cfg(test)]
impl<T> JsonSource<T> {
    /// Looks for the files, as the first worker does.
    pub(crate) async fn files_found(&self) {
        self.files.found().await.map(drop).unwrap();
    }
}

file_options! {
    impl<T> JsonSource<T>, { files.options } [compression encoding max_record follow split_size]
    "goflow::json::source::<(u32, String)>(\"in/\")"
}

#[diagnostic::do_not_recommend]
impl<T: Event> NoNode for JsonSource<T> {
    type Node = UnmadeSource<T>;
}

no_node_by_reference! { impl [T: FromText + Event] JsonSource<T> }

impl<T: FromText + Event> Source for JsonSource<T> {
    type Event = T;
    type Error = RecordError;
    type Reader = FileReader<JsonDecoder<T>>;

    async fn open(&self, context: &Context) -> Result<Self::Reader, BoxError> {
        self.open_at(context, &[]).await
    }

    async fn open_at(
        &self,
        context: &Context,
        positions: &[Position],
    ) -> Result<Self::Reader, BoxError> {
        self.files.check_hive::<T>(context).await?;
        let decoder = JsonDecoder::new(
            self.array,
            self.files.options.max_record(),
            self.files.options.charset()?,
        );
        let decoder = decoder.checked(self.check);
        self.files.open(context, decoder, positions).await
    }
}
