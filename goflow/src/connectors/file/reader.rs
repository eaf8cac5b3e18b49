//! Reads files record by record, whatever the format.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use tokio::task::JoinHandle;

use super::cutter::lines;
use super::decoder::{Decoder, Place, Recipient};
use super::error::RecordError;
use super::feed::{Feed, Piece};
use super::names::Which;
use super::split::{Region, Split, merged};
use super::splits::Splits;
use super::text::bytes;
use crate::error::BoxError;
use crate::node::{Batch, Position, Reader};

/// So many files that were read are few.
const MANY: usize = 16;

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
    /// What was found since the last read that is no record, its line counted from where the split
    /// begins.
    failed: Vec<RecordError>,
    /// All of the split was read, but what is in `failed` was not given yet.
    over: bool,
    /// What was read to its end, by file: parts that touch are one.
    read: HashMap<Which, Vec<Region>>,
    /// How many lines stand before a place, by file: the last that was found out.
    lines: HashMap<Which, (u64, u64)>,
    /// When so many files were read, it is time to forget some.
    many: usize,
}

/// Hands on records as they are found, and stops at what is none.
struct AtOnce<'a, T> {
    each: &'a mut dyn FnMut(T) -> bool,
    failed: &'a mut Vec<RecordError>,
    more: bool,
}

impl<T> Recipient<T> for AtOnce<'_, T> {
    #[inline]
    fn has_room(&self) -> bool {
        self.more
    }

    #[inline]
    fn push(&mut self, event: T) {
        self.more = (self.each)(event);
    }

    #[cold]
    fn fail(&mut self, error: RecordError) {
        self.failed.push(error);
        self.more = false;
    }
}

impl<D: Decoder> Reader for FileReader<D> {
    type Event = D::Event;
    type Error = RecordError;

    async fn read(&mut self, batch: &mut Batch<D::Event, RecordError>) -> Result<bool, BoxError> {
        loop {
            // Whoever does not wait for it comes here again.
            if !self.failed.is_empty() {
                self.number().await;
                batch.errors.append(&mut self.failed);
            }
            if std::mem::take(&mut self.over) {
                self.finish();
            }
            if batch.room() == 0 {
                return Ok(true);
            }
            if !self.rest().is_empty() {
                self.try_read(&mut batch.taking())?;
                continue;
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
                    self.failed.extend(batch.errors.drain(known..));
                    self.over = true;
                }
                Some(Piece::Failed(problem)) => return Err(problem.into()),
                Some(Piece::Done) => return Ok(false),
                None => return Err("the thread that reads the files died".into()),
            }
        }
    }

    fn try_read(&mut self, each: &mut dyn FnMut(D::Event) -> bool) -> Result<(), BoxError> {
        // What is wrong goes on first: it needs a look at the file to be told where it is.
        if !self.failed.is_empty() || self.rest().is_empty() {
            return Ok(());
        }
        let Self { decoder, text, used, failed, .. } = self;
        let mut at_once = AtOnce { each, failed, more: true };
        *used += decoder.decode(text.get(*used..).unwrap_or_default(), &mut at_once)?;
        Ok(())
    }

    fn positions(&self) -> Vec<Position> {
        let names = &self.splits.names;
        let mut told: HashMap<Arc<str>, Vec<Region>> = HashMap::new();
        for (file, region) in self.before.iter().filter_map(Region::parse) {
            if let Some(name) = names.of_before(file) {
                told.entry(name).or_default().push(region);
            }
        }
        for (file, regions) in &self.read {
            if let Some(name) = names.of(file) {
                told.entry(name).or_default().extend(regions.iter().cloned());
            }
        }
        if let Some(split) = &self.split
            && let Some(name) = names.of(&split.which)
        {
            let at = Some(self.place());
            let region = Region { begin: split.begin, end: split.end, at };
            told.entry(name).or_default().push(region);
        }
        let mut positions = Vec::new();
        for (file, regions) in told {
            positions.extend(merged(regions).iter().map(|region| region.position(&file)));
        }
        positions.sort();
        positions
    }
}

