//! Turns CSV text into events, and what is no event into errors that say where it is.

use std::io;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::cuts::RecordScan;
use super::error::{Kind, RowError, lacks};
use super::format::Format;
use super::letters::Letters;
use super::reading::Reading;
use super::records::{Next, Records, Spot};
use crate::connectors::file::{
    BYTE_ORDER_MARK, Check, Cuts, Decoder, Part, Place, Recipient, RecordError, looks, no_text,
};
use crate::error::BoxError;
use crate::node::Event;

/// One worker's decoder.
pub struct CsvDecoder<T> {
    format: Format,
    reading: Reading<T>,
    records: Records,
    letters: Letters,
    file: Arc<str>,
    /// The first file of all: one that does not fit is a mistake of the program.
    first: bool,
    /// Nothing of the file was read yet.
    fresh: bool,
    /// The next record is a header.
    header: bool,
    /// What does not fit between the file and the events, and where the file says so.
    misfits: Option<(Spot, Vec<Kind>)>,
    /// The rest of the file is of no use.
    hopeless: bool,
    check: Option<Check<T>>,
}

impl<T: DeserializeOwned> CsvDecoder<T> {
    /// Refuses formats that cannot be read, and events that are no records.
    pub(super) fn new(format: &Format) -> Result<Self, BoxError> {
        format.check()?;
        Ok(Self {
            reading: Reading::new(format)?,
            records: Records::new(format),
            letters: Letters::new(format.charset),
            format: format.clone(),
            file: "".into(),
            first: false,
            fresh: true,
            header: format.header,
            misfits: None,
            hopeless: false,
            check: None,
        })
    }

    /// Has events looked at once more.
    pub(super) fn checked(self, check: Option<Check<T>>) -> Self {
        Self { check, ..self }
    }

    /// The columns, from the text of the file's first record: the rest begins further on.
    fn read_head(&mut self, head: &[u8]) {
        let behind = head.strip_prefix(BYTE_ORDER_MARK);
        if behind.is_some() {
            self.letters.are_utf_8();
        }
        let line = [behind.unwrap_or(head), b"\n"].concat();
        let Next::Record(record) = self.records.next(&line) else {
            // The file's beginning was read before, and what is wrong with it was told.
            self.hopeless = self.header;
            return;
        };
        if self.header {
            let misfits = self.reading.read_header(self.letters.utf_8(record));
            self.misfits = Some((self.records.spot(&line), misfits));
            self.header = false;
        } else {
            self.reading.columns.width = Some(record.len());
        }
    }

    #[cold]
    fn error(&self, spot: Spot, column: Option<usize>, cause: String) -> RecordError {
        RecordError {
            file: self.file.to_string(),
            record: spot.line,
            column: column.map(|column| self.reading.columns.name(column)),
            offset: spot.offset,
            raw: spot.raw,
            cause,
        }
    }

    /// What is wrong with a record, and what follows from it for the rest of the file.
    #[cold]
    fn refuse(
        &mut self,
        text: &[u8],
        error: RowError,
        to: &mut dyn Recipient<T>,
    ) -> Result<(), BoxError> {
        let spot = self.records.spot(text);
        match error.kind() {
            Kind::Value(problem) => {
                // Without its header nothing of the file can be read.
                self.hopeless = self.header;
                let known = if spot.offset == 0 { looks(&spot.raw) } else { None };
                let cause =
                    known.map_or_else(|| problem.clone(), |known| format!("{problem}; {known}"));
                to.fail(self.error(spot, error.column(), cause));
                Ok(())
            }
            Kind::Missing(_) | Kind::Foreign(_) | Kind::Unknown(_) | Kind::Twice(_) => {
                self.misfit(spot, &[error.kind().clone()], to)
            }
            Kind::Unnamed | Kind::Shape(_) => {
                Err(self.error(spot, error.column(), error.to_string()).into())
            }
        }
    }

    /// What the file is, if its header shows that it is not what it was taken for: a delimiter that is
    /// another one, and what is no text.
    #[cold]
    fn mistaken(&self, header: &Spot) -> Option<String> {
        if let Some(known) = looks(&header.raw) {
            return Some(known.into());
        }
        // Of a long header that ends in the middle of a letter the beginning tells.
        if !self.letters.is_on()
            && std::str::from_utf8(&header.raw).is_err_and(|error| error.error_len().is_some())
        {
            return Some(no_text(self.format.charset));
        }
        if let Some(other) = self.reading.columns.other_delimiter(self.format.delimiter) {
            let other = other.escape_default();
            return Some(format!("if it is several cells, say `.delimiter(b'{other}')`"));
        }
        self.reading.columns.is_data().then(|| {
            "a header has no numbers: if the file begins with data, say `.header(false)`".into()
        })
    }

