//! Deals pieces of files to workers, for formats that know where their pieces are: row groups,
//! blocks between sync markers.
//!
//! ```text
//! struct RowGroups;
//! impl Cut for RowGroups {
//!     type Piece = Range<usize>;
//!     async fn cut(&self, file: &Arc<Found>, kept: &[Range<u64>]) -> io::Result<Vec<Range<usize>>> {
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
//!     Some(Dealt { file, piece: Ok(piece), part, rows }) => …,
//!     Some(Dealt { file, piece: Err(error), .. }) => …,      // one `Failed`, then the next file
//!     None => return Ok(false),
//! }
//! ```
//!
//! A file is cut when its turn comes, so many files cost nothing before; those in a store, which answers
//! late, are cut [some](AHEAD) at once. Pieces come in the order of the files and of their places in them;
//! the worker that asks first gets the next.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::{Mutex, OnceCell};
use tokio::task::JoinHandle;

use super::find::find;
use super::found::Found;
use super::options::FileOptions;
use super::spans::{Told, told};
use super::watch::Watch;
use crate::error::BoxError;
use crate::node::{Context, Position};

/// So many files in a store are cut at once, the next ones of which a piece is wanted.
const AHEAD: usize = 16;

/// How files of a format are cut.
pub trait Cut: Send + Sync + 'static {
    /// What a worker needs to know to read a piece.
    type Piece: Send + 'static;

    /// The pieces of a file in their order. Of what was begun in a run before, which is `kept`, each
    /// part is a piece.
    fn cut(
        &self,
        file: &Arc<Found>,
        kept: &[Range<u64>],
    ) -> impl Future<Output = io::Result<Vec<Self::Piece>>> + Send;

    /// Which part of the file a piece is, in numbers of this format.
    fn part(&self, piece: &Self::Piece) -> Range<u64>;
}

/// The pieces of a source's files, dealt to its workers.
pub(crate) struct Deal<C: Cut> {
    pub(crate) options: FileOptions,
    pub(crate) cut: Arc<C>,
    found: OnceCell<Arc<[Arc<Found>]>>,
    state: Mutex<State<C::Piece>>,
}

struct State<P> {
    /// The next of the files that were found.
    next: usize,
    /// Where parts of files stood that were begun in a run before.
    told: HashMap<String, Vec<Told>>,
    restored: bool,
    ready: VecDeque<Dealt<P>>,
    /// The next files, which are being cut.
    cutting: Vec<Cutting<P>>,
    /// Files that are new.
    watch: Option<Watch>,
}

/// A file's pieces as they come; dropped, nobody wants them any more.
struct Cutting<P> {
    file: Arc<Found>,
    pieces: JoinHandle<io::Result<Vec<P>>>,
}

impl<P> Drop for Cutting<P> {
    fn drop(&mut self) {
        self.pieces.abort();
    }
}

