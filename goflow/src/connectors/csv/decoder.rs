//! Turns CSV text into events.

use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::row::{Columns, Row, RowError, RowErrorKind};
use super::source::Format;
use super::split::{Rest, Splitter};
use crate::connectors::file::{Cuts, Decoder, MAX_RECORD, Part, Place, RecordError};
use crate::error::BoxError;
use crate::node::{Batch, Event};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One worker's decoder.
pub struct CsvDecoder<T> {
    header: bool,
    null: Option<String>,
    splitter: Splitter,
    file: Arc<str>,
    /// The first file of all: one that does not fit is a mistake of the program.
    first: bool,
    /// Nothing of the file was read yet.
    fresh: bool,
    /// How many cells a record has: as many as the first.
    width: Option<usize>,
    columns: Columns,
    /// The rest of the file is of no use.
    hopeless: bool,
    events: PhantomData<fn() -> T>,
}

impl<T> CsvDecoder<T> {
    pub(super) fn new(format: &Format) -> Self {
        Self {
            header: format.header,
            null: format.null.clone(),
            splitter: Splitter::new(format.delimiter),
            file: "".into(),
            first: false,
            fresh: true,
            width: None,
            columns: Columns::default(),
            hopeless: false,
            events: PhantomData,
        }
    }

    #[cold]
    fn error(&self, part: &[u8], column: Option<usize>, cause: String) -> RecordError {
        let column = column.map(|column| {
            let name = self.columns.names.as_ref().and_then(|names| names.get(column));
            name.cloned().unwrap_or_else(|| (column + 1).to_string())
        });
        RecordError {
            file: self.file.to_string(),
            record: self.splitter.line,
            column,
            offset: self.splitter.begin,
            raw: self.splitter.raw(part),
            cause,
        }
    }

    /// What is wrong with a record, and what follows from it for the rest of the file.
    #[cold]
    fn refuse(&mut self, part: &[u8], error: RowError) -> Result<RecordError, BoxError> {
        let refused = self.error(part, error.column, error.to_string());
        match error.kind {
            RowErrorKind::Value(_) => Ok(refused),
            RowErrorKind::Missing(_) if !self.first => {
                self.hopeless = true;
                Ok(refused)
            }
            RowErrorKind::Missing(_) => Err(format!("`{}`: {}", self.file, refused.cause).into()),
            RowErrorKind::Shape(_) => Err(refused.into()),
        }
    }
}

impl<T: DeserializeOwned> CsvDecoder<T> {
    /// The record that was read last, of which `part` is in the last piece.
    #[inline]
    fn record(&mut self, part: &[u8], batch: &mut Batch<T, RecordError>) -> Result<(), BoxError> {
        if self.splitter.too_long {
            let cause = format!("it is longer than {} MiB", MAX_RECORD >> 20);
            batch.fail(self.error(part, None, cause));
            return Ok(());
        }
        let cells = self.splitter.cells();
        let width = *self.width.get_or_insert(cells.ends.len());
        if self.header && self.columns.names.is_none() {
            let text = |cell: Result<&str, &[u8]>| match cell {
                Ok(text) => text.to_string(),
                Err(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            };
            let names = (0..width).filter_map(|column| cells.get(column).map(text));
            self.columns = Columns::new(Some(names.collect()));
            return Ok(());
        }
        if cells.ends.len() != width {
            let whole = if self.header { "header" } else { "first record" };
            let cause = format!("{} cells, where the {whole} has {width}", cells.ends.len());
            batch.fail(self.error(part, None, cause));
            return Ok(());
        }
        let row = Row { cells, columns: &mut self.columns, null: self.null.as_deref() };
        match T::deserialize(row) {
            Ok(event) => batch.push(event),
            Err(error) => batch.fail(self.refuse(part, error)?),
        }
        Ok(())
    }
}

impl<T: DeserializeOwned + Event> Decoder for CsvDecoder<T> {
    type Event = T;

    fn begin(&mut self, part: &Part) -> Result<(), BoxError> {
        self.splitter.reset();
        self.file = part.file.clone();
        (self.first, self.fresh, self.hopeless) = (part.first, true, false);
        self.columns = Columns::default();
        self.width = None;
        Ok(())
    }

    fn place(&self) -> Place {
        self.splitter.place()
    }

    fn cuts(&self) -> Cuts {
        Cuts::Never
    }

    fn decode(
        &mut self,
        text: &[u8],
        batch: &mut Batch<T, RecordError>,
    ) -> Result<usize, BoxError> {
        let mut at = 0;
        if std::mem::take(&mut self.fresh) && text.starts_with(BYTE_ORDER_MARK) {
            at = BYTE_ORDER_MARK.len();
            self.splitter.skip(at);
        }
        let mut part = (0, 0);
        while !self.hopeless && batch.room() > 0 {
            if !self.splitter.next(text, &mut at, &mut part) {
                return Ok(text.len());
            }
            self.record(text.get(part.0..part.1).unwrap_or_default(), batch)?;
        }
        Ok(if self.hopeless { text.len() } else { at })
    }

    fn end(
        &mut self,
        broken: Option<io::Error>,
        batch: &mut Batch<T, RecordError>,
    ) -> Result<(), BoxError> {
        if self.hopeless {
            return Ok(());
        }
        if let Some(error) = broken {
            self.splitter.stop();
            batch.fail(self.error(&[], None, error.to_string()));
            return Ok(());
        }
        match self.splitter.finish() {
            Rest::Nothing => {}
            Rest::Record => self.record(&[], batch)?,
            Rest::Cut => {
                let cause = "the file ends inside of quotes".to_string();
                batch.fail(self.error(&[], None, cause));
            }
        }
        Ok(())
    }
}
