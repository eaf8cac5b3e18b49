//! Reads files record by record, whatever the format.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tokio::sync::OnceCell;

use super::error::RecordError;
use super::feed::{Feed, Piece};
use super::find::find;
use super::found::Found;
use super::open::Text;
use super::paths::Paths;
use crate::error::BoxError;
use crate::node::{Batch, Context, Event, Progress, Reader};

/// Makes records of a file's text, which comes in pieces.
pub trait Decoder: Send + 'static {
    /// What a record becomes.
    type Event: Event;

    /// A file begins.
    fn begin(&mut self, file: &Arc<str>, first: bool);

    /// Puts records into `batch` while it has room. Returns how much of `text` is used up: all of it
    /// if there was room; the beginning of a record that is not all there yet is kept. An error
    /// ends the pipeline.
    fn decode(
        &mut self,
        text: &[u8],
        batch: &mut Batch<Self::Event, RecordError>,
    ) -> Result<usize, BoxError>;

    /// The file is over. `broken`: the rest of it could not be read.
    fn end(
        &mut self,
        broken: Option<io::Error>,
        batch: &mut Batch<Self::Event, RecordError>,
    ) -> Result<(), BoxError>;
}

/// The files of a source, dealt to its workers.
#[derive(Debug)]
pub(crate) struct Files {
    paths: Paths,
    found: OnceCell<Arc<[Arc<Found>]>>,
    next: Arc<AtomicUsize>,
}

impl Files {
    pub(crate) fn new(paths: Paths) -> Self {
        Self { paths, found: OnceCell::new(), next: Arc::default() }
    }

    /// One worker's reader.
    pub(crate) async fn open<D: Decoder>(
        &self,
        context: &Context,
        decoder: D,
    ) -> Result<FileReader<D>, BoxError> {
        let progress = context.progress();
        let found = self.found.get_or_try_init(|| find_readable(&self.paths)).await?;
        // Files are dealt out as workers come to need them: one worker speaks for all.
        if context.worker() == 0 && found.iter().all(|file| file.regular) {
            progress.set_total(found.iter().map(|file| file.bytes()).sum());
        }
        let feed = Feed::start(found.clone(), self.next.clone(), progress)?;
        Ok(FileReader { decoder, feed, text: Vec::new(), used: 0 })
    }
}

/// What is to be read, the first of it tried.
async fn find_readable(paths: &Paths) -> Result<Arc<[Arc<Found>]>, BoxError> {
    let found = find(paths, false).await?;
    let looking = tokio::task::spawn_blocking(move || {
        // A path that is wrong shows in its first file, and then before anything has run. A pipe
        // would lose what is in it.
        if let Some(first) = found.first().filter(|first| first.regular) {
            let nowhere = Progress { counters: Arc::default() };
            Text::open(first, &nowhere)
                .map_err(|error| format!("cannot read `{}`: {error}", first.name))?;
        }
        Ok(found.into())
    });
    looking.await?
}

/// One worker of a source of files.
pub struct FileReader<D> {
    decoder: D,
    feed: Feed,
    text: Vec<u8>,
    /// How much of `text` has become records.
    used: usize,
}

impl<D: Decoder> Reader for FileReader<D> {
    type Event = D::Event;
    type Error = RecordError;

    async fn read(&mut self, batch: &mut Batch<D::Event, RecordError>) -> Result<bool, BoxError> {
        loop {
            if let Some(text) = self.text.get(self.used..).filter(|text| !text.is_empty()) {
                self.used += self.decoder.decode(text, batch)?;
            }
            if batch.room() == 0 {
                return Ok(true);
            }
            let piece = match self.feed.try_next() {
                Some(piece) => Some(piece),
                // What is there goes on first.
                None if !batch.is_empty() => return Ok(true),
                None => self.feed.next().await,
            };
            match piece {
                Some(Piece::Begin(file)) => self.decoder.begin(&file.name, file.first),
                Some(Piece::Text(text)) => {
                    self.feed.give_back(std::mem::replace(&mut self.text, text));
                    self.used = 0;
                }
                Some(Piece::End(broken)) => self.decoder.end(broken, batch)?,
                Some(Piece::Done) => return Ok(false),
                None => return Err("the thread that reads the files died".into()),
            }
        }
    }
}