/// What a worker is to read.
#[derive(Debug)]
pub(crate) struct Dealt<P> {
    pub(crate) file: Arc<Found>,
    /// The piece, or why the file has none.
    pub(crate) piece: io::Result<P>,
    /// Which part of the file it is.
    pub(crate) part: Range<u64>,
    /// How many of its rows were read in a run before.
    pub(crate) rows: u64,
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
            told: HashMap::new(),
            restored: false,
            ready: VecDeque::new(),
            cutting: Vec::new(),
            watch: None,
        };
        Self { options, cut: Arc::new(cut), found: OnceCell::new(), state: Mutex::new(state) }
    }

    /// The same, with files that are not looked for.
    #[cfg(test)]
    pub(crate) fn of(self, files: impl IntoIterator<Item = Found>) -> Self {
        let files = files.into_iter().map(Arc::new).collect();
        Self { found: OnceCell::new_with(Some(files)), ..self }
    }

    /// The files, looked for once; none only where they are waited for. Tells the worker's progress
    /// how many bytes there are, if that worker is the first.
    pub(crate) async fn files(&self, context: &Context) -> Result<Arc<[Arc<Found>]>, BoxError> {
        let options = &self.options;
        let looking = async || -> Result<Arc<[Arc<Found>]>, BoxError> {
            options.check()?;
            let mut found = find(&options.paths, options.follow).await?;
            // Who follows comes to them when something is in them.
            found.retain(|file| !(options.follow && file.is_unwritten()));
            Ok(found.into())
        };
        let found = self.found.get_or_try_init(looking).await?;
        if context.worker() == 0 && !options.follow {
            context.progress().set_total(found.iter().map(|file| file.bytes()).sum());
        }
        Ok(found.clone())
    }

    /// Goes on where workers stood. Each of them may say it; the first is heard.
    pub(crate) async fn restore(&self, positions: &[Position]) {
        let mut state = self.state.lock().await;
        if !std::mem::replace(&mut state.restored, true) {
            state.told = told(positions);
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
            let cut = self.pieces(&file, &mut state).await;
            // Whoever is dropped while it waits leaves the file to the next who asks.
            state.passed(&file);
            let told = state.told.remove(&*file.name).unwrap_or_default();
            let pieces = match cut {
                Ok(pieces) => pieces.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            };
            for piece in pieces {
                let part = piece.as_ref().map_or(0..0, |piece| self.cut.part(piece));
                let before = told.iter().find(|told| told.part == part);
                if before.is_some_and(|told| told.done) {
                    continue;
                }
                let rows = before.map_or(0, |told| told.rows);
                state.ready.push_back(Dealt { file: file.clone(), piece, part, rows });
            }
        }
    }

    /// The pieces of the next file.
    async fn pieces(
        &self,
        file: &Arc<Found>,
        state: &mut State<C::Piece>,
    ) -> io::Result<Vec<C::Piece>> {
        if !file.place.is_object() {
            return self.cut.cut(file, &state.kept(file)).await;
        }
        let found = self.found.get().and_then(|found| found.get(state.next..)).unwrap_or_default();
        let next: Vec<_> = match &state.watch {
            Some(watch) => watch.ready().take(AHEAD).cloned().collect(),
            None => found.iter().take(AHEAD).cloned().collect(),
        };
        state.cutting.retain(|cutting| next.iter().any(|file| file.is_as(&cutting.file)));
        for file in next.into_iter().take_while(|file| file.place.is_object()) {
            if state.cutting.iter().all(|cutting| !cutting.file.is_as(&file)) {
                let (cut, found, kept) = (self.cut.clone(), file.clone(), state.kept(&file));
                let pieces = tokio::spawn(async move { cut.cut(&found, &kept).await });
                state.cutting.push(Cutting { file, pieces });
            }
        }
        let Some(cutting) = state.cutting.iter_mut().find(|cutting| cutting.file.is_as(file))
        else {
            return self.cut.cut(file, &state.kept(file)).await;
        };
        let pieces = (&mut cutting.pieces).await;
        state.cutting.retain(|cutting| !cutting.file.is_as(file));
        pieces.unwrap_or_else(|panic| Err(io::Error::other(panic)))
    }

    /// Waits for a file that is new.
    async fn watched(&self, state: &mut State<C::Piece>) -> Result<Arc<Found>, BoxError> {
        let known = || self.found.get().map_or(&[][..], |found| found);
        let watch = state.watch.get_or_insert_with(|| Watch::new(&self.options, known()));
        loop {
            if let Some(file) = watch.first() {
                return Ok(file);
            }
            watch.poll().await?;
        }
    }
}

impl<P> State<P> {
    /// The parts of a file that were begun in a run before.
    fn kept(&self, file: &Found) -> Vec<Range<u64>> {
        let told = self.told.get(&*file.name).map_or(&[][..], |told| told);
        told.iter().map(|told| told.part.clone()).collect()
    }

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
    use crate::connectors::file::spans::{Stands, spans};

