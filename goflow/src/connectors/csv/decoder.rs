//! Turns CSV text into events, and what is no event into errors that say where it is.

use std::io;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::boundary::Boundary;
use super::error::{Kind, RowError};
use super::format::Format;
use super::reading::Reading;
use super::records::{Next, Place, Records};
use crate::connectors::file::{Decoder, RecordError};
use crate::error::BoxError;
use crate::node::{Batch, Event};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One worker's decoder.
pub struct CsvDecoder<T> {
    format: Format,
    reading: Reading<T>,
    records: Records,
    /// Values in the path of the file.
    constants: Vec<(String, Option<String>)>,
    file: Arc<str>,
    /// The first file of all: one that does not fit is a mistake of the program.
    first: bool,
    /// Nothing of the file was read yet.
    fresh: bool,
    /// The next record is a header.
    header: bool,
    /// What does not fit between the file and the events, and where the file says so.
    misfits: Option<(Place, Vec<Kind>)>,
    /// The rest of the file is of no use.
    hopeless: bool,
}

impl<T: DeserializeOwned> CsvDecoder<T> {
    /// Refuses formats that cannot be read, and events that are no records.
    pub(super) fn new(format: &Format) -> Result<Self, BoxError> {
        format.check()?;
        Ok(Self {
            reading: Reading::new(format)?,
            records: Records::new(format),
            format: format.clone(),
            constants: Vec::new(),
            file: "".into(),
            first: false,
            fresh: true,
            header: format.header,
            misfits: None,
            hopeless: false,
        })
    }

    /// Of the files that begin from now on, these columns have one value each, whatever they say
    /// themselves: it stands in their paths. `None` is nothing.
    #[allow(dead_code, reason = "for the reader of Hive folders")]
    pub(in crate::connectors) fn set_constants(&mut self, constants: &[(String, Option<String>)]) {
        self.constants = constants.to_vec();
    }

    /// A file begins in its middle, where a record does. `header` is the text of its first record,
    /// where files have one; more of the file is not looked at.
    #[allow(dead_code, reason = "for splits, and for positions that were stored")]
    pub(in crate::connectors) fn begin_at(
        &mut self,
        file: &Arc<str>,
        first: bool,
        header: &[u8],
        at: Boundary,
    ) {
        self.start(file, first);
        self.fresh = at.offset == 0;
        if self.header && !self.fresh {
            let header = header.strip_prefix(BYTE_ORDER_MARK).unwrap_or(header);
            let line = [header, b"\n"].concat();
            let misfits = match self.records.next(&line) {
                Next::Record(record) => self.reading.read_header(record),
                _ => vec![Kind::Value("the file has no header".into())],
            };
            self.misfits = Some((self.records.place(&line), misfits));
            self.header = false;
        }
        self.records.begin(at.offset, at.line);
    }

    /// Where the next record begins.
    #[allow(dead_code, reason = "for positions that are stored")]
    pub(in crate::connectors) fn position(&self) -> Boundary {
        self.records.position()
    }

    fn start(&mut self, file: &Arc<str>, first: bool) {
        self.records.begin(0, 1);
        self.reading.begin(&self.constants);
        self.file = file.clone();
        (self.first, self.fresh, self.hopeless) = (first, true, false);
        self.header = self.format.header;
        self.misfits = None;
    }

    #[cold]
    fn error(&self, place: Place, column: Option<usize>, cause: String) -> RecordError {
        RecordError {
            file: self.file.to_string(),
            record: place.line,
            column: column.map(|column| self.reading.columns.name(column)),
            offset: place.offset,
            raw: place.raw,
            cause,
        }
    }

