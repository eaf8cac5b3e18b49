//! Reads files record by record, whatever the format.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;

use super::compression::Compression;
use super::cutter::lines;
use super::decoder::Decoder;
use super::error::RecordError;
use super::feed::{Feed, Piece};
use super::find::find;
use super::found::Found;
use super::hive_value::check;
use super::options::FileOptions;
use super::paths::Paths;
use super::split::{Region, Split, merged};
use super::splits::Splits;
use super::text::{bytes, decompressed};
use crate::error::BoxError;
use crate::node::{Batch, Context, Position, Reader};

/// So many records are read together: they, and the texts they own, are still in the nearest caches
/// when what comes next looks at them and lets go of them.
const TOGETHER: usize = 256;

/// The files of a source of text, dealt to its workers.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) options: FileOptions,
    found: OnceCell<Arc<[Arc<Found>]>>,
    splits: OnceCell<Arc<Splits>>,
}

impl Files {
    pub(crate) fn new(paths: Paths) -> Self {
        let options = FileOptions::new(paths);
        Self { options, found: OnceCell::new(), splits: OnceCell::new() }
    }

    /// The files, looked for once; the first of them was tried.
    pub(crate) async fn found(&self) -> Result<&Arc<[Arc<Found>]>, BoxError> {
        self.found.get_or_try_init(|| find_readable(&self.options)).await
    }

    /// Refuses folders whose values (`carrier=UA/`) the fields of their names do not take.
    pub(crate) async fn check_hive<T: DeserializeOwned>(
        &self,
        context: &Context,
    ) -> Result<(), BoxError> {
        if context.worker() == 0 {
            for file in self.found().await?.iter().filter(|file| !file.hive.is_empty()) {
                check::<T>(&file.hive).map_err(|problem| file.explain(&problem))?;
            }
        }
        Ok(())
    }

    /// One worker's reader. `before`: where all workers of a run before stood.
    pub(crate) async fn open<D: Decoder>(
        &self,
        context: &Context,
        decoder: D,
        before: &[Position],
    ) -> Result<FileReader<D>, BoxError> {
        let found = self.found().await?;
        let progress = context.progress();
        // Files are dealt out as workers come to need them: one worker speaks for all.
        let counted = found.iter().all(|file| file.regular) && !self.options.follow;
        if context.worker() == 0 && counted {
            progress.set_total(found.iter().map(|file| file.bytes()).sum());
        }
        let make = async || {
            let (cuts, workers) = (decoder.cuts(), context.workers());
            Arc::new(Splits::new(&self.options, cuts, workers, found, before))
        };
        let splits = self.splits.get_or_init(make).await.clone();
        let feed = Feed::start(splits.clone(), context.worker(), progress)?;
        // What was read before stays read: one worker goes on telling so.
        let told = if context.worker() == 0 { before } else { &[] };
        Ok(FileReader {
            before: told.to_vec(),
            decoder,
            splits,
            feed,
            text: Vec::new(),
            used: 0,
            split: None,
            read: HashMap::new(),
            lines: HashMap::new(),
        })
    }
}

/// What is to be read, the first of it tried.
async fn find_readable(options: &FileOptions) -> Result<Arc<[Arc<Found>]>, BoxError> {
    options.check()?;
    let found = find(&options.paths, options.follow).await?;
    let (options, runtime) = (options.clone(), tokio::runtime::Handle::current());
    let looking = tokio::task::spawn_blocking(move || {
        // A path that is wrong shows in its first file, and then before anything has run. A pipe
        // would lose what is in it, and who follows comes to see what is there later.
        if let Some(first) = found.first().filter(|first| first.regular && !options.follow) {
            let compression = options.compression_of(&first.name);
            let to = (compression == Compression::None).then_some(0);
            bytes(first, None, 0, to, None, &runtime)
                .and_then(|bytes| decompressed(bytes, compression, 0))
                .map_err(|error| first.explain(&error))?;
        }
        Ok(found.into())
    });
    looking.await?
}

/// One worker of a source of files.
pub struct FileReader<D> {
    decoder: D,
    splits: Arc<Splits>,
    feed: Feed,
    text: Vec<u8>,
    /// How much of `text` has become records.
    used: usize,
    /// Where workers of a run before stood.
    before: Vec<Position>,
    /// What is being read.
    split: Option<Box<Split>>,
    /// What was read to its end, by file: parts that touch are one.
    read: HashMap<Arc<str>, Vec<Region>>,
    /// How many lines stand before a place, by file: the last that was found out.
    lines: HashMap<Arc<str>, (u64, u64)>,
}

impl<D: Decoder> Reader for FileReader<D> {
    type Event = D::Event;
    type Error = RecordError;