    /// Pieces of so many bytes.
    struct Pieces(usize);
    impl Cut for Pieces {
        type Piece = (u64, u64);
        async fn cut(&self, file: &Arc<Found>, kept: &[Range<u64>]) -> io::Result<Vec<(u64, u64)>> {
            let mut pieces = Vec::new();
            match file.bytes() {
                0 => return Err(io::Error::other("nothing in it")),
                all => {
                    for (span, kept) in spans(all, kept)? {
                        let size = if kept { usize::MAX } else { self.0 };
                        let cut = span.clone().step_by(size);
                        pieces.extend(
                            cut.map(|at| (at, (at.saturating_add(size as u64)).min(span.end))),
                        );
                    }
                }
            }
            Ok(pieces)
        }
        fn part(&self, piece: &(u64, u64)) -> Range<u64> {
            piece.0..piece.1
        }
    }

    async fn next(deal: &Deal<Pieces>) -> Option<(String, u64, Result<(u64, u64), String>)> {
        let dealt = deal.next().await.unwrap()?;
        let name = dealt.file.name.rsplit('/').next().unwrap().to_string();
        Some((name, dealt.rows, dealt.piece.map_err(|error| error.to_string())))
    }

    #[tokio::test]
    async fn pieces_in_order_and_again_from_where_they_stood() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a", "1234567"), ("b", ""), ("c", "12")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let context = crate::testing::context("rows", 0, 1);
        let make = |size| Deal::new(FileOptions::new(folder.path().into()), Pieces(size));
        let deal = make(3);
        assert_eq!(deal.files(&context).await.unwrap().len(), 3);
        let mut all = Vec::new();
        while let Some(dealt) = next(&deal).await {
            all.push(dealt);
        }
        let broken = ("b".to_string(), 0, Err("nothing in it".to_string()));
        let piece = |name: &str, rows, from, to| (name.to_string(), rows, Ok((from, to)));
        let last = piece("c", 0, 0, 2);
        assert_eq!(
            all,
            [
                piece("a", 0, 0, 3),
                piece("a", 0, 3, 6),
                piece("a", 0, 6, 7),
                broken.clone(),
                last.clone()
            ]
        );

        // The second piece is in progress, the first is done, the others were never begun: with pieces
        // of any size.
        let deal = make(3);
        deal.files(&context).await.unwrap();
        let done = deal.next().await.unwrap().unwrap();
        let begun = deal.next().await.unwrap().unwrap();
        let at = |dealt: &Dealt<_>, rows, done| {
            let told = Told { part: dealt.part.clone(), rows, done };
            Stands::default().positions(Some((&dealt.file.name, told))).remove(0)
        };
        let stood = [
            at(&begun, 3, false),
            at(&done, 0, false),
            at(&begun, 7, false),
            at(&done, 9, true),
            at(&begun, 3, false),
        ];
        for size in [1, 2, 3, 100] {
            let deal = make(size);
            deal.files(&context).await.unwrap();
            deal.restore(&stood).await;
            assert_eq!(next(&deal).await, Some(piece("a", 7, 3, 6)));
            assert_eq!(next(&deal).await, Some(piece("a", 0, 6, 7)));
            assert_eq!(next(&deal).await, Some(broken.clone()));
        }
        // A file that has become shorter.
        std::fs::write(folder.path().join("a"), "1234").unwrap();
        let deal = make(3);
        deal.files(&context).await.unwrap();
        deal.restore(&stood).await;
        let (_, _, refused) = next(&deal).await.unwrap();
        assert!(refused.unwrap_err().contains("not the file that was read before"));
    }

    #[tokio::test]
    async fn new_files_are_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let context = crate::testing::context("rows", 0, 1);
        let mut options = FileOptions::new(folder.path().join("*.x").as_path().into());
        options.follow = true;
        let deal = Deal::new(options, Pieces(3));
        assert!(deal.files(&context).await.unwrap().is_empty());
        for name in ["a.x", "b.x"] {
            std::fs::write(folder.path().join(name), "12").unwrap();
            assert_eq!(next(&deal).await, Some((name.to_string(), 0, Ok((0, 2)))));
        }
    }
}