impl<D: Decoder> FileReader<D> {
    pub(super) fn new(decoder: D, splits: Arc<Splits>, feed: Feed, before: Vec<Position>) -> Self {
        Self {
            decoder,
            splits,
            feed,
            text: Vec::new(),
            used: 0,
            before,
            split: None,
            failed: Vec::new(),
            over: false,
            read: HashMap::new(),
            lines: HashMap::new(),
            many: MANY,
        }
    }

    /// The text that is there.
    fn rest(&self) -> &[u8] {
        self.text.get(self.used..).unwrap_or_default()
    }

    /// Where the next record begins that was not given yet, or told to be none.
    fn place(&self) -> Place {
        let told = |error: &RecordError| Place { offset: error.offset, record: error.record };
        self.failed.first().map_or_else(|| self.decoder.place(), told)
    }

    /// Gives new errors their line in the file: decoders count from where the split begins.
    async fn number(&mut self) {
        let Some(split) = self.split.as_ref().filter(|split| split.begin > 0) else { return };
        if self.failed.is_empty() {
            return;
        }
        let place = (split.begin, self.lines_before(split));
        let before = match place {
            (_, Some(before)) => before,
            (begin, None) => {
                let (known, counting) = self.count_lines(split);
                let which = split.which.clone();
                let Ok(Ok(lines)) = counting.await else { return };
                self.lines.insert(which, (begin, known + lines));
                known + lines
            }
        };
        for error in &mut self.failed {
            error.record += before;
        }
    }

    /// How many lines stand before the split, if that is known.
    fn lines_before(&self, split: &Split) -> Option<u64> {
        match self.lines.get(&split.which) {
            _ if split.begin == 0 => Some(0),
            Some((place, lines)) if *place == split.begin => Some(*lines),
            _ => None,
        }
    }

    /// Counts them from the last place known: the lines up to there, and those that follow. It is
    /// done only when somebody asks: without an error nobody looks at the file twice.
    fn count_lines(&self, split: &Split) -> (u64, JoinHandle<io::Result<u64>>) {
        let known = self.lines.get(&split.which).copied();
        let known = known.filter(|(place, _)| *place < split.begin);
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
        let Some(split) = self.split.take() else { return };
        if self.splits.options.follow && split.end == Some(0) {
            // It was to be stumbled over, and could be opened after all.
            return;
        }
        let which = &split.which;
        let place = self.decoder.place();
        if let Some(before) = self.lines_before(&split)
            && split.end == Some(place.offset)
        {
            match split.stamp.as_ref().is_some_and(|stamp| stamp.bytes == place.offset) {
                // Nobody asks behind the end.
                true => self.lines.remove(which),
                false => {
                    self.lines.insert(which.clone(), (place.offset, before + place.record - 1))
                }
            };
        }
        if split.begin == 0 {
            // A file that is followed and read whole begins anew.
            self.read.remove(which);
            self.forget();
        }
        // Files are many, and most of them are one region.
        let regions = self.read.entry(which.clone()).or_insert_with(|| Vec::with_capacity(1));
        match regions.iter_mut().find(|region| region.end == Some(split.begin)) {
            Some(region) => region.end = split.end,
            None => regions.push(Region { begin: split.begin, end: split.end, at: None }),
        }
    }

    /// Forgets files that have no name any more: nobody will ask for them. It looks when there are twice as
    /// many as it kept.
    fn forget(&mut self) {
        if !self.splits.options.follow || self.read.len() < self.many {
            return;
        }
        let names = &self.splits.names;
        self.read.retain(|file, _| names.of(file).is_some());
        self.lines.retain(|file, _| names.of(file).is_some());
        self.many = MANY.max(2 * self.read.len());
    }
}
