//! `Batched`: a source of records as a source of their columns.

use arrow_array::RecordBatch;

use super::builder::RecordBuilder;
use super::nested::Record;
use crate::builtin::NoNode;
use crate::connectors::unmade::{UnmadeSource, no_node_by_reference};
use crate::connectors::{RecordError, Unheld};
use crate::error::BoxError;
use crate::node::{Batch, Context, Position, Reader, Source};

/// So many rows a batch has at most.
const ROWS: usize = 8192;

/// A source of [`RecordBatch`]es, made of a source of records: what `csv::batches` and
/// `json::batches` give.
///
/// Batches have up to 8192 rows, and fewer when nothing more is there at once.
#[derive(Debug)]
pub struct Batched<S> {
    pub(crate) source: S,
}

impl<S> Batched<S> {
    pub(crate) fn new(source: S) -> Self {
        Self { source }
    }

    /// Says to the source of records what its own methods say.
    #[must_use]
    pub fn with(self, tell: impl FnOnce(S) -> S) -> Self {
        Self { source: tell(self.source) }
    }
}

#[diagnostic::do_not_recommend]
impl<S> NoNode for Batched<S> {
    type Node = UnmadeSource<RecordBatch>;
}

no_node_by_reference! { impl [S: Source<Event: Record, Error = RecordError>] Batched<S> }

impl<S: Source<Event: Record, Error = RecordError>> Source for Batched<S> {
    type Event = RecordBatch;
    type Error = RecordError;
    type Reader = BatchedReader<S::Reader>;

    async fn open(&self, context: &Context) -> Result<Self::Reader, BoxError> {
        Ok(BatchedReader::new(self.source.open(context).await?))
    }

    async fn open_at(
        &self,
        context: &Context,
        positions: &[Position],
    ) -> Result<Self::Reader, BoxError> {
        Ok(BatchedReader::new(self.source.open_at(context, positions).await?))
    }
}

/// One worker of a [`Batched`].
pub struct BatchedReader<R: Reader<Event: Record>> {
    reader: R,
    read: Batch<R::Event, RecordError>,
    builder: RecordBuilder<R::Event>,
    /// So many records are read at once; one if all that follow it come by `try_read`.
    most: usize,
}

impl<R: Reader<Event: Record, Error = RecordError>> BatchedReader<R> {
    fn new(reader: R) -> Self {
        Self { reader, read: Batch::new(), builder: RecordBuilder::new(ROWS), most: ROWS }
    }

    /// Puts records that are there into columns.
    fn take_up(&mut self, batch: &mut Batch<RecordBatch, RecordError>) -> Result<(), BoxError> {
        let Self { reader, read, builder, most } = self;
        batch.errors.append(&mut read.errors);
        for record in read.events.drain(..) {
            append(builder, &record, batch);
        }
        if !builder.is_full() {
            reader.try_read(&mut |record| {
                *most = 1;
                append(builder, &record, batch);
                !builder.is_full()
            })?;
        }
        if builder.is_full() {
            batch.push(builder.finish()?);
        }
        Ok(())
    }
}

/// Whether its columns hold a record: told where the record is read, for it is known there which it is.
pub(crate) fn held<T: Record>(record: &T) -> Result<(), Unheld> {
    T::check_all(record).map_err(|error| Unheld {
        column: Some(error.column().to_string()),
        cause: error.problem().to_string(),
    })
}

/// One record more, or what is wrong with it: sources have looked, and know better where it is.
fn append<T: Record>(
    builder: &mut RecordBuilder<T>,
    record: &T,
    batch: &mut Batch<RecordBatch, RecordError>,
) {
    if let Err(error) = builder.append(record) {
        batch.fail(RecordError {
            file: String::new(),
            record: 0,
            column: Some(error.column().to_string()),
            offset: 0,
            raw: Vec::new(),
            cause: error.problem().to_string(),
        });
    }
}

impl<R: Reader<Event: Record, Error = RecordError>> Reader for BatchedReader<R> {
    type Event = RecordBatch;
    type Error = RecordError;

    async fn read(
        &mut self,
        batch: &mut Batch<RecordBatch, RecordError>,
    ) -> Result<bool, BoxError> {
        let mut more = true;
        while more && batch.room() > 0 {
            self.read.room = (ROWS - self.builder.len().min(ROWS - 1)).min(self.most);
            let waits = self.builder.is_empty() && batch.is_empty();
            let read = self.reader.read(&mut self.read);
            more = tokio::select! {
                biased;
                more = read => more?,
                // What is there goes on before anything is waited for.
                () = std::future::ready(()), if !waits => break,
            };
            self.take_up(batch)?;
        }
        self.take_up(batch)?;
        // Nothing stays behind: positions are those of the reader.
        if !self.builder.is_empty() {
            batch.push(self.builder.finish()?);
        }
        Ok(more)
    }

    fn positions(&self) -> Vec<Position> {
        self.reader.positions()
    }
}
