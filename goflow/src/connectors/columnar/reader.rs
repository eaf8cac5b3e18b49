//! One worker of a columnar source.

use std::sync::{Arc, OnceLock};

use arrow_array::Int64Array;
use tokio::sync::{OnceCell, mpsc, watch};

use super::ahead::{Begun, Part, start};
use super::fit::guarded_start;
use super::pieces::Pieces;
use super::{Broken, Columnar, View};
use crate::connectors::file::{
    Deal, FileOptions, Found, RecordError, Stands, Told, check_positions,
};
use crate::error::BoxError;
use crate::node::{Batch, Context, Position, Progress, Reader};

/// What the workers of a source share: made when the first of them is opened, since until then the
/// source may be told more.
pub struct Columns<C: Columnar> {
    pieces: OnceLock<Arc<Pieces<C>>>,
    fits: OnceCell<()>,
    /// Gone when nobody reads any more.
    reads: Arc<watch::Sender<()>>,
}

impl<C: Columnar> std::fmt::Debug for Columns<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Columns").finish_non_exhaustive()
    }
}

impl<C: Columnar> Columns<C> {
    pub(crate) fn later() -> Self {
        Self { pieces: OnceLock::new(), fits: OnceCell::new(), reads: Arc::default() }
    }

    /// Those of a deal that was made before.
    #[cfg(test)]
    pub(crate) fn of(deal: Deal<C>) -> Self {
        Self { pieces: Arc::new(Pieces::new(deal)).into(), ..Self::later() }
    }

    /// One worker's reader. A first file that does not fit is an error now.
    pub(crate) async fn open<V: View>(
        &self,
        options: &FileOptions,
        format: impl FnOnce() -> C,
        context: &Context,
        view: V,
        positions: &[Position],
    ) -> Result<ColumnarReader<V>, BoxError> {
        check_positions(positions)?;
        let pieces = || Arc::new(Pieces::new(Deal::new(options.clone(), format())));
        let pieces = self.pieces.get_or_init(pieces);
        let deal = &pieces.deal;
        let files = deal.files(context).await?;
        deal.restore(positions).await;
        if let Some(first) = files.first().filter(|first| first.regular) {
            let look = || look(deal.clone(), view.clone(), first.clone());
            self.fits.get_or_try_init(look).await?;
        }
        pieces.bring(&view, context.workers(), self.reads.subscribe());
        Ok(ColumnarReader {
            parts: start(pieces.clone(), view)?,
            _reads: self.reads.clone(),
            current: None,
            failed: None,
            over: false,
            stands: Stands::of(positions),
            progress: context.progress(),
        })
    }
}

/// Does the first file fit?
async fn look<C: Columnar, V: View>(
    deal: Arc<Deal<C>>,
    view: V,
    first: Arc<Found>,
) -> Result<(), BoxError> {
    let looking = tokio::task::spawn_blocking(move || {
        let fits = guarded_start(|| {
            let schema = deal.cut.schema(&first, &view).map_err(|error| error.to_string())?;
            view.fit(&schema, &first.hive, C::INTEGERS)?;
            deal.cut.check(&schema, &first.hive, &view)
        });
        fits.map_err(|cause| first.explain(&cause))
    });
    Ok(looking.await??)
}

/// One worker of a columnar source.
pub struct ColumnarReader<V: View> {
    parts: mpsc::Receiver<Part<V>>,
    _reads: Arc<watch::Sender<()>>,
    current: Option<Current<V>>,
    /// What cannot be read, and was not told of yet, and how many rows that are.
    failed: Option<(RecordError, u64)>,
    /// The piece is over, but what is in `failed` was not told yet.
    over: bool,
    /// In the pieces that it has read, and in those of a run before.
    stands: Stands,
    progress: Progress,
}

/// The piece that is read.
struct Current<V: View> {
    begun: Begun,
    chunk: Option<V::Chunk>,
    /// Which rows of the file those of the chunk are, if some were left out before them, and the rows
    /// before the chunk.
    numbers: Option<Int64Array>,
    before: u64,
    /// Where the chunk begins.
    offset: u64,
    /// Rows so far, those of a run before included.
    rows: u64,
}

impl<V: View> ColumnarReader<V> {
    /// Takes up what came from the thread; `false` at the end.
    fn take_up(&mut self, part: Part<V>) -> Result<bool, BoxError> {
        match part {
            Part::Begin(begun) => {
                let rows = begun.skipped;
                let (chunk, numbers) = (None, None);
                let offset = begun.about.offset;
                self.current = Some(Current { offset, begun, chunk, numbers, before: rows, rows });
            }
            Part::Rows(chunk, offset, numbers) => {
                if let Some(current) = &mut self.current {
                    (current.chunk, current.offset) = (Some(chunk), offset);
                    (current.numbers, current.before) = (numbers, current.rows);
                }
            }
            Part::Lost(broken) => self.fail(broken),
            Part::End(broken) => {
                broken.into_iter().for_each(|broken| self.fail(broken));
                self.over = true;
            }
            Part::Done => return Ok(false),
            Part::Failed(error) => return Err(error),
        }
        Ok(true)
    }

