//! A file that grows.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::at::read_exact_at;
use super::compression::Compression;
use super::cutter::{Cutter, head};
use super::decoder::Place;
use super::found::{Found, Stamp};
use super::names::Which;
use super::split::{Region, Split};
use super::splits::Splits;
use super::text::bytes;

/// How long a file that lost its name is still looked at: whoever writes to it may go on.
pub(super) const FAREWELL: Duration = Duration::from_secs(60);
/// So many bytes tell whether a file is still the one that was read.
const LAST: u64 = 64;
/// At most so much of a file is one split, so that no file makes others wait for long.
const STEP: u64 = 16 << 20;

/// A file that grows.
pub(super) struct Tail {
    pub(super) which: u64,
    pub(super) file: Arc<Found>,
    pub(super) handle: Arc<File>,
    cutter: Cutter,
    /// What lies before was dealt.
    dealt: u64,
    /// What lies before was looked at.
    seen: u64,
    /// What stands before the place up to which it was dealt, and the file's state when that was looked at.
    last: Vec<u8>,
    looked: Stamp,
    /// What lies before is its share until others had theirs.
    pub(super) share: u64,
    /// The first record, once it is there.
    head: Option<Vec<u8>>,
    pub(super) owner: Option<usize>,
    /// When another file took its name, or it was removed.
    pub(super) gone: Option<Instant>,
}

impl Tail {
    pub(super) fn new(
        file: &Arc<Found>,
        splits: &Splits,
        before: &mut HashMap<String, Vec<Region>>,
    ) -> io::Result<Option<Self>> {
        let Some(handle) = file.place.open_file()?.map(Arc::new) else { return Ok(None) };
        // Another one may have its name since it was found.
        if Stamp::of(&handle.metadata()?).identity != file.stamp.identity {
            return Err(io::ErrorKind::NotFound.into());
        }
        let Some(mut cutter) = Cutter::new(&splits.cuts) else { return Ok(None) };
        // What was read of it in a run before goes from its beginning to one place.
        let regions = before.remove(&*file.name).unwrap_or_default();
        let stood = |region: &Region| region.at.map(|place| place.offset).or(region.end);
        let mut dealt = regions.iter().filter_map(stood).max().unwrap_or(0);
        // What is shorter than it was is another file.
        if dealt > file.bytes() {
            dealt = 0;
        }
        if dealt > 0 {
            let look = |from, to| bytes(file, Some(&handle), from, Some(to), None, &splits.runtime);
            cutter.cut(dealt, dealt, &look)?;
        }
        Ok(Some(Self {
            which: splits.names.begin(&file.name, dealt > 0),
            file: file.clone(),
            last: last(&handle, dealt)?,
            looked: Stamp::default(),
            handle,
            cutter,
            dealt,
            seen: dealt,
            share: 0,
            head: None,
            owner: None,
            gone: None,
        }))
    }

    /// Has it lost its name for good? What of it nobody has read yet is read first, however long that takes.
    pub(super) fn is_over(&self) -> bool {
        let is_read = || self.handle.metadata().map_or(true, |now| now.len() <= self.seen);
        self.gone.is_some_and(|since| since.elapsed() >= FAREWELL) && is_read()
    }

    /// May that worker read it?
    pub(super) fn is_for(&self, worker: usize) -> bool {
        self.owner.is_none_or(|owner| owner == worker)
    }

    /// Was it cut since it was looked at?
    pub(super) fn is_shorter(&self) -> bool {
        self.handle.metadata().is_ok_and(|now| now.len() < self.seen.max(self.dealt))
    }

    /// Was it cut and written anew, and has as many bytes again, or more? Another text stands before the
    /// place up to which it was dealt then.
    fn is_another(&mut self, now: Stamp) -> io::Result<bool> {
        if self.last.is_empty() || self.looked == now {
            return Ok(false);
        }
        self.looked = now;
        match last(&self.handle, self.dealt) {
            // Who cuts a file that another one writes to leaves a hole there, and what is written goes on
            // behind it.
            Ok(text) => Ok(text != self.last && text.iter().any(|byte| *byte != 0)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// What was added, up to the end of the last whole record.
    pub(super) fn next(&mut self, splits: &Splits) -> io::Result<Option<Split>> {
        let now = Stamp::of(&self.handle.metadata()?);
        let bytes_now = now.bytes;
        if bytes_now < self.dealt.max(self.seen) || self.is_another(now)? {
            // It was cut to be written anew.
            self.which = splits.names.anew(self.which);
            (self.dealt, self.seen, self.head) = (0, 0, None);
            self.last.clear();
            self.share = self.share.min(bytes_now);
            self.cutter = match Cutter::new(&splits.cuts) {
                Some(cutter) => cutter,
                None => return Ok(None),
            };
        }
        let share = bytes_now.min(self.share);
        if share <= self.seen {
            return Ok(None);
        }
        let to = share.min(self.seen.saturating_add(STEP));
        let (file, handle) = (&self.file, &self.handle);
        let look = |from, to| bytes(file, Some(handle), from, Some(to), None, &splits.runtime);
        let whole = self.cutter.last(self.seen, to, &look)?;
        self.seen = to;
        let Some(end) = whole else { return Ok(None) };
        if self.dealt > 0 && self.head.is_none() {
            let limit = bytes_now.min(splits.options.max_record() as u64);
            self.head = Some(head(&splits.cuts, limit, &look)?);
        }
        self.last = last(handle, end)?;
        let begin = std::mem::replace(&mut self.dealt, end);
        Ok(Some(Split {
            file: self.file.clone(),
            handle: Some(self.handle.clone()),
            compression: Compression::None,
            begin,
            end: Some(end),
            from: Place { offset: begin, record: 1 },
            head: self.head.clone().unwrap_or_default(),
            stamp: None,
            which: Which::Grows(self.which),
        }))
    }
}

/// The last few bytes before a place.
fn last(file: &File, place: u64) -> io::Result<Vec<u8>> {
    let mut text = vec![0; usize::try_from(place.min(LAST)).unwrap_or_default()];
    read_exact_at(file, &mut text, place.saturating_sub(LAST))?;
    Ok(text)
}
