//! Blocks into batches.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{Schema, SchemaRef};

use super::blocks::{Block, Blocks};
use super::columns::Column;
use super::cursor::{Cursor, Malformed};
use super::shape::Shape;
use super::skip::{FREE, Free, skip};
use crate::connectors::columnar::{BATCH, Broken, Decoded};

/// The batches of a piece. A batch has the rows of one block, or as many of them as it may have.
pub(super) struct Reading {
    blocks: Option<Blocks>,
    fields: Vec<(String, Shape)>,
    /// Which of the fields are read.
    taken: Vec<bool>,
    /// How many columns they are with those inside of them, one at least.
    parts: usize,
    schema: SchemaRef,
    block: Option<Rest>,
}

/// A field, and what is wrong with its value.
type Wrong = (String, Malformed);

/// What is left of a block.
struct Rest {
    block: Block,
    from: usize,
    count: u64,
    /// Whether its records end where it does; `None`: it was not looked at yet.
    framed: Option<bool>,
}

impl Rest {
    fn data(&self) -> &[u8] {
        self.block.data.get(self.from..).unwrap_or_default()
    }

    /// Goes over all that is left: does it end where the block does?
    fn ends(&self, fields: &[(String, Shape)]) -> bool {
        let (mut from, mut free) = (Cursor::new(self.data()), Free::new());
        (0..self.count).all(|_| pass(fields, &mut from, &mut free).is_ok()) && from.rest.is_empty()
    }
}

/// Goes over one record.
fn pass(
    fields: &[(String, Shape)],
    from: &mut Cursor<'_>,
    free: &mut Free,
) -> Result<(), Malformed> {
    if fields.is_empty() {
        free.take()?;
    }
    fields.iter().try_for_each(|(_, shape)| skip(shape, from, free))
}

impl Reading {
    pub(super) fn new(blocks: Blocks, shape: Shape, take: &[usize]) -> Self {
        let fields = match shape {
            Shape::Record(fields) => fields,
            other => vec![("value".into(), other)],
        };
        let mut taken = vec![false; fields.len()];
        for at in take {
            if let Some(taken) = taken.get_mut(*at) {
                *taken = true;
            }
        }
        let columns = fields.iter().zip(&taken).filter(|(_, taken)| **taken);
        let columns: Vec<_> = columns.map(|((name, shape), _)| shape.field(name)).collect();
        let schema = Arc::new(Schema::new(columns));
        let parts = fields.iter().map(|(_, shape)| shape.columns()).sum::<usize>().max(1);
        Self { blocks: Some(blocks), fields, taken, parts, schema, block: None }
    }

    fn step(&mut self) -> Result<Option<Decoded>, Broken> {
        loop {
            let rest = match &mut self.block {
                Some(rest) => rest,
                None => {
                    let Some(blocks) = &mut self.blocks else { return Ok(None) };
                    let Some(block) = blocks.next()? else { return Ok(None) };
                    let count = block.count;
                    self.block.insert(Rest { block, from: 0, count, framed: None })
                }
            };
            let offset = rest.block.offset;
            let data = rest.block.data.slice(rest.from.min(rest.block.data.len())..);
            if rest.count == 0 {
                if !data.is_empty() {
                    let cause = format!("{} bytes behind the last record of a block", data.len());
                    self.block = None;
                    return Err(Broken { lost: Some(0), ..Broken::rest(offset, cause) });
                }
                self.block = None;
                continue;
            }
            let rows = usize::try_from(rest.count).unwrap_or(usize::MAX).min(BATCH);
            let count = rest.count;
            let (batch, used, error) = self.decode(offset, &data, rows)?;
            // What takes no bytes has an end only where the block says so.
            if used == 0 && batch.num_rows() > 0 && count > FREE as u64 {
                self.block = None;
                let cause = format!("a block of {count} records that take no bytes");
                return Err(Broken { lost: Some(count), ..Broken::rest(offset, cause) });
            }
            if let Some(rest) = &mut self.block {
                rest.from += used;
                rest.count -= batch.num_rows() as u64;
            }
            match error {
                Some((column, Malformed(cause))) if batch.num_rows() == 0 => {
                    return Err(self.pass(offset, column, cause));
                }
                // Good records go on first, and it is looked at again.
                _ => return Ok(Some(Decoded { batch, offset, numbers: None })),
            }
        }
    }

