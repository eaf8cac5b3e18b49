//! Files through the readers of a source, as JSON: all of it once, whatever is cut, stopped, added
//! or broken.

#[cfg(feature = "csv")]
mod encoded;
mod faults;
mod follow;
#[cfg(target_os = "linux")]
mod odd;
mod places;
mod records;
mod rotated;
mod splits;

use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::connectors::json::{JsonSource, source};
use crate::node::{Batch, Position, Reader, Source};
use crate::{Compression, RecordError};

/// A source of files, of whatever format.
trait Values: Source<Event = Value, Error = RecordError> {}
impl<S: Source<Event = Value, Error = RecordError>> Values for S {}

/// What was read.
#[derive(Debug, Default, PartialEq)]
struct Read {
    events: Vec<Value>,
    errors: Vec<RecordError>,
}

impl Read {
    fn sorted(mut self) -> Self {
        self.events.sort_by_key(|event| event["n"].as_u64());
        self.errors.sort_by(|a, b| (&a.file, a.offset).cmp(&(&b.file, b.offset)));
        self
    }

    fn numbers(&self) -> Vec<u64> {
        self.events.iter().map(|event| event["n"].as_u64().unwrap()).collect()
    }
}

/// A worker's reader.
struct Worker<R = <JsonSource<Value> as Source>::Reader> {
    reader: R,
    over: bool,
}

async fn open<S: Values>(source: &S, workers: usize, at: &[Position]) -> Vec<Worker<S::Reader>> {
    let mut opened = Vec::new();
    for worker in 0..workers {
        let context = crate::testing::context("rows", worker, workers);
        let reader = source.open_at(&context, at).await.unwrap();
        opened.push(Worker { reader, over: false });
    }
    opened
}

impl<R: Reader<Event = Value, Error = RecordError>> Worker<R> {
    /// One read of at most `room` records.
    async fn read(&mut self, room: usize, read: &mut Read) -> Result<(), String> {
        let mut batch = Batch::new();
        batch.room = room;
        let more = self.reader.read(&mut batch).await.map_err(|error| error.to_string())?;
        self.over = !more;
        read.events.append(&mut batch.events);
        read.errors.append(&mut batch.errors);
        Ok(())
    }

    /// Up to `room` records that are there, one by one.
    fn try_read(&mut self, room: usize, read: &mut Read) {
        let most = read.events.len() + room;
        let mut each = |event| {
            read.events.push(event);
            read.events.len() < most
        };
        self.reader.try_read(&mut each).unwrap();
    }
}

/// Reads all there is, workers in turn.
async fn drain<R: Reader<Event = Value, Error = RecordError>>(
    workers: &mut [Worker<R>],
    read: &mut Read,
) -> Result<(), String> {
    while workers.iter().any(|worker| !worker.over) {
        for worker in workers.iter_mut().filter(|worker| !worker.over) {
            worker.read(50, read).await?;
        }
    }
    Ok(())
}

async fn read_all(source: impl Values, workers: usize) -> Read {
    let mut read = Read::default();
    drain(&mut open(&source, workers, &[]).await, &mut read).await.unwrap();
    read
}

fn json(path: &Path) -> JsonSource<Value> {
    source(path)
}

/// Documents of many lengths, their numbers in order, one a line. Every `wrong`th is none.
fn lines(numbers: std::ops::Range<u64>, wrong: u64) -> String {
    let line = |n: u64| match n % wrong {
        0 => format!("{{\"n\": {n}, oh no}}\n"),
        _ => format!("{{\"n\": {n}, \"text\": \"{}\"}}\n", "x".repeat(n as usize % 97)),
    };
    numbers.map(line).collect()
}

fn pack(text: &str, compression: Compression) -> Vec<u8> {
    match compression {
        Compression::Gzip => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            out.write_all(text.as_bytes()).unwrap();
            out.finish().unwrap()
        }
        Compression::Zstd(level) => zstd::stream::encode_all(text.as_bytes(), level).unwrap(),
        _ => text.as_bytes().to_vec(),
    }
}