    /// A file that is not of these events. Of the first, that ends the pipeline.
    #[cold]
    fn misfit(
        &mut self,
        spot: Spot,
        misfits: &[Kind],
        to: &mut dyn Recipient<T>,
    ) -> Result<(), BoxError> {
        let (mut missing, mut causes) = (Vec::new(), Vec::new());
        for misfit in misfits {
            match misfit {
                Kind::Missing(field) => missing.push(*field),
                other => causes.push(other.to_string()),
            }
        }
        if !missing.is_empty() {
            causes.insert(0, lacks(&missing));
        }
        let foreign = misfits.iter().any(|misfit| matches!(misfit, Kind::Foreign(_)));
        if !missing.is_empty() || foreign {
            causes.extend(self.reading.columns.told());
            causes.extend(self.mistaken(&spot));
        }
        let cause = causes.join("; ");
        if self.first {
            return Err(format!("`{}`: {cause}", self.file).into());
        }
        self.hopeless = true;
        to.fail(self.error(spot, None, cause));
        Ok(())
    }

    /// The next record of `text`, or the last of the file, if there is one.
    #[inline]
    fn take(
        &mut self,
        text: &[u8],
        last: bool,
        to: &mut dyn Recipient<T>,
    ) -> Result<bool, BoxError> {
        let next = if last { self.records.finish() } else { self.records.next(text) };
        let result = match next {
            Next::Nothing => return Ok(false),
            Next::Record(record) if self.header => {
                let misfits = self.reading.read_header(self.letters.utf_8(record));
                self.header = false;
                if !misfits.is_empty() {
                    let spot = self.records.spot(text);
                    self.misfit(spot, &misfits, to)?;
                }
                return Ok(true);
            }
            Next::Record(record) if self.letters.are_in(&record) => {
                self.reading.read_rare(self.letters.utf_8(record))
            }
            Next::Record(record) => self.reading.read(record),
            Next::TooLong => Err(RowError::value(format!(
                "it is longer than {} bytes; `.max_record(…)` lets longer ones pass",
                self.format.max_record
            ))),
            Next::Cut => Err(RowError::value("the file ends inside of quotes")),
        };
        match result {
            Ok(event) => match self.check.and_then(|check| check(&event).err()) {
                None => to.push(event),
                Some(unheld) => {
                    let spot = self.records.spot(text);
                    let error = self.error(spot, None, unheld.cause);
                    to.fail(RecordError { column: unheld.column, ..error });
                }
            },
            Err(error) => self.refuse(text, error, to)?,
        }
        Ok(true)
    }
}

impl<T: DeserializeOwned + Event> Decoder for CsvDecoder<T> {
    type Event = T;

    fn begin(&mut self, part: &Part) -> Result<(), BoxError> {
        self.records.begin(0, 1);
        self.reading.begin(&part.hive);
        self.letters.begin();
        self.file = part.file.clone();
        (self.first, self.hopeless) = (part.first, false);
        self.fresh = part.place.offset == 0;
        self.header = self.format.header;
        self.misfits = None;
        if !self.fresh {
            self.read_head(&part.head);
            self.records.begin(part.place.offset, part.place.record);
        }
        Ok(())
    }

    fn place(&self) -> Place {
        self.records.place()
    }

    fn cuts(&self) -> Cuts {
        let format = self.format.clone();
        let scan = move || Box::new(RecordScan::new(&format)) as Box<_>;
        Cuts::Records { scan: Arc::new(scan), head: true }
    }

    fn decode(&mut self, text: &[u8], to: &mut dyn Recipient<T>) -> Result<usize, BoxError> {
        if !to.has_room() {
            return Ok(0);
        }
        if let Some((spot, misfits)) = self.misfits.take().filter(|(_, all)| !all.is_empty()) {
            self.misfit(spot, &misfits, to)?;
        }
        let mut mark = 0;
        if std::mem::take(&mut self.fresh) && text.starts_with(BYTE_ORDER_MARK) {
            mark = BYTE_ORDER_MARK.len();
            self.records.skip(mark);
            self.letters.are_utf_8();
        }
        let behind = text.get(mark..).unwrap_or_default();
        while !self.hopeless && to.has_room() {
            if !self.take(behind, false, to)? {
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
        to: &mut dyn Recipient<T>,
    ) -> Result<(), BoxError> {
        if let Some((spot, misfits)) = self.misfits.take().filter(|(_, all)| !all.is_empty()) {
            self.misfit(spot, &misfits, to)?;
        }
        if self.hopeless {
            return Ok(());
        }
        if let Some(error) = broken {
            let spot = self.records.broken();
            to.fail(self.error(spot, None, error.to_string()));
            return Ok(());
        }
        self.take(&[], true, to).map(drop)
    }
}
