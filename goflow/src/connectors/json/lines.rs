//! Turns lines of JSON into events.

use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use memchr::memchr;
use serde::de::DeserializeOwned;

use crate::connectors::file::{Decoder, MAX_RECORD, RecordError};
use crate::error::BoxError;
use crate::node::{Batch, Event};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One worker's decoder.
pub struct JsonLines<T> {
    file: Arc<str>,
    /// The line that is read now, from 1, and where it begins.
    line: u64,
    begin: u64,
    /// Where the next byte stands in the file.
    offset: u64,
    /// The beginning of a line whose end is still to come.
    kept: Vec<u8>,
    /// That line has more bytes than any record may have.
    too_long: bool,
    events: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> JsonLines<T> {
    pub(super) fn new() -> Self {
        Self {
            file: "".into(),
            line: 1,
            begin: 0,
            offset: 0,
            kept: Vec::new(),
            too_long: false,
            events: PhantomData,
        }
    }

    /// One line, without its end.
    #[inline]
    fn line(&self, line: &[u8], batch: &mut Batch<T, RecordError>) {
        if self.too_long || line.len() > MAX_RECORD {
            let cause = format!("it is longer than {} MiB", MAX_RECORD >> 20);
            batch.fail(self.error(line, cause));
        } else if !line.iter().all(u8::is_ascii_whitespace) {
            match serde_json::from_slice(line) {
                Ok(event) => batch.push(event),
                Err(error) => batch.fail(self.error(line, cause(&error))),
            }
        }
    }

    #[cold]
    fn error(&self, line: &[u8], cause: String) -> RecordError {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        RecordError {
            file: self.file.to_string(),
            record: self.line,
            column: None,
            offset: self.begin,
            raw: line.iter().take(RecordError::RAW).copied().collect(),
            cause,
        }
    }

    /// The line is over: `bytes` of it stood in the last piece.
    fn next_line(&mut self) {
        self.line += 1;
        self.begin = self.offset;
        self.kept.clear();
        self.too_long = false;
    }
}

/// The parser counts lines within the document, which is one.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(what) => format!("{what} at character {}", error.column()),
        None => text,
    }
}

impl<T: DeserializeOwned + Event> Decoder for JsonLines<T> {
    type Event = T;

    fn begin(&mut self, file: &Arc<str>, _: bool) {
        *self = Self { file: file.clone(), kept: std::mem::take(&mut self.kept), ..Self::new() };
        self.kept.clear();
    }

    fn decode(
        &mut self,
        text: &[u8],
        batch: &mut Batch<T, RecordError>,
    ) -> Result<usize, BoxError> {
        let mut rest = text;
        if self.offset == 0
            && let Some(behind) = rest.strip_prefix(BYTE_ORDER_MARK)
        {
            self.offset = BYTE_ORDER_MARK.len() as u64;
            self.begin = self.offset;
            rest = behind;
        }
        while batch.room() > 0 {
            let Some((line, behind)) =
                memchr(b'\n', rest).and_then(|end| rest.split_at_checked(end))
            else {
                self.offset += rest.len() as u64;
                let free = MAX_RECORD.saturating_sub(self.kept.len());
                self.too_long |= rest.len() > free;
                self.kept.extend_from_slice(rest.get(..free).unwrap_or(rest));
                return Ok(text.len());
            };
            self.offset += line.len() as u64 + 1;
            if self.kept.is_empty() {
                self.line(line, batch);
            } else {
                let mut kept = std::mem::take(&mut self.kept);
                self.too_long |= kept.len() + line.len() > MAX_RECORD;
                kept.extend_from_slice(line);
                self.line(&kept, batch);
                self.kept = kept;
            }
            self.next_line();
            rest = behind.get(1..).unwrap_or_default();
        }
        Ok(text.len() - rest.len())
    }

    fn end(
        &mut self,
        broken: Option<io::Error>,
        batch: &mut Batch<T, RecordError>,
    ) -> Result<(), BoxError> {
        let kept = std::mem::take(&mut self.kept);
        match broken {
            Some(error) => batch.fail(self.error(&kept, error.to_string())),
            None => self.line(&kept, batch),
        }
        Ok(())
    }
}
