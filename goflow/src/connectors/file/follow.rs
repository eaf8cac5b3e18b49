//! Files that grow, and files that are new, until the pipeline stops.
//!
//! What was added to a file is a split, up to the end of its last whole record. A file stays with the
//! worker that took it first, so its records stay in order. The open file is kept: it is read to its
//! end when another takes its name.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Instant;

use super::ahead::Ahead;
use super::decoder::Place;
use super::find::{FindError, find};
use super::found::Found;
use super::names::Which;
use super::options::FileOptions;
use super::split::{Region, Split};
use super::splits::{Next, Splits, has_parts, rest};
use super::tail::Tail;
use super::watch::{Id, Watch};

/// All files that are followed.
pub(crate) struct Follow {
    tails: Vec<Tail>,
    /// Files that cannot be opened, and those of them that nobody was told of.
    refused: HashSet<Arc<str>>,
    untold: Vec<Arc<Found>>,
    /// Files that are read whole.
    watch: Watch,
    ahead: Ahead,
    looking: Option<Receiver<Result<Vec<Arc<Found>>, FindError>>>,
    /// When to look for files again.
    due: Instant,
    begun: Instant,
    /// A first look was made by the source.
    fresh: bool,
}

impl Follow {
    pub(crate) fn new(options: &FileOptions) -> Self {
        Self {
            tails: Vec::new(),
            refused: HashSet::new(),
            untold: Vec::new(),
            watch: Watch::new(options, &[]),
            ahead: Ahead::default(),
            looking: None,
            due: Instant::now(),
            begun: Instant::now(),
            fresh: true,
        }
    }

    pub(crate) fn next(
        &mut self,
        splits: &Splits,
        worker: usize,
        found: &mut VecDeque<Arc<Found>>,
        before: &mut HashMap<String, Vec<Region>>,
    ) -> Next {
        if std::mem::take(&mut self.fresh) {
            let found: Vec<Arc<Found>> = found.drain(..).collect();
            self.take(found, splits, before);
        }
        if let Err(error) = self.look(splits, before) {
            return Next::Failed(error.to_string());
        }
        if let Some(file) = self.untold.pop() {
            // The worker stumbles over it, and tells. If it can be opened after all, nothing of it is
            // read: the next look takes it up.
            let all = whole(file, Place::START, splits);
            return Next::Split(Box::new(Split { end: Some(0), stamp: None, ..*all }), None);
        }
        if let Some(file) = self.watch.first() {
            self.watch.remove(&file);
            let coming = self.ahead.take(&file);
            let fresh = |file: &Found| !before.contains_key(&*file.name);
            self.ahead.fetch(self.watch.ready(), fresh, splits);
            let regions = before.remove(&*file.name).unwrap_or_default();
            return match rest(&file, &splits.options, regions) {
                Ok(Some(place)) => Next::Split(whole(file, place, splits), coming),
                Ok(None) => Next::Wait,
                Err(problem) => Next::Failed(problem),
            };
        }
        // A file that grows faster than it is read would keep the worker from all others: what was
        // added since shares were given waits until all of them are read.
        if let Some(next) = self.tail(splits, worker) {
            return next;
        }
        self.tails.retain(|tail| !tail.is_over());
        for tail in self.tails.iter_mut().filter(|tail| tail.is_for(worker)) {
            tail.share = tail.handle.metadata().map_or(tail.share, |now| now.len());
        }
        self.tail(splits, worker).unwrap_or(Next::Wait)
    }

    /// What a worker reads next of the shares of files that grow.
    fn tail(&mut self, splits: &Splits, worker: usize) -> Option<Next> {
        for tail in self.tails.iter_mut().filter(|tail| tail.is_for(worker)) {
            match tail.next(splits) {
                Ok(Some(split)) => {
                    tail.owner = Some(worker);
                    return Some(Next::Split(Box::new(split), None));
                }
                Ok(None) => {}
                // Cut in this very moment: the next look sees it.
                Err(_) if tail.is_shorter() => {}
                Err(error) => return Some(Next::Failed(tail.file.explain(&error))),
            }
        }
        None
    }

    /// Where each file is among those that grow. Of those that the system tells apart by their names only,
    /// one that lost its name is none of these.
    fn known(&self) -> HashMap<Id, usize> {
        let tails =
            self.tails.iter().enumerate().map(|(place, tail)| (Id::of(&tail.file), place, tail));
        let known = tails.filter(|(id, _, tail)| id.is_inode() || tail.gone.is_none());
        known.map(|(id, place, _)| (id, place)).collect()
    }

