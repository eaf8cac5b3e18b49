//! Files that are new, for sources that follow and read files whole.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::find::{FindError, find};
use super::found::{Found, Stamp};
use super::options::FileOptions;
use super::paths::Paths;

/// How often is looked for what is new. A store is asked less often, because it counts.
const PAUSE: Duration = Duration::from_millis(100);
const PAUSE_STORE: Duration = Duration::from_secs(2);
/// At most one part in so many of the time goes to looking.
const SHARE: u32 = 10;

/// Looks for files again and again.
#[derive(Debug)]
pub(crate) struct Watch {
    paths: Paths,
    /// What was read, and in which state.
    known: HashMap<Id, Stamp>,
    /// New, or in a new state, but perhaps still being written.
    growing: HashMap<Id, Stamp>,
    /// What was left alone since it was seen last.
    ready: BTreeMap<Arc<str>, Arc<Found>>,
}

/// Which file it is, under whatever name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Id {
    Inode(u64, u64),
    Name(Arc<str>),
}

impl Id {
    pub(super) fn of(file: &Found) -> Self {
        match file.stamp.identity {
            Some((device, inode)) => Self::Inode(device, inode),
            None => Self::Name(file.name.clone()),
        }
    }

    /// Does the system tell files apart?
    pub(super) fn is_inode(&self) -> bool {
        matches!(self, Self::Inode(..))
    }
}

impl Watch {
    /// Nothing of `known` is new, as long as it stays as it is.
    pub(crate) fn new(options: &FileOptions, known: &[Arc<Found>]) -> Self {
        let state = |file: &Arc<Found>| (Id::of(file), file.stamp.clone());
        Self {
            paths: options.paths.clone(),
            known: known.iter().map(state).collect(),
            growing: HashMap::new(),
            ready: BTreeMap::new(),
        }
    }

    /// The files that are new, by their names.
    pub(crate) fn ready(&self) -> impl Iterator<Item = &Arc<Found>> {
        self.ready.values()
    }

    /// The first of them.
    pub(crate) fn first(&self) -> Option<Arc<Found>> {
        self.ready().next().cloned()
    }

    /// It was read.
    pub(crate) fn remove(&mut self, file: &Arc<Found>) {
        self.known.insert(Id::of(file), file.stamp.clone());
        self.ready.remove(&file.name);
    }

    /// How long until the next look, after one that took so long.
    pub(crate) fn pause(stored: bool, took: Duration) -> Duration {
        let least = if stored { PAUSE_STORE } else { PAUSE };
        least.max(took * SHARE)
    }

    /// Looks, and waits a moment if nothing is new.
    pub(crate) async fn poll(&mut self) -> Result<(), FindError> {
        let begun = Instant::now();
        let found = find(&self.paths, true).await?;
        let stored = found.iter().any(|file| file.place.is_object());
        self.offer(found);
        if self.ready.is_empty() {
            tokio::time::sleep(Self::pause(stored, begun.elapsed())).await;
        }
        Ok(())
    }

    /// All files that there are now.
    pub(crate) fn offer(&mut self, found: Vec<Arc<Found>>) {
        let ids: HashSet<Id> = found.iter().map(|file| Id::of(file)).collect();
        // Who comes back is new.
        self.known.retain(|id, _| ids.contains(id));
        self.growing.retain(|id, _| ids.contains(id));
        for file in found.into_iter().filter(|file| !file.is_unwritten()) {
            let id = Id::of(&file);
            if self.known.get(&id) == Some(&file.stamp) {
                continue;
            }
            // What a store shows is complete.
            let stands = file.place.is_object() || self.growing.get(&id) == Some(&file.stamp);
            if stands {
                self.growing.remove(&id);
                let file = Found { first: false, ..Arc::unwrap_or_clone(file) };
                self.ready.insert(file.name.clone(), Arc::new(file));
            } else {
                self.growing.insert(id, file.stamp.clone());
            }
        }
    }
}
