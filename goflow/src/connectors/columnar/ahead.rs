//! The thread that decodes ahead of its worker.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::Int64Array;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::fit::{fit, guarded};
use super::pieces::Pieces;
use super::{About, Broken, Columnar, Count, Projection, View};
use crate::connectors::file::{Dealt, Found};
use crate::error::BoxError;

/// So many batches are decoded before they are taken up. What is more is only out of the caches by then.
const AHEAD: usize = 1;

/// What comes from the thread.
pub(super) enum Part<V: View> {
    /// A piece begins.
    Begin(Begun),
    /// Its next rows, where they begin, and which rows of the file they are, if that has to be said.
    Rows(V::Chunk, u64, Option<Int64Array>),
    /// Records that cannot be read, with others behind them.
    Lost(Broken),
    /// It is over; or the rest of it cannot be read.
    End(Option<Broken>),
    /// All pieces are.
    Done,
    /// The pipeline cannot go on.
    Failed(BoxError),
}

/// A piece that is read now.
pub(super) struct Begun {
    pub(super) file: Arc<Found>,
    /// Which part of the file it is.
    pub(super) part: Range<u64>,
    pub(super) about: About,
    /// What finds out about the records before it.
    pub(super) count: Option<Count>,
    /// Rows that were delivered in a run before.
    pub(super) skipped: u64,
}

/// Starts the thread of one worker: it takes pieces until there are no more.
pub(super) fn start<C: Columnar, V: View>(
    pieces: Arc<Pieces<C>>,
    view: V,
) -> std::io::Result<mpsc::Receiver<Part<V>>> {
    let (to, parts) = mpsc::channel(AHEAD);
    let handle = Handle::current();
    std::thread::Builder::new().name("goflow-columns".into()).spawn(move || {
        // Files are read from here on, too, and those in stores by way of the runtime.
        let _entered = handle.enter();
        loop {
            // A source that follows its folder may wait for ever; the worker does not.
            let next = handle.block_on(async {
                tokio::select! {
                    biased;
                    () = to.closed() => None,
                    dealt = pieces.next() => Some(dealt),
                }
            });
            let part = match next {
                None => return,
                Some(Ok(Some(dealt))) => match read(&*pieces.deal.cut, &view, dealt, &to) {
                    Some(()) => continue,
                    None => return,
                },
                Some(Ok(None)) => Part::Done,
                Some(Err(error)) => Part::Failed(error),
            };
            let _ = to.blocking_send(part);
            return;
        }
    })?;
    Ok(parts)
}

/// Reads one piece. `None`: nobody listens any more.
fn read<C: Columnar, V: View>(
    format: &C,
    view: &V,
    dealt: Dealt<C::Piece>,
    to: &mpsc::Sender<Part<V>>,
) -> Option<()> {
    let Dealt { file, piece, part, rows: skipped } = dealt;
    let about = piece.as_ref().map(|piece| format.about(piece)).unwrap_or_default();
    let count = piece.as_ref().ok().and_then(|piece| format.count_before(piece));
    let begun = Begun { file: file.clone(), part, about, count, skipped };
    to.blocking_send(Part::Begin(begun)).ok()?;
    let end = match piece {
        Ok(piece) => decode(format, view, &file, piece, skipped, to)?,
        Err(error) => Some(Broken::rest(0, error)),
    };
    to.blocking_send(Part::End(end)).ok()
}

fn decode<C: Columnar, V: View>(
    format: &C,
    view: &V,
    file: &Found,
    piece: C::Piece,
    mut skip: u64,
    to: &mpsc::Sender<Part<V>>,
) -> Option<Option<Broken>> {
    let offset = format.about(&piece).offset;
    let broken = |cause: String| Broken::rest(offset, cause);
    let opened = guarded(offset, || {
        let (schema, fitted, take) = fit(format, view, file, &piece)?;
        let columns = Projection { schema: &schema, take: &take, path: &file.hive, wanted: view };
        Ok((fitted, format.open(piece, &columns)?))
    });
    let (fitted, mut batches) = match opened {
        Ok(opened) => opened,
        Err(broken) => return Some(Some(broken)),
    };
    let runtime = Handle::current();
    loop {
        let room = runtime.block_on(to.reserve()).ok()?;
        let chunk = guarded(offset, || {
            let Some(decoded) = batches.next() else { return Ok(None) };
            let decoded = decoded?;
            let rows = decoded.batch.num_rows();
            let skipped = usize::try_from(skip).unwrap_or(usize::MAX).min(rows);
            skip -= skipped as u64;
            let numbers = decoded.numbers.map(|all| all.slice(skipped, all.len() - skipped));
            let chunk = view.chunk(&fitted, decoded.batch, skipped).map_err(broken)?;
            Ok(Some((chunk, decoded.offset, numbers)))
        });
        match chunk {
            Ok(Some((chunk, offset, numbers))) => room.send(Part::Rows(chunk, offset, numbers)),
            Ok(None) => return Some(None),
            Err(broken) => match broken.lost {
                None => return Some(Some(broken)),
                // It was told of in the run before.
                Some(lost) if skip > 0 => skip = skip.saturating_sub(lost),
                Some(_) => room.send(Part::Lost(broken)),
            },
        }
    }
}
