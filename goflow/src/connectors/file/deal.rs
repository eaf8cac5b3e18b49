//! Deals pieces of files to workers, for formats that know where their pieces are: row groups,
//! blocks between sync markers.
//!
//! ```text
//! struct RowGroups;
//! impl Cut for RowGroups {
//!     type Piece = Range<usize>;
//!     async fn cut(&self, file: &Arc<Found>) -> io::Result<Vec<Range<usize>>> {
//!         let blob = Blob::open(file)?;
//!         let footer = blob.read_range(blob.size() - 8..blob.size()).await?;
//!         …
//!     }
//! }
//! // in the source, shared by its workers:   deal: Deal<RowGroups>
//! // in `open`, where errors are errors at start:
//! let files = self.deal.files(context).await?;
//! // in a worker's `read`:
//! match self.deal.next().await? {
//!     Some(Dealt { file, piece: Ok(piece), number, at }) => …,
//!     Some(Dealt { file, piece: Err(error), .. }) => …,      // one `Failed`, then the next file
//!     None => return Ok(false),
//! }
//! ```
//!
//! A file is cut when its turn comes, so many files cost nothing before. Pieces come in the order of
//! the files and of their places in them; the worker that asks first gets the next.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::io;
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell};

use super::find::find;
use super::found::Found;
use super::options::FileOptions;
use super::watch::Watch;
use crate::error::BoxError;
use crate::node::{Context, Position};

/// How files of a format are cut.
pub trait Cut: Send + Sync + 'static {
    /// What a worker needs to know to read a piece.
    type Piece: Send + 'static;

    /// The pieces of a file in their order, the same every time that it is asked.
    fn cut(&self, file: &Arc<Found>) -> impl Future<Output = io::Result<Vec<Self::Piece>>> + Send;
}

/// The pieces of a source's files, dealt to its workers.
pub(crate) struct Deal<C: Cut> {
    pub(crate) options: FileOptions,
    pub(crate) cut: C,
    found: OnceCell<Arc<[Arc<Found>]>>,
    state: Mutex<State<C::Piece>>,
}

struct State<P> {
    /// The next of the files that were found.
    next: usize,
    /// Where pieces stood that were begun in a run before.
    positions: HashMap<String, Position>,
    restored: bool,
    ready: VecDeque<Dealt<P>>,
    /// Files that are new.
    watch: Option<Watch>,
}

/// What a worker is to read.
#[derive(Debug)]
pub(crate) struct Dealt<P> {
    pub(crate) file: Arc<Found>,
    /// The piece, or why the file has none.
    pub(crate) piece: io::Result<P>,
    /// Which of the file's pieces, from 0.
    pub(crate) number: usize,
    /// Where to begin in it: what [`Position::at`] said.
    pub(crate) at: Option<String>,
}

impl<P> Dealt<P> {
    /// A position in this piece.
    pub(crate) fn position(&self, at: String, done: bool) -> Position {
        Position { split: split_name(&self.file, self.number), at, done }
    }
}

pub(crate) fn split_name(file: &Found, number: usize) -> String {
    format!("{}#{number}", file.name)
}

impl<C: Cut> std::fmt::Debug for Deal<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deal").field("options", &self.options).finish_non_exhaustive()
    }
}

impl<C: Cut> Deal<C> {
    pub(crate) fn new(options: FileOptions, cut: C) -> Self {
        let state = State {
            next: 0,
            positions: HashMap::new(),
            restored: false,
            ready: VecDeque::new(),
            watch: None,
        };
        Self { options, cut, found: OnceCell::new(), state: Mutex::new(state) }
    }

    /// The files, looked for once; none only where they are waited for. Tells the worker's progress
    /// how many bytes there are, if that worker is the first.
    pub(crate) async fn files(&self, context: &Context) -> Result<Arc<[Arc<Found>]>, BoxError> {
        let options = &self.options;
        let looking = async || -> Result<Arc<[Arc<Found>]>, BoxError> {
            options.check()?;
            Ok(find(&options.paths, options.follow).await?.into())
        };
        let found = self.found.get_or_try_init(looking).await?;
        if context.worker() == 0 && !options.follow {
            context.progress().set_total(found.iter().map(|file| file.bytes()).sum());
        }
        Ok(found.clone())
    }

    /// Goes on where workers stood. Each of them may say it; the first is heard. Where positions tell
    /// different things of one piece, the furthest is true: [`Position::at`] is a number here, of
    /// rows or what else grows.
    pub(crate) async fn restore(&self, positions: &[Position]) {
        let mut state = self.state.lock().await;
        if !std::mem::replace(&mut state.restored, true) {
            for told in positions {
                let far = |position: &Position| (position.done, position.at.parse::<u64>().ok());
                let known = state.positions.entry(told.split.clone());
                let known = known.or_insert_with(|| told.clone());
                if far(told) > far(known) {
                    *known = told.clone();
                }
            }
        }
    }

