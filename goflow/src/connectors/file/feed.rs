//! A thread that reads files ahead of the worker that makes records of them.
//!
//! Reading and decompressing block, so they have a thread of their own; what is read comes in
//! pieces through a short queue, and buffers go back to be filled again. The thread is no task of
//! tokio's pool for blocking work, because a pipe may never give anything: it must not hold up the
//! end of the program.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tokio::sync::mpsc;

use super::found::Found;
use super::open::Text;
use crate::node::Progress;

/// Size of a piece: long enough to cost nothing, short enough to stay in a cache.
const PIECE: usize = 128 << 10;
/// How many pieces are read ahead.
const AHEAD: usize = 4;
/// The longest byte-order mark: a file's first piece is no shorter, if the file is not.
const MARK: usize = 3;

/// What comes from the thread.
pub(crate) enum Piece {
    /// A file begins.
    Begin(Arc<Found>),
    /// Its text goes on.
    Text(Vec<u8>),
    /// It is over; with an error if the rest could not be read.
    End(Option<io::Error>),
    /// All files are.
    Done,
}

/// The receiving end.
pub(crate) struct Feed {
    pieces: mpsc::Receiver<Piece>,
    used: std::sync::mpsc::Sender<Vec<u8>>,
}

impl Feed {
    /// Starts to read: always the next of `files` that no worker has taken.
    pub(crate) fn start(
        files: Arc<[Arc<Found>]>,
        next: Arc<AtomicUsize>,
        progress: Progress,
    ) -> io::Result<Self> {
        let (to, pieces) = mpsc::channel(AHEAD);
        let (used, buffers) = std::sync::mpsc::channel();
        let thread = std::thread::Builder::new().name("goflow-read".into());
        thread.spawn(move || {
            let mut thread = Thread { to, buffers };
            while let Some(found) = files.get(next.fetch_add(1, Relaxed)) {
                if thread.read_file(found, &progress).is_none() {
                    return;
                }
            }
            let _ = thread.send(Piece::Done);
        })?;
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
    to: mpsc::Sender<Piece>,
    buffers: std::sync::mpsc::Receiver<Vec<u8>>,
}

impl Thread {
    /// Reads one file. `None`: nobody listens any more.
    fn read_file(&mut self, found: &Arc<Found>, progress: &Progress) -> Option<()> {
        self.send(Piece::Begin(found.clone()))?;
        let end = match Text::open(found, progress) {
            Ok(text) => self.read_text(text, found.regular)?,
            Err(error) => Some(error),
        };
        self.send(Piece::End(end))
    }

    /// Reads to the end, or to an error.
    fn read_text(&mut self, mut text: Text, regular: bool) -> Option<Option<io::Error>> {
        let mut least = MARK;
        loop {
            let mut buffer = self.buffers.try_recv().unwrap_or_default();
            buffer.resize(PIECE, 0);
            // What a pipe gives is not kept back until there is more of it.
            let (filled, end) = fill(&mut text, &mut buffer, if regular { PIECE } else { least });
            least = 1;
            buffer.truncate(filled);
            if filled > 0 {
                self.send(Piece::Text(buffer))?;
            }
            match end {
                Ok(false) => {}
                Ok(true) => return Some(None),
                Err(error) => return Some(Some(error)),
            }
        }
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