    /// Looks for files now and then, without waiting for what is found.
    fn look(
        &mut self,
        splits: &Splits,
        before: &mut HashMap<String, Vec<Region>>,
    ) -> Result<(), FindError> {
        match &self.looking {
            None if self.due <= Instant::now() => {
                let (sender, receiver) = channel();
                let paths = splits.options.paths.clone();
                splits.runtime.spawn(async move {
                    let _ = sender.send(find(&paths, true).await);
                });
                self.looking = Some(receiver);
                self.begun = Instant::now();
            }
            None => {}
            Some(looking) => match looking.try_recv() {
                Ok(found) => {
                    self.looking = None;
                    let found = found?;
                    let stored = found.iter().any(|file| file.place.is_object());
                    self.due = Instant::now() + Watch::pause(stored, self.begun.elapsed());
                    self.take(found, splits, before);
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.looking = None,
            },
        }
        Ok(())
    }

    /// Sorts what was found into what is known and what is new.
    fn take(
        &mut self,
        found: Vec<Arc<Found>>,
        splits: &Splits,
        before: &mut HashMap<String, Vec<Region>>,
    ) {
        let (grow, whole): (Vec<_>, Vec<_>) = found.into_iter().partition(|file| {
            has_parts(file, &splits.options, &splits.cuts) && !file.place.is_object()
        });
        self.watch.offer(whole);
        if !self.refused.is_empty() {
            let names: HashSet<&Arc<str>> = grow.iter().map(|file| &file.name).collect();
            self.refused.retain(|name| names.contains(name));
        }
        let mut present = vec![false; self.tails.len()];
        let known = self.known();
        for file in grow {
            let place = known.get(&Id::of(&file)).copied().unwrap_or(usize::MAX);
            match (self.tails.get_mut(place), present.get_mut(place)) {
                // Perhaps under another name.
                (Some(tail), Some(present)) => {
                    tail.file = file;
                    tail.gone = None;
                    *present = true;
                }
                _ => match Tail::new(&file, splits, before) {
                    Ok(tail) => {
                        self.refused.remove(&file.name);
                        self.tails.extend(tail);
                    }
                    // It is gone again; else the next look finds it.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(_) => {
                        if self.refused.insert(file.name.clone()) {
                            self.untold.push(file);
                        }
                    }
                },
            }
        }
        for (tail, _) in self.tails.iter_mut().zip(present).filter(|(_, present)| !present) {
            tail.gone.get_or_insert_with(Instant::now);
        }
        self.tails.sort_by(|a, b| a.file.name.cmp(&b.file.name));
        let named = self.tails.iter().filter(|tail| tail.gone.is_none());
        splits.names.set(named.map(|tail| (tail.which, tail.file.name.clone())));
    }
}

/// All of a file.
fn whole(file: Arc<Found>, from: Place, splits: &Splits) -> Box<Split> {
    Box::new(Split {
        compression: splits.options.compression_of(&file.name),
        stamp: file.regular.then(|| file.stamp.clone()),
        handle: None,
        begin: 0,
        end: None,
        from,
        head: Vec::new(),
        which: Which::Named(file.name.clone()),
        file,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::*;
    use crate::connectors::file::decoder::Cuts;
    use crate::connectors::file::tail::FAREWELL;

    #[tokio::test]
    async fn what_nobody_has_read_of_a_removed_file_is_read_however_late() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, "1\n").unwrap();
        let mut options = FileOptions::new(path.as_path().into());
        options.follow = true;
        let splits = Splits::new(&options, Cuts::Lines, 2, &[], &[]);
        let mut found: VecDeque<_> = find(&options.paths, true).await.unwrap().into();
        let mut follow = Follow::new(&options);
        let mut next = |follow: &mut Follow, worker| match follow.next(
            &splits,
            worker,
            &mut found,
            &mut HashMap::new(),
        ) {
            Next::Split(split, _) => split.end,
            _ => None,
        };
        assert_eq!(next(&mut follow, 0), Some(2));
        // One worker was busy all the while, and the other one looked on.
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"2\n3\n").unwrap();
        fs::remove_file(&path).unwrap();
        follow.tails[0].gone = Instant::now().checked_sub(2 * FAREWELL);
        assert!(follow.tails[0].gone.is_some());
        assert_eq!(next(&mut follow, 1), None);
        assert_eq!(next(&mut follow, 0), Some(6));
        assert_eq!(next(&mut follow, 0), None);
        assert!(follow.tails.is_empty());
    }
}
