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

use super::charset::BYTE_ORDER_MARK;
use super::compression::Compression;
use super::remote::Coming;
use super::split::Split;
use super::splits::{Next, Splits};
use super::text::{Text, behind, bytes, decompressed, handle, unchanged};
use super::transcode::utf_8;
use crate::node::Progress;

/// Size of a piece: long enough to cost nothing, short enough to stay in a cache.
const PIECE: usize = 128 << 10;
/// So many times are pieces read ahead.
const AHEAD: usize = 4;
/// The pieces of small files wait for each other, to be sent together: no more than these, and not for
/// longer.
const TOGETHER: usize = 256;
const WAIT: Duration = Duration::from_micros(200);
/// A file's first piece is no shorter, if the file is not.
const MARK: usize = BYTE_ORDER_MARK.len();
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
    pieces: mpsc::Receiver<Vec<Piece>>,
    /// Those that came with the last one.
    more: std::vec::IntoIter<Piece>,
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
        thread.spawn(move || Thread::new(splits, to, buffers, progress).run(worker))?;
        Ok(Self { pieces, more: Vec::new().into_iter(), used })
    }

    /// The next piece, if it is there.
    pub(crate) fn try_next(&mut self) -> Option<Piece> {
        if self.more.len() == 0 {
            self.more = self.pieces.try_recv().ok()?.into_iter();
        }
        self.more.next()
    }

    /// Waits for the next piece; `None` if the thread died.
    pub(crate) async fn next(&mut self) -> Option<Piece> {
        if self.more.len() == 0 {
            self.more = self.pieces.recv().await?.into_iter();
        }
        self.more.next()
    }

    /// Gives a buffer back.
    pub(crate) fn give_back(&self, buffer: Vec<u8>) {
        if buffer.capacity() >= PIECE {
            // The thread may have ended; then nobody needs it.
            let _ = self.used.send(buffer);
        }
    }
}

struct Thread {
    splits: Arc<Splits>,
    to: mpsc::Sender<Vec<Piece>>,
    buffers: std::sync::mpsc::Receiver<Vec<u8>>,
    progress: Progress,
    /// Where is read to: `PIECE` bytes.
    buffer: Vec<u8>,
    /// Pieces that were not sent yet, since when, and the bytes of text in them.
    gathered: Vec<Piece>,
    since: Instant,
    bytes: usize,
}

impl Thread {
    fn new(
        splits: Arc<Splits>,
        to: mpsc::Sender<Vec<Piece>>,
        buffers: std::sync::mpsc::Receiver<Vec<u8>>,
        progress: Progress,
    ) -> Self {
        let (buffer, gathered, since) = (vec![0; PIECE], Vec::new(), Instant::now());
        Self { splits, to, buffers, progress, buffer, gathered, since, bytes: 0 }
    }

    /// Reads until nothing is left, or nobody listens any more: then it gives `None`.
    fn run(&mut self, worker: usize) -> Option<()> {
        loop {
            let asked = Instant::now();
            match self.splits.next(worker) {
                Next::Split(split, coming) => self.read(*split, coming)?,
                Next::Wait if self.to.is_closed() => return None,
                // Where there is much to look at, looking takes a tenth of the time at most.
                Next::Wait => {
                    self.pass_on()?;
                    std::thread::sleep(PAUSE.max(asked.elapsed() * 10));
                }
                Next::Failed(problem) => return self.last(Piece::Failed(problem)),
                Next::Done => return self.last(Piece::Done),
            }
        }
    }

    fn read(&mut self, split: Split, coming: Option<Box<Coming>>) -> Option<()> {
        // What others have to give may be a long time coming.
        let soon = split.file.regular && !split.file.place.is_object();
        if !soon {
            self.pass_on()?;
        }
        self.send(Piece::Begin(Box::new(split.clone())), soon)?;
        let opened = match &split.handle {
            Some(handle) => Ok(Some(handle.clone())),
            None => handle(&split.file),
        };
        let end = match opened {
            Ok(handle) => self.read_text(&split, handle.as_ref(), coming, soon)?.err(),
            Err(error) => Some(error),
        };
        self.send(Piece::End(end), soon)
    }

    /// Reads to the end, or to an error.
    fn read_text(
        &mut self,
        split: &Split,
        handle: Option<&Arc<File>>,
        coming: Option<Box<Coming>>,
        soon: bool,
    ) -> Option<io::Result<()>> {
        let mut text = match self.open(split, handle, coming) {
            Ok(text) => text,
            Err(error) => return Some(Err(error)),
        };
        let mut least = MARK;
        loop {
            // What a pipe gives is not kept back until there is more of it.
            let whole = split.file.regular;
            let (filled, end) =
                fill(&mut text, &mut self.buffer, if whole { PIECE } else { least });
            least = 1;
            if filled > 0 {
                let text = self.take(filled);
                self.send(Piece::Text(text), soon)?;
            }
            match end {
                Ok(false) => {}
                Ok(true) => return Some(unchanged(handle, split.stamp.as_ref())),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// The text of a split, from where it is to begin.
    fn open(
        &self,
        split: &Split,
        handle: Option<&Arc<File>>,
        coming: Option<Box<Coming>>,
    ) -> io::Result<Text> {
        unchanged(handle, split.stamp.as_ref())?;
        let charset = self.splits.options.transcoded();
        let seekable =
            split.compression == Compression::None && split.file.regular && charset.is_none();
        let (from, skip) = match seekable {
            true => (split.from.offset, 0),
            false => (0, split.from.offset),
        };
        let (progress, runtime) = (&self.progress, &self.splits.runtime);
        let bytes = match coming {
            Some(coming) => Box::new(coming.counted(Some(progress.clone()))),
            None => bytes(&split.file, handle, from, split.end, Some(progress), runtime)?,
        };
        behind(utf_8(decompressed(bytes, split.compression)?, charset), skip)
    }

    /// Takes what was read out of the buffer: as it is, if it is much of it.
    fn take(&mut self, filled: usize) -> Vec<u8> {
        if filled < PIECE / 4 {
            return self.buffer.iter().take(filled).copied().collect();
        }
        let mut next = self.buffers.try_recv().unwrap_or_default();
        next.resize(PIECE, 0);
        let mut text = std::mem::replace(&mut self.buffer, next);
        text.truncate(filled);
        text
    }

    /// Sends a piece, with those before it; `soon`: unless more will be there at once.
    fn send(&mut self, piece: Piece, soon: bool) -> Option<()> {
        if self.gathered.is_empty() {
            self.since = Instant::now();
        }
        if let Piece::Text(text) = &piece {
            self.bytes += text.len();
        }
        self.gathered.push(piece);
        let few = self.bytes < PIECE && self.gathered.len() < TOGETHER;
        if soon && few && self.since.elapsed() < WAIT { Some(()) } else { self.pass_on() }
    }

    fn pass_on(&mut self) -> Option<()> {
        if self.gathered.is_empty() {
            return Some(());
        }
        self.bytes = 0;
        self.to.blocking_send(std::mem::take(&mut self.gathered)).ok()
    }

    fn last(&mut self, piece: Piece) -> Option<()> {
        self.send(piece, false)
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