    fn fail(&mut self, broken: Broken) {
        if let Some(current) = &mut self.current {
            let Broken { offset, column, cause, lost } = broken;
            current.offset = offset;
            self.failed = Some((current.error(column, cause), lost.unwrap_or(0)));
        }
    }

    /// Tells of what failed, with its number in the file, and ends a piece that is over.
    async fn tell(&mut self, batch: &mut Batch<V::Event, RecordError>) {
        if let (Some((failed, _)), Some(current)) = (&mut self.failed, &mut self.current)
            && let Some(count) = current.begun.count.take()
            && let Ok(Some(before)) = tokio::task::spawn_blocking(count).await
        {
            current.begun.about.before = current.begun.about.before.saturating_add(before);
            failed.record = failed.record.saturating_add(before);
        }
        if let Some((failed, lost)) = self.failed.take() {
            batch.fail(failed);
            // A file may say of itself that it has lost more than there can be.
            let add = |current: &mut Current<V>| current.rows = current.rows.saturating_add(lost);
            self.current.iter_mut().for_each(add);
        }
        if std::mem::take(&mut self.over)
            && let Some(current) = self.current.take()
        {
            self.stands.set(&current.begun.file.name, current.told(true));
            self.progress.add(current.begun.about.bytes);
        }
    }
}

impl<V: View> Current<V> {
    /// Gives rows to `each` until that has enough, there are no more, or one cannot be read.
    fn give(&mut self, each: &mut dyn FnMut(V::Event) -> bool) -> Result<(), RecordError> {
        let Some(chunk) = &mut self.chunk else { return Ok(()) };
        for event in chunk {
            match event {
                Ok(event) => {
                    self.rows = self.rows.saturating_add(V::rows(&event));
                    if !each(event) {
                        return Ok(());
                    }
                }
                Err(error) => {
                    return Err(self.error(Some(error.column().into()), error.problem().into()));
                }
            }
        }
        self.chunk = None;
        Ok(())
    }

    /// How far it has come.
    fn told(&self, done: bool) -> Told {
        Told { part: self.begun.part.clone(), rows: self.rows, done }
    }

    /// Which row of the file, from 0, the next one is.
    #[cold]
    fn number(&self) -> u64 {
        let at = usize::try_from(self.rows - self.before).unwrap_or(usize::MAX);
        let Some(numbers) = &self.numbers else {
            return self.begun.about.before.saturating_add(self.rows);
        };
        let number = match numbers.values().get(at) {
            Some(number) => Some(*number),
            // Behind those that could be read.
            None => numbers.values().last().map(|last| last + 1),
        };
        number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
    }

    #[cold]
    fn error(&self, column: Option<String>, cause: String) -> RecordError {
        RecordError {
            file: self.begun.file.name.to_string(),
            record: self.number().saturating_add(1),
            column,
            offset: self.offset,
            raw: Vec::new(),
            cause,
        }
    }
}

impl<V: View> Reader for ColumnarReader<V> {
    type Event = V::Event;
    type Error = RecordError;

    async fn read(&mut self, batch: &mut Batch<V::Event, RecordError>) -> Result<bool, BoxError> {
        loop {
            if self.failed.is_some() || self.over {
                self.tell(batch).await;
            }
            if batch.room() == 0 {
                return Ok(true);
            }
            if self.current.as_ref().is_some_and(|current| current.chunk.is_some()) {
                self.try_read(&mut batch.taking())?;
                continue;
            }
            let part = match self.parts.try_recv() {
                Ok(part) => part,
                // What is there goes on first.
                Err(mpsc::error::TryRecvError::Empty) if !batch.is_empty() => return Ok(true),
                Err(mpsc::error::TryRecvError::Empty) => self.parts.recv().await.ok_or(DIED)?,
                Err(mpsc::error::TryRecvError::Disconnected) => return Err(DIED.into()),
            };
            if !self.take_up(part)? {
                return Ok(false);
            }
        }
    }

    fn try_read(&mut self, each: &mut dyn FnMut(V::Event) -> bool) -> Result<(), BoxError> {
        if let (Some(current), None) = (&mut self.current, &self.failed) {
            self.failed = current.give(each).err().map(|error| (error, 1));
        }
        Ok(())
    }

    fn positions(&self) -> Vec<Position> {
        let current = self.current.as_ref();
        self.stands.positions(current.map(|c| (&c.begun.file.name, c.told(false))))
    }
}

const DIED: &str = "the thread that reads the files died";
