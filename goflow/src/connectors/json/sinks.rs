//! `json::sink`.

use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

use crate::connectors::ToText;
use crate::connectors::file::{Encoder, FileSink, Format, Layout, Refused, Rows, Without, Writes};
use crate::error::BoxError;
use crate::node::Event;

/// Writes events to files as JSON documents, one a line.
///
/// - A target that ends in `.jsonl`, `.ndjson` or `.json`, and then perhaps `.gz`, `.zst`, `.bz2`,
///   `.xz` or `.lz4`, is one file; any other is a folder. See [`FileSink`](crate::FileSink) for what
///   files of all formats have in common.
/// - A float that is infinite or no number is `null`, as JSON has no word for it.
/// - An event that cannot be serialized leaves by the `err` port as a
///   [`RecordError`](crate::RecordError). Without an `err` edge it ends the pipeline.
///
/// ```
/// use goflow::prelude::*;
/// use goflow::json;
///
/// #[derive(serde::Serialize)]
/// struct Square { n: u32, square: u32 }
///
/// #[source]
/// fn squares() -> impl Iterator<Item = Square> { (1..=2).map(|n| Square { n, square: n * n }) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("out/squares.jsonl");
/// let flow = pipeline! {
///     let file = json::sink::<Square>(&path);
///     squares -> file;
/// };
/// flow.run().await?;
/// assert_eq!(std::fs::read_to_string(path)?, "{\"n\":1,\"square\":1}\n{\"n\":2,\"square\":4}\n");
/// # Ok(())
/// # }
/// ```
pub fn sink<T: ToText + Event>(path: impl AsRef<Path>) -> JsonSink<T> {
    FileSink::new(path, JsonFormat(PhantomData))
}

/// An output to JSON files: made by [`sink`].
pub type JsonSink<T> = FileSink<JsonFormat<T>>;

/// JSON, one document a line.
pub struct JsonFormat<T>(PhantomData<fn(T)>);

impl<T> Clone for JsonFormat<T> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<T: Event> Writes for JsonFormat<T> {
    type Event = T;
}

impl<T: ToText + Event> Format for JsonFormat<T> {
    type Encoder = JsonEncoder<T>;
    type Packer = Rows;
    const NAME: &'static str = "JSON";
    const ENDINGS: &'static [&'static str] = &["jsonl", "ndjson", "json"];
    const TEXT: bool = true;
    const CONTINUES: bool = true;

    fn encoder(&self, layout: &Layout) -> Result<JsonEncoder<T>, BoxError> {
        Ok(JsonEncoder { text: Vec::new(), left_out: layout.left_out.clone(), events: PhantomData })
    }

    fn packer(&self, _: &Layout) -> Result<Rows, BoxError> {
        Ok(Rows)
    }
}

/// Makes lines of events.
pub struct JsonEncoder<T> {
    text: Vec<u8>,
    left_out: Arc<[String]>,
    events: PhantomData<fn(T)>,
}

impl<T: ToText + Event> Encoder for JsonEncoder<T> {
    type Event = T;
    type Piece = Vec<u8>;

    #[inline]
    fn encode(&mut self, event: &T) -> Result<(), Refused> {
        let before = self.text.len();
        let event = Without { value: event, names: &self.left_out };
        match serde_json::to_writer(&mut self.text, &event) {
            Ok(()) => {
                self.text.push(b'\n');
                Ok(())
            }
            Err(error) => Err(self.refuse(before, &error)),
        }
    }

    #[inline]
    fn size(&self) -> usize {
        self.text.len()
    }

    fn take(&mut self, used: Option<Vec<u8>>) -> Result<Vec<u8>, BoxError> {
        Ok(std::mem::replace(&mut self.text, used.unwrap_or_default()))
    }
}

impl<T> JsonEncoder<T> {
    /// What a line that was begun at `from` leaves behind.
    #[cold]
    fn refuse(&mut self, from: usize, error: &serde_json::Error) -> Refused {
        let raw = self.text.split_off(from);
        Refused::Event { column: None, raw, cause: error.to_string() }
    }
}