    /// The next piece, or a file that has none because it cannot be read; `None` at the end, which
    /// does not come while files are followed. [`files`](Deal::files) was called before.
    pub(crate) async fn next(&self) -> Result<Option<Dealt<C::Piece>>, BoxError> {
        let mut state = self.state.lock().await;
        loop {
            if let Some(dealt) = state.ready.pop_front() {
                return Ok(Some(dealt));
            }
            let found = self.found.get().and_then(|found| found.get(state.next)).cloned();
            let file = match found {
                Some(file) => file,
                None if !self.options.follow => return Ok(None),
                None => self.watched(&mut state).await?,
            };
            let cut = self.cut.cut(&file).await;
            // Whoever is dropped while it waits leaves the file to the next who asks.
            state.passed(&file);
            let pieces = match cut {
                Ok(pieces) => pieces.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            };
            for (number, piece) in pieces.into_iter().enumerate() {
                let before = state.positions.remove(&split_name(&file, number));
                if before.as_ref().is_some_and(|position| position.done) {
                    continue;
                }
                let at = before.map(|position| position.at);
                state.ready.push_back(Dealt { file: file.clone(), piece, number, at });
            }
        }
    }

    /// Waits for a file that is new.
    async fn watched(&self, state: &mut State<C::Piece>) -> Result<Arc<Found>, BoxError> {
        let known = self.found.get().map(|found| found.to_vec()).unwrap_or_default();
        let watch = state.watch.get_or_insert_with(|| Watch::new(&self.options, &known));
        loop {
            if let Some(file) = watch.first() {
                return Ok(file);
            }
            watch.poll().await?;
        }
    }
}

impl<P> State<P> {
    /// That file was cut.
    fn passed(&mut self, file: &Arc<Found>) {
        match &mut self.watch {
            Some(watch) => watch.remove(file),
            None => self.next += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of three bytes.
    struct Threes;
    impl Cut for Threes {
        type Piece = (u64, u64);
        async fn cut(&self, file: &Arc<Found>) -> io::Result<Vec<(u64, u64)>> {
            match file.bytes() {
                0 => Err(io::Error::other("nothing in it")),
                all => Ok((0..all).step_by(3).map(|from| (from, (from + 3).min(all))).collect()),
            }
        }
    }

    async fn next(deal: &Deal<Threes>) -> Option<(String, usize, Result<(u64, u64), String>)> {
        let dealt = deal.next().await.unwrap()?;
        let name = dealt.file.name.rsplit('/').next().unwrap().to_string();
        Some((name, dealt.number, dealt.piece.map_err(|error| error.to_string())))
    }

    #[tokio::test]
    async fn pieces_in_order_and_again_from_where_they_stood() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a", "1234567"), ("b", ""), ("c", "12")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let context = crate::testing::context("rows", 0, 1);
        let make = || Deal::new(FileOptions::new(folder.path().into()), Threes);
        let deal = make();
        assert_eq!(deal.files(&context).await.unwrap().len(), 3);
        let mut all = Vec::new();
        while let Some(dealt) = next(&deal).await {
            all.push(dealt);
        }
        let broken = ("b".to_string(), 0, Err("nothing in it".to_string()));
        let piece = |name: &str, number, from, to| (name.to_string(), number, Ok((from, to)));
        let (first, second) = (piece("a", 0, 0, 3), piece("a", 1, 3, 6));
        let (third, last) = (piece("a", 2, 6, 7), piece("c", 0, 0, 2));
        assert_eq!(all, [first.clone(), second, third.clone(), broken.clone(), last.clone()]);

        // The second piece is done, the first in progress, the others were never begun.
        let deal = make();
        deal.files(&context).await.unwrap();
        let begun = deal.next().await.unwrap().unwrap();
        let done = deal.next().await.unwrap().unwrap();
        let stale = begun.position("3".into(), false);
        let stood = [
            stale.clone(),
            begun.position("7".into(), false),
            done.position(String::new(), true),
            stale,
        ];
        let deal = make();
        deal.files(&context).await.unwrap();
        deal.restore(&stood).await;
        let dealt = deal.next().await.unwrap().unwrap();
        assert_eq!((dealt.number, dealt.at.as_deref()), (0, Some("7")));
        for left in [third, broken, last] {
            assert_eq!(next(&deal).await, Some(left));
        }
        assert_eq!(next(&deal).await, None);
    }

    #[tokio::test]
    async fn new_files_are_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let context = crate::testing::context("rows", 0, 1);
        let mut options = FileOptions::new(folder.path().join("*.x").as_path().into());
        options.follow = true;
        let deal = Deal::new(options, Threes);
        assert!(deal.files(&context).await.unwrap().is_empty());
        for name in ["a.x", "b.x"] {
            std::fs::write(folder.path().join(name), "12").unwrap();
            assert_eq!(next(&deal).await, Some((name.to_string(), 0, Ok((0, 2)))));
        }
    }
}