    /// Goes past a record that cannot be read. If no more than a value of it makes no sense, it is
    /// known where it ends; else all that follows in its block is lost.
    #[cold]
    fn pass(&mut self, offset: u64, column: String, cause: String) -> Broken {
        let column = Some(column).filter(|column| !column.is_empty());
        let broken = |cause, lost| Broken { column, lost, ..Broken::rest(offset, cause) };
        let Some(rest) = &mut self.block else { return broken(cause, None) };
        let framed = rest.framed.unwrap_or_else(|| rest.ends(&self.fields));
        rest.framed = Some(framed);
        let (mut from, mut free) = (Cursor::new(rest.data()), Free::new());
        if framed && pass(&self.fields, &mut from, &mut free).is_ok() {
            rest.from = rest.block.data.len() - from.rest.len();
            rest.count -= 1;
            return broken(cause, Some(1));
        }
        let lost = rest.count;
        self.block = None;
        let more = match lost {
            1 => String::new(),
            _ => format!("; the {} records behind it in its block are lost", lost - 1),
        };
        broken(cause + &more, Some(lost))
    }

    /// Decodes so many rows, or those before one that is malformed: how many bytes they are, and
    /// what is wrong behind them.
    fn decode(
        &self,
        offset: u64,
        data: &[u8],
        rows: usize,
    ) -> Result<(RecordBatch, usize, Option<Wrong>), Broken> {
        // A value has a byte at least, so what the block says of its rows may be too much.
        let room = rows.min(data.len() / self.parts);
        let mut columns = self.columns(room);
        let mut from = Cursor::new(data);
        let mut free = Free::new();
        let mut good = 0;
        let mut used = 0;
        let mut error = None;
        while good < rows {
            if let Err(problem) = self.row(&mut columns, &mut from, &mut free) {
                error = Some(problem);
                break;
            }
            good += 1;
            used = data.len() - from.rest.len();
        }
        if error.is_some() {
            // Some columns have a value more than others: once more, without the last row.
            columns = self.columns(good);
            (from, free) = (Cursor::new(data), Free::new());
            for _ in 0..good {
                self.row(&mut columns, &mut from, &mut free)
                    .map_err(|(_, error)| Broken::rest(offset, error.0))?;
            }
        }
        let taken = self.fields.iter().zip(&self.taken).filter(|(_, taken)| **taken);
        let arrays: Result<Vec<ArrayRef>, _> =
            columns.into_iter().zip(taken).map(|(c, ((_, shape), _))| c.finish(shape)).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(good));
        let batch = arrays.and_then(|arrays| {
            RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
        });
        match batch {
            Ok(batch) => Ok((batch, used, error)),
            Err(error) => Err(Broken::rest(offset, error)),
        }
    }

    fn columns(&self, room: usize) -> Vec<Column> {
        let taken = self.fields.iter().zip(&self.taken).filter(|(_, taken)| **taken);
        taken.map(|((_, shape), _)| Column::new(shape, room)).collect()
    }

    /// Reads a row; of what is wrong, the field and why.
    fn row(
        &self,
        columns: &mut [Column],
        from: &mut Cursor<'_>,
        free: &mut Free,
    ) -> Result<(), Wrong> {
        let mut columns = columns.iter_mut();
        if self.fields.is_empty() {
            free.take().map_err(|error| (String::new(), error))?;
        }
        for ((name, shape), taken) in self.fields.iter().zip(&self.taken) {
            let read = match taken.then(|| columns.next()).flatten() {
                Some(column) => column.read(shape, from, free),
                None => skip(shape, from, free),
            };
            if let Err(error) = read {
                return Err((name.clone(), error));
            }
        }
        Ok(())
    }
}

impl Iterator for Reading {
    type Item = Result<Decoded, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.step() {
            Ok(decoded) => decoded.map(Ok),
            Err(broken) => {
                if broken.lost.is_none() {
                    (self.blocks, self.block) = (None, None);
                }
                Some(Err(broken))
            }
        }
    }
}
