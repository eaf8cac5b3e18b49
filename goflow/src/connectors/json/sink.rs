//! `json::sink`.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::connectors::file::{FileWriter, PIECE, RecordError};
use crate::error::BoxError;
use crate::node::{Context, Event, Output, Writer};

const ENDINGS: [&str; 3] = [".jsonl", ".ndjson", ".json"];

/// Writes events to a file as JSON documents, one a line.
///
/// - The name ends in `.jsonl`, `.ndjson` or `.json`, and then perhaps `.gz`: that compresses it.
///   Folders that are missing are made.
/// - The file is written under a name that begins with `.`, and moved to its own when all events
///   have come: nobody sees half of it, it replaces what stood there, and a failed run leaves none.
/// - One file has one worker.
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
pub fn sink<T: Serialize + Event>(path: impl AsRef<Path>) -> JsonSink<T> {
    JsonSink { path: path.as_ref().to_path_buf(), events: PhantomData }
}

/// An output to a JSON file: made by [`sink`].
#[derive(Debug)]
pub struct JsonSink<T> {
    path: PathBuf,
    events: PhantomData<fn(T)>,
}

impl<T: Serialize + Event> Output for JsonSink<T> {
    type Event = T;
    type Error = RecordError;
    type Writer = JsonWriter<T>;

    async fn open(&self, context: &Context) -> Result<JsonWriter<T>, BoxError> {
        let name = self.path.to_string_lossy();
        let stem = name.strip_suffix(".gz").unwrap_or(&name);
        if !ENDINGS.iter().any(|ending| stem.ends_with(ending)) {
            let problem = "is no name for a JSON file; end it in `.jsonl` or `.jsonl.gz`";
            return Err(format!("`{name}` {problem}").into());
        }
        if context.workers() > 1 {
            let problem = "is one file, so it is written by one worker; leave out the";
            return Err(format!("`{name}` {problem} `(c {})`", context.workers()).into());
        }
        let file = FileWriter::create(&self.path).await?;
        Ok(JsonWriter {
            name: name.into(),
            file,
            text: Vec::new(),
            records: 0,
            written: 0,
            events: PhantomData,
        })
    }
}

/// The worker of a [`JsonSink`].
pub struct JsonWriter<T> {
    name: String,
    file: FileWriter,
    /// What is still to be written.
    text: Vec<u8>,
    /// Lines so far, and bytes before `text`.
    records: u64,
    written: u64,
    events: PhantomData<fn(T)>,
}

impl<T: Serialize + Event> Writer for JsonWriter<T> {
    type Event = T;
    type Error = RecordError;

    async fn write(
        &mut self,
        events: Vec<T>,
        failed: &mut Vec<RecordError>,
    ) -> Result<(), BoxError> {
        for event in events {
            let before = self.text.len();
            match serde_json::to_writer(&mut self.text, &event) {
                Ok(()) => {
                    self.text.push(b'\n');
                    self.records += 1;
                }
                Err(error) => {
                    failed.push(self.error(before, &error));
                    self.text.truncate(before);
                }
            }
            if self.text.len() >= PIECE {
                self.written += self.text.len() as u64;
                self.file.write(&mut self.text).await?;
            }
        }
        Ok(())
    }

    async fn close(&mut self) -> Result<(), BoxError> {
        if !self.text.is_empty() {
            self.file.write(&mut self.text).await?;
        }
        Ok(self.file.commit().await?)
    }
}

impl<T> JsonWriter<T> {
    /// What a line that was begun at `from` leaves behind.
    #[cold]
    fn error(&self, from: usize, error: &serde_json::Error) -> RecordError {
        let begun = self.text.get(from..).unwrap_or_default();
        RecordError {
            file: self.name.clone(),
            record: self.records + 1,
            column: None,
            offset: self.written + from as u64,
            raw: begun.iter().take(RecordError::RAW).copied().collect(),
            cause: error.to_string(),
        }
    }
}