    async fn read(&mut self, batch: &mut Batch<D::Event, RecordError>) -> Result<bool, BoxError> {
        batch.room = batch.room.min(TOGETHER);
        loop {
            if let Some(text) = self.text.get(self.used..).filter(|text| !text.is_empty()) {
                let known = batch.errors.len();
                self.used += self.decoder.decode(text, batch)?;
                self.number(batch, known).await;
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
                Some(Piece::Begin(split)) => {
                    self.decoder.begin(&split.part())?;
                    self.split = Some(split);
                }
                Some(Piece::Text(text)) => {
                    self.feed.give_back(std::mem::replace(&mut self.text, text));
                    self.used = 0;
                }
                Some(Piece::End(broken)) => {
                    let known = batch.errors.len();
                    self.decoder.end(broken, batch)?;
                    self.number(batch, known).await;
                    self.finish();
                }
                Some(Piece::Failed(problem)) => return Err(problem.into()),
                Some(Piece::Done) => return Ok(false),
                None => return Err("the thread that reads the files died".into()),
            }
        }
    }

    fn positions(&self) -> Vec<Position> {
        let mut told: HashMap<&str, Vec<Region>> = HashMap::new();
        for (file, region) in self.before.iter().filter_map(Region::parse) {
            told.entry(file).or_default().push(region);
        }
        for (file, regions) in &self.read {
            told.entry(file).or_default().extend(regions.iter().cloned());
        }
        if let Some(split) = self.split.as_ref().filter(|split| !split.nameless) {
            let at = Some(self.decoder.place());
            let region = Region { begin: split.begin, end: split.end, at };
            told.entry(&split.file.name).or_default().push(region);
        }
        let mut positions = Vec::new();
        for (file, regions) in told {
            positions.extend(merged(regions).iter().map(|region| region.position(file)));
        }
        positions.sort();
        positions
    }
}

impl<D: Decoder> FileReader<D> {
    /// Gives new errors, all but the first `known`, their line in the file: decoders count from where
    /// the split begins.
    async fn number(&mut self, batch: &mut Batch<D::Event, RecordError>, known: usize) {
        let Some(split) = self.split.as_ref().filter(|split| split.begin > 0) else { return };
        if batch.errors.len() == known {
            return;
        }
        let place = (split.begin, self.lines_before(split));
        let before = match place {
            (_, Some(before)) => before,
            (begin, None) => {
                let (known, counting) = self.count_lines(split);
                let name = (!split.nameless).then(|| split.file.name.clone());
                let Ok(Ok(lines)) = counting.await else { return };
                if let Some(name) = name {
                    self.lines.insert(name, (begin, known + lines));
                }
                known + lines
            }
        };
        for error in batch.errors.iter_mut().skip(known) {
            error.record += before;
        }
    }

    /// How many lines stand before the split, if that is known.
    fn lines_before(&self, split: &Split) -> Option<u64> {
        match self.lines.get(&split.file.name) {
            _ if split.begin == 0 => Some(0),
            Some((place, lines)) if *place == split.begin && !split.nameless => Some(*lines),
            _ => None,
        }
    }

    /// Counts them from the last place known: the lines up to there, and those that follow. It is
    /// done only when somebody asks: without an error nobody looks at the file twice.
    fn count_lines(&self, split: &Split) -> (u64, JoinHandle<io::Result<u64>>) {
        let known = self.lines.get(&split.file.name).copied();
        let known = known.filter(|(place, _)| *place < split.begin && !split.nameless);
        let (from, before) = known.unwrap_or_default();
        let (file, handle, to) = (split.file.clone(), split.handle.clone(), split.begin);
        let splits = self.splits.clone();
        let counting = tokio::task::spawn_blocking(move || {
            let open =
                |from, to| bytes(&file, handle.as_ref(), from, Some(to), None, &splits.runtime);
            lines(&splits.cuts, from, to, &open)
        });
        (before, counting)
    }

    /// The split is over.
    fn finish(&mut self) {
        let Some(split) = self.split.take().filter(|split| !split.nameless) else { return };
        let name = &split.file.name;
        let place = self.decoder.place();
        if let Some(before) = self.lines_before(&split)
            && split.end == Some(place.offset)
        {
            self.lines.insert(name.clone(), (place.offset, before + place.record - 1));
        }
        let regions = self.read.entry(name.clone()).or_default();
        if split.begin == 0 {
            // A file that is followed begins anew.
            regions.clear();
        }
        match regions.iter_mut().find(|region| region.end == Some(split.begin)) {
            Some(region) => region.end = split.end,
            None => regions.push(Region { begin: split.begin, end: split.end, at: None }),
        }
    }
}