    /// What is wrong with a record, and what follows from it for the rest of the file.
    #[cold]
    fn refuse(
        &mut self,
        text: &[u8],
        error: RowError,
        batch: &mut Batch<T, RecordError>,
    ) -> Result<(), BoxError> {
        let place = self.records.place(text);
        match error.kind() {
            Kind::Value(_) if self.header => {
                // Without its header nothing of the file can be read.
                self.misfit(place, &[error.kind().clone()], batch)
            }
            Kind::Value(problem) => {
                batch.fail(self.error(place, error.column(), problem.clone()));
                Ok(())
            }
            Kind::Missing(_) | Kind::Unknown(_) | Kind::Twice(_) => {
                self.misfit(place, &[error.kind().clone()], batch)
            }
            Kind::Unnamed | Kind::Shape(_) => {
                Err(self.error(place, error.column(), error.to_string()).into())
            }
        }
    }

    /// A file that is not of these events. Of the first, that ends the pipeline.
    #[cold]
    fn misfit(
        &mut self,
        place: Place,
        misfits: &[Kind],
        batch: &mut Batch<T, RecordError>,
    ) -> Result<(), BoxError> {
        let causes: Vec<_> = misfits.iter().map(ToString::to_string).collect();
        let cause = causes.join("; ");
        if self.first {
            return Err(format!("`{}`: {cause}", self.file).into());
        }
        self.hopeless = true;
        batch.fail(self.error(place, None, cause));
        Ok(())
    }

    /// The next record of `text`, or the last of the file, if there is one.
    #[inline]
    fn take(
        &mut self,
        text: &[u8],
        last: bool,
        batch: &mut Batch<T, RecordError>,
    ) -> Result<bool, BoxError> {
        let next = if last { self.records.finish() } else { self.records.next(text) };
        let result = match next {
            Next::Nothing => return Ok(false),
            Next::Record(record) if self.header => {
                let misfits = self.reading.read_header(record);
                self.header = false;
                if !misfits.is_empty() {
                    let place = self.records.place(text);
                    self.misfit(place, &misfits, batch)?;
                }
                return Ok(true);
            }
            Next::Record(record) => self.reading.read(record),
            Next::TooLong => Err(RowError::value(format!(
                "it is longer than {} bytes; `.max_record(…)` lets longer ones pass",
                self.format.max_record
            ))),
            Next::Cut => Err(RowError::value("the file ends inside of quotes")),
        };
        match result {
            Ok(event) => batch.push(event),
            Err(error) => self.refuse(text, error, batch)?,
        }
        Ok(true)
    }
}

impl<T: DeserializeOwned + Event> Decoder for CsvDecoder<T> {
    type Event = T;

    fn begin(&mut self, file: &Arc<str>, first: bool) {
        self.start(file, first);
    }

    fn decode(
        &mut self,
        text: &[u8],
        batch: &mut Batch<T, RecordError>,
    ) -> Result<usize, BoxError> {
        if batch.room() == 0 {
            return Ok(0);
        }
        if let Some((place, misfits)) = self.misfits.take().filter(|(_, all)| !all.is_empty()) {
            self.misfit(place, &misfits, batch)?;
        }
        let mut mark = 0;
        if std::mem::take(&mut self.fresh) && text.starts_with(BYTE_ORDER_MARK) {
            mark = BYTE_ORDER_MARK.len();
            self.records.skip(mark);
        }
        let behind = text.get(mark..).unwrap_or_default();
        while !self.hopeless && batch.room() > 0 {
            if !self.take(behind, false, batch)? {
                self.records.used(behind, behind.len());
                return Ok(text.len());
            }
        }
        if self.hopeless {
            return Ok(text.len());
        }
        let taken = self.records.taken(behind);
        self.records.used(behind, taken);
        Ok(mark + taken)
    }

    fn end(
        &mut self,
        broken: Option<io::Error>,
        batch: &mut Batch<T, RecordError>,
    ) -> Result<(), BoxError> {
        if let Some((place, misfits)) = self.misfits.take().filter(|(_, all)| !all.is_empty()) {
            self.misfit(place, &misfits, batch)?;
        }
        if self.hopeless {
            return Ok(());
        }
        if let Some(error) = broken {
            let place = self.records.broken();
            batch.fail(self.error(place, None, error.to_string()));
            return Ok(());
        }
        self.take(&[], true, batch).map(drop)
    }
}
