//! Deals the files of a source of text to its workers, whole or in splits.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read as _};
use std::sync::{Arc, Mutex, PoisonError};

use super::ahead::Ahead;
use super::compression::Compression;
use super::cutter::{Cutter, head};
use super::decoder::{Cuts, Place};
use super::follow::Follow;
use super::found::{Found, Stamp};
use super::names::{Names, Which};
use super::options::FileOptions;
use super::remote::Coming;
use super::split::{Region, Split, merged};
use super::text::{Text, decompressed, look};
use super::transcode::utf_8;
use crate::node::Position;

/// What a worker is to do next.
pub(crate) enum Next {
    /// Read this, of which bytes may have been asked for already.
    Split(Box<Split>, Option<Box<Coming>>),
    /// Ask again in a moment.
    Wait,
    /// Tell the error; it ends the pipeline.
    Failed(String),
    /// Nothing is left.
    Done,
}

/// The splits of a source, shared by its workers.
pub(crate) struct Splits {
    pub(crate) options: FileOptions,
    pub(crate) cuts: Cuts,
    /// One worker alone reads files whole.
    pub(super) workers: usize,
    pub(crate) runtime: tokio::runtime::Handle,
    pub(crate) names: Names,
    state: Mutex<State>,
}

struct State {
    files: VecDeque<Arc<Found>>,
    ahead: Ahead,
    /// What was read of files in a run before.
    before: HashMap<String, Vec<Region>>,
    current: Option<Current>,
    /// All of it.
    coming: Option<Box<Coming>>,
    follow: Option<Follow>,
}

/// The file that is being dealt.
struct Current {
    file: Arc<Found>,
    /// Of which state all splits are.
    stamp: Stamp,
    cutter: Option<Cutter>,
    head: Option<Vec<u8>>,
    /// What is still to be dealt: in order, and each begins at a record.
    regions: VecDeque<Region>,
}

impl std::fmt::Debug for Splits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Splits").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Splits {
    pub(crate) fn new(
        options: &FileOptions,
        cuts: Cuts,
        workers: usize,
        files: &[Arc<Found>],
        before: &[Position],
    ) -> Self {
        let mut regions: HashMap<String, Vec<Region>> = HashMap::new();
        for (file, region) in before.iter().filter_map(Region::parse) {
            regions.entry(file.to_string()).or_default().push(region);
        }
        let names = Names::new(regions.keys());
        let regions = regions.into_iter().map(|(file, told)| (file, merged(told))).collect();
        let follow = options.follow.then(|| Follow::new(options));
        let (files, ahead) = (files.to_vec().into(), Ahead::default());
        let state = State { files, ahead, before: regions, current: None, coming: None, follow };
        Self {
            options: options.clone(),
            cuts,
            workers,
            runtime: tokio::runtime::Handle::current(),
            names,
            state: Mutex::new(state),
        }
    }

    /// What that worker is to do next. It reads files, and so may block.
    pub(crate) fn next(&self, worker: usize) -> Next {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        if let Some(follow) = &mut state.follow {
            return follow.next(self, worker, &mut state.files, &mut state.before);
        }
        loop {
            if let Some(current) = &mut state.current {
                if let Some(split) = current.next(self) {
                    let coming = state.coming.take().filter(|_| split.is_whole());
                    return Next::Split(Box::new(split), coming);
                }
                state.current = None;
            }
            let Some(file) = state.files.pop_front() else { return Next::Done };
            state.coming = state.ahead.take(&file);
            let fresh =
                |file: &Found| self.is_whole(file) && !state.before.contains_key(&*file.name);
            state.ahead.fetch(state.files.iter(), fresh, self);
            let before = state.before.remove(&*file.name).unwrap_or_default();
            match Current::new(file, before, self) {
                Ok(current) => state.current = Some(current),
                Err(problem) => return Next::Failed(problem),
            }
        }
    }

    /// Is a file cut, if it is large enough?
    fn cuts(&self, file: &Found) -> bool {
        // What has to be scanned would be fetched twice from a store: only if that is asked for.
        let costly = file.place.is_object()
            && matches!(self.cuts, Cuts::Records { .. })
            && self.options.split_size.is_none();
        self.workers > 1 && !costly && has_parts(file, &self.options, &self.cuts)
    }

    fn is_whole(&self, file: &Found) -> bool {
        file.bytes() <= self.options.split_size_of(&file.place, file.bytes(), self.workers)
            || !self.cuts(file)
    }
}

/// Can a file be read in parts?
pub(super) fn has_parts(file: &Found, options: &FileOptions, cuts: &Cuts) -> bool {
    let plain = options.compression_of(&file.name) == Compression::None;
    file.regular && plain && options.transcoded().is_none() && !matches!(cuts, Cuts::Never)
}

impl Current {
    fn new(file: Arc<Found>, before: Vec<Region>, splits: &Splits) -> Result<Self, String> {
        let stamp = match (&file.place, file.regular) {
            // Its state is the one it has when its turn comes.
            (super::found::Place::Local(path), true) => {
                std::fs::metadata(path).map_or_else(|_| file.stamp.clone(), |now| Stamp::of(&now))
            }
            _ => file.stamp.clone(),
        };
        let parts = has_parts(&file, &splits.options, &splits.cuts);
        // Only what lies in a store is read whole by who follows, and else in parts.
        if parts && !file.place.is_object() && before.iter().any(|region| region.end.is_none()) {
            return Err(otherwise(&file.name));
        }
        let regions = match parts {
            true => left(&file.name, stamp.bytes, before)?,
            false => rest(&file, &splits.options, before)?
                .map(|from| Region { begin: 0, end: None, at: Some(from) })
                .into_iter()
                .collect(),
        };
        let cutter = if splits.cuts(&file) { Cutter::new(&splits.cuts) } else { None };
        Ok(Self { file, stamp, cutter, head: None, regions })
    }

