//! A thread that reads files ahead of the worker that makes records of them.
//!
//! Reading and decompressing block, so they have a thread of their own; what is read comes in
//! pieces through a short queue, and buffers go back to be filled again. The thread is no task of
//! tokio's pool for blocking work, because a pipe may never give anything: it must not hold up the
//! end of the program.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::compression::Compression;
use super::split::Split;
use super::splits::{Next, Splits};
use super::text::{Text, bytes, decompressed, handle, unchanged};
use crate::node::Progress;

/// Size of a piece: long enough to cost nothing, short enough to stay in a cache.
const PIECE: usize = 128 << 10;
/// How many pieces are read ahead.
const AHEAD: usize = 4;
/// The longest byte-order mark: a file's first piece is no shorter, if the file is not.
const MARK: usize = 3;
/// How soon is asked again for what was not there.
const PAUSE: Duration = Duration::from_millis(20);

/// What comes from the thread.
pub(crate) enum Piece {
    /// A split begins.
    Begin(Box<Split>),
    /// Its text goes on.
    Text(Vec<u8>),
    /// It is over; with an error if the rest could not be read.
    End(Option<io::Error>),
    /// The pipeline cannot go on.
    Failed(String),
    /// All files are read.
    Done,
}

/// The receiving end.
pub(crate) struct Feed {
    pieces: mpsc::Receiver<Piece>,
    used: std::sync::mpsc::Sender<Vec<u8>>,
}

impl Feed {
    /// Starts to read what that worker is dealt.
    pub(crate) fn start(
        splits: Arc<Splits>,
        worker: usize,
        progress: Progress,
    ) -> io::Result<Self> {
        let (to, pieces) = mpsc::channel(AHEAD);
        let (used, buffers) = std::sync::mpsc::channel();
        let thread = std::thread::Builder::new().name("goflow-read".into());
        thread.spawn(move || Thread { splits, to, buffers, progress }.run(worker))?;
        Ok(Self { pieces, used })
    }

    /// The next piece, if it is there.
    pub(crate) fn try_next(&mut self) -> Option<Piece> {
        self.pieces.try_recv().ok()
    }

    /// Waits for the next piece; `None` if the thread died.
    pub(crate) async fn next(&mut self) -> Option<Piece> {
        self.pieces.recv().await
    }

    /// Gives a buffer back.
    pub(crate) fn give_back(&self, buffer: Vec<u8>) {
        // The thread may have ended; then nobody needs it.
        let _ = self.used.send(buffer);
    }
}

struct Thread {
    splits: Arc<Splits>,
    to: mpsc::Sender<Piece>,
    buffers: std::sync::mpsc::Receiver<Vec<u8>>,
    progress: Progress,
}

impl Thread {
    /// Reads until nothing is left, or nobody listens any more: then it gives `None`.
    fn run(&self, worker: usize) -> Option<()> {
        loop {
            let asked = Instant::now();
            match self.splits.next(worker) {
                Next::Split(split) => self.read(*split)?,
                Next::Wait if self.to.is_closed() => return None,
                // Where there is much to look at, looking takes a tenth of the time at most.
                Next::Wait => std::thread::sleep(PAUSE.max(asked.elapsed() * 10)),
                Next::Failed(problem) => return self.send(Piece::Failed(problem)),
                Next::Done => return self.send(Piece::Done),
            }
        }
    }

    fn read(&self, split: Split) -> Option<()> {
        self.send(Piece::Begin(Box::new(split.clone())))?;
        let opened = match &split.handle {
            Some(handle) => Ok(Some(handle.clone())),
            None => handle(&split.file),
        };
        let end = match opened {
            Ok(handle) => self.read_text(&split, handle.as_ref())?.err(),
            Err(error) => Some(error),
        };
        self.send(Piece::End(end))
    }

    /// Reads to the end, or to an error.
    fn read_text(&self, split: &Split, handle: Option<&Arc<File>>) -> Option<io::Result<()>> {
        let mut text = match self.open(split, handle) {
            Ok(text) => text,
            Err(error) => return Some(Err(error)),
        };
        let mut least = MARK;
        loop {
            let mut buffer = self.buffers.try_recv().unwrap_or_default();
            buffer.resize(PIECE, 0);
            // What a pipe gives is not kept back until there is more of it.
            let whole = split.file.regular;
            let (filled, end) = fill(&mut text, &mut buffer, if whole { PIECE } else { least });
            least = 1;
            buffer.truncate(filled);
            if filled > 0 {
                self.send(Piece::Text(buffer))?;
            }
            match end {
                Ok(false) => {}
                Ok(true) => return Some(unchanged(handle, split.stamp.as_ref())),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// The text of a split, from where it is to begin.
    fn open(&self, split: &Split, handle: Option<&Arc<File>>) -> io::Result<Text> {
        unchanged(handle, split.stamp.as_ref())?;
        let seekable = split.compression == Compression::None && split.file.regular;
        let (from, skip) = match seekable {
            true => (split.from.offset, 0),
            false => (0, split.from.offset),
        };
        let progress = Some(&self.progress);
        let runtime = &self.splits.runtime;
        let bytes = bytes(&split.file, handle, from, split.end, progress, runtime)?;
        decompressed(bytes, split.compression, skip)
    }

    fn send(&self, piece: Piece) -> Option<()> {
        self.to.blocking_send(piece).ok()
    }
}

/// Reads `least` bytes or more, fewer only at the end: how many, and is it the end.
fn fill(text: &mut impl Read, buffer: &mut [u8], least: usize) -> (usize, io::Result<bool>) {
    let mut filled = 0;
    while filled < least {
        let Some(free) = buffer.get_mut(filled..) else { break };
        match text.read(free) {
            Ok(0) => return (filled, Ok(true)),
            Ok(bytes) => filled += bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Err(error)),
        }
    }
    (filled, Ok(false))
}