    fn next(&mut self, splits: &Splits) -> Option<Split> {
        let mut region = self.regions.pop_front()?;
        let from = region.at?;
        let size = splits.options.split_size_of(&self.file.place, self.stamp.bytes, splits.workers);
        if let (Some(end), Some(cutter)) = (region.end, &mut self.cutter)
            && from.offset == region.begin
            // A rest that is hardly worth a split of its own is none.
            && end - region.begin > size.saturating_add(size / 8)
        {
            let file = &self.file;
            let open = |from, to| look(file, from, Some(to), &splits.runtime);
            // What cannot be read now, the worker will stumble over, and tell.
            let cut = cutter.cut(region.begin.saturating_add(size), end, &open).unwrap_or(end);
            if cut < end {
                let at = Some(Place { offset: cut, record: 1 });
                self.regions.push_front(Region { begin: cut, end: Some(end), at });
                region.end = Some(cut);
            }
        }
        let head = if from.offset > 0 { self.head(splits) } else { Vec::new() };
        Some(Split {
            file: self.file.clone(),
            handle: None,
            compression: splits.options.compression_of(&self.file.name),
            begin: region.begin,
            end: region.end,
            from,
            head,
            stamp: self.file.regular.then(|| self.stamp.clone()),
            which: Which::Named(self.file.name.clone()),
        })
    }

    /// The text up to the end of the first record, read once for all splits of the file.
    fn head(&mut self, splits: &Splits) -> Vec<u8> {
        let file = &self.file;
        let limit = splits.options.max_record() as u64;
        let open = |_, _| -> io::Result<Text> {
            let packed = look(file, 0, None, &splits.runtime)?;
            let text = decompressed(packed, splits.options.compression_of(&file.name))?;
            Ok(Box::new(utf_8(text, splits.options.transcoded()).take(limit)))
        };
        let head = self.head.get_or_insert_with(|| {
            // What cannot be read now, the worker will stumble over, and tell.
            head(&splits.cuts, limit, &open).unwrap_or_default()
        });
        head.clone()
    }
}

/// Where a file that is read whole goes on, of which some was read in a run before; `None`: nowhere.
pub(super) fn rest(
    file: &Found,
    options: &FileOptions,
    before: Vec<Region>,
) -> Result<Option<Place>, String> {
    match before.into_iter().next() {
        // No part of what is made UTF-8 has an end: those were bytes of something else.
        Some(Region { end: Some(_), .. }) if options.transcoded().is_some() => {
            Err(otherwise(&file.name))
        }
        Some(Region { at, .. }) => Ok(at),
        None => Ok(Some(Place::START)),
    }
}

fn otherwise(name: &str) -> String {
    format!(
        "`{name}` was read in another way before, perhaps with another `.encoding` or `.compression`; say \
         what was said then, or begin anew"
    )
}

/// What is left of a file that is read in parts, of which some was read in a run before.
fn left(name: &str, bytes: u64, before: Vec<Region>) -> Result<VecDeque<Region>, String> {
    let mut left = VecDeque::new();
    let mut at = 0;
    for region in before {
        let end = region.end.unwrap_or(bytes);
        if end > bytes || region.begin < at {
            return Err(format!(
                "`{name}` is not the file that was read before: it has {bytes} bytes, and bytes \
                 {} to {end} were a part of it; put the old one back, or begin anew",
                region.begin,
            ));
        }
        if region.begin > at {
            left.push_back(fresh(at, region.begin));
        }
        if region.at.is_some() {
            left.push_back(Region { end: Some(end), ..region });
        }
        at = end;
    }
    // An empty file is a split, too: of formats in which it is a mistake.
    if at < bytes || bytes == 0 {
        left.push_back(fresh(at, bytes));
    }
    Ok(left)
}

fn fresh(begin: u64, end: u64) -> Region {
    Region { begin, end: Some(end), at: Some(Place { offset: begin, record: 1 }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_covers_what_was_not_read() {
        let at = Some(Place { offset: 45, record: 3 });
        let done = |begin, end| Region { begin, end: Some(end), at: None };
        let begun = Region { begin: 40, end: Some(50), at };
        assert_eq!(left("a", 90, vec![]), Ok([fresh(0, 90)].into()));
        assert_eq!(left("a", 0, vec![]), Ok([fresh(0, 0)].into()));
        assert_eq!(
            left("a", 90, vec![done(10, 20), begun.clone(), done(50, 60)]),
            Ok([fresh(0, 10), fresh(20, 40), begun, fresh(60, 90)].into())
        );
        assert_eq!(left("a", 90, vec![done(0, 50), done(50, 90)]), Ok([].into()));
        assert!(left("a", 40, vec![done(0, 50)]).unwrap_err().contains("it has 40 bytes, and b"));
    }
}
