//! Turns JSON text into events.

use std::io;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::array::Array;
use super::document::{Sink, Span, cause, column, is_space, parse};
use super::lines::Lines;
use crate::connectors::file::{
    BYTE_ORDER_MARK, Charset, Check, Cuts, Decoder, HiveValues, Part, Place, Recipient,
    RecordError, looks, no_text,
};
use crate::error::BoxError;
use crate::node::Event;

/// One worker's decoder.
pub struct JsonDecoder<T> {
    form: Form,
    max_record: usize,
    /// What the text was before it was made UTF-8; `None`: it always was.
    charset: Option<Charset>,
    file: Arc<str>,
    hive: HiveValues,
    /// Nothing of the file was read yet.
    fresh: bool,
    check: Option<Check<T>>,
}

enum Form {
    Lines(Lines),
    Array(Array),
}

/// Who gets the events, and what it takes to make them.
struct Events<'a, T> {
    file: &'a Arc<str>,
    hive: &'a HiveValues,
    max_record: usize,
    charset: Option<Charset>,
    array: bool,
    check: Option<Check<T>>,
    to: &'a mut dyn Recipient<T>,
}

impl<T: DeserializeOwned> Sink for Events<'_, T> {
    #[inline]
    fn has_room(&self) -> bool {
        self.to.has_room()
    }

    #[inline]
    fn document(&mut self, span: Span<'_>) {
        match parse(span.text, self.hive) {
            Ok(event) => match self.check.and_then(|check| check(&event).err()) {
                None => self.to.push(event),
                Some(unheld) => self.bad(span, unheld.column, unheld.cause),
            },
            Err(error) => {
                let column = column::<T>(span.text, self.hive);
                let cause = self.explained(&span, cause(&error), error.is_eof());
                self.bad(span, column, cause);
            }
        }
    }

    #[cold]
    fn too_long(&mut self, span: Span<'_>) {
        let cause = format!("it is longer than {}; see `.max_record`", size(self.max_record));
        let cause = self.explained(&span, cause, false);
        self.bad(span, None, cause);
    }

    #[cold]
    fn fail(&mut self, span: Span<'_>, cause: String) {
        self.bad(span, None, cause);
    }
}

impl<T> Events<'_, T> {
    /// With the mend, if all of the file is not what it was taken for: its first line tells. `cut`: the
    /// line ends where the document does not.
    #[cold]
    fn explained(&self, span: &Span<'_>, cause: String, cut: bool) -> String {
        let begins = !self.array && span.begin.offset <= BYTE_ORDER_MARK.len() as u64;
        let known = if begins { looks(span.text) } else { None };
        // Of a text that is cut, the beginning tells.
        let no_letters = std::str::from_utf8(span.text).is_err_and(|e| e.error_len().is_some());
        let first = span.text.iter().find(|byte| !is_space(byte));
        match known {
            Some(known) => format!("{cause}; {known}"),
            None if no_letters => format!("{cause}; {}", no_text(self.charset)),
            None if !begins => cause,
            None if first == Some(&b'[') => {
                format!("{cause}; a file that is one array is read with `.array()`")
            }
            None if cut => format!("{cause}; a document is one line, with no end of a line inside"),
            None => cause,
        }
    }

    #[cold]
    fn bad(&mut self, span: Span<'_>, column: Option<String>, cause: String) {
        let raw = span.text.strip_suffix(b"\r").unwrap_or(span.text);
        self.to.fail(RecordError {
            file: self.file.to_string(),
            record: span.begin.record,
            column,
            offset: span.begin.offset,
            raw: raw.iter().take(RecordError::RAW).copied().collect(),
            cause,
        });
    }
}

/// A limit as it was said.
fn size(bytes: usize) -> String {
    match bytes {
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}

impl<T> JsonDecoder<T> {
    pub(super) fn new(array: bool, max_record: usize, charset: Option<Charset>) -> Self {
        let form = match array {
            true => Form::Array(Array::new(max_record)),
            false => Form::Lines(Lines::new(max_record)),
        };
        Self {
            form,
            max_record,
            charset,
            file: "".into(),
            hive: HiveValues::default(),
            fresh: true,
            check: None,
        }
    }

    /// Has events looked at once more.
    pub(super) fn checked(self, check: Option<Check<T>>) -> Self {
        Self { check, ..self }
    }
}

impl<T: DeserializeOwned + Event> Decoder for JsonDecoder<T> {
    type Event = T;

    fn begin(&mut self, part: &Part) -> Result<(), BoxError> {
        self.file = part.file.clone();
        self.hive = part.hive.clone();
        self.fresh = part.place.offset == 0;
        match &mut self.form {
            Form::Lines(lines) => lines.start(part.place),
            Form::Array(array) => array.start(part.place),
        }
        Ok(())
    }

    fn decode(&mut self, text: &[u8], to: &mut dyn Recipient<T>) -> Result<usize, BoxError> {
        let mut rest = text;
        if std::mem::take(&mut self.fresh)
            && let Some(behind) = text.strip_prefix(BYTE_ORDER_MARK)
        {
            rest = behind;
            match &mut self.form {
                Form::Lines(lines) => lines.skip(BYTE_ORDER_MARK.len()),
                Form::Array(array) => array.skip(BYTE_ORDER_MARK.len()),
            }
        }
        let Self { form, file, hive, max_record, charset, check, .. } = self;
        let array = matches!(form, Form::Array(_));
        let (max_record, charset, check) = (*max_record, *charset, *check);
        let mut sink = Events { file, hive, max_record, charset, array, check, to };
        let used = match form {
            Form::Lines(lines) => lines.split(rest, &mut sink),
            Form::Array(array) => array.split(rest, &mut sink),
        };
        Ok(text.len() - rest.len() + used)
    }

    fn end(
        &mut self,
        broken: Option<io::Error>,
        to: &mut dyn Recipient<T>,
    ) -> Result<(), BoxError> {
        let Self { form, file, hive, max_record, charset, check, .. } = self;
        let array = matches!(form, Form::Array(_));
        let (max_record, charset, check) = (*max_record, *charset, *check);
        let mut sink = Events { file, hive, max_record, charset, array, check, to };
        match form {
            Form::Lines(lines) => lines.end(broken, &mut sink),
            Form::Array(array) => array.end(broken, &mut sink),
        }
        Ok(())
    }

    fn place(&self) -> Place {
        match &self.form {
            Form::Lines(lines) => lines.begin,
            Form::Array(array) => array.place(),
        }
    }

    fn cuts(&self) -> Cuts {
        match self.form {
            Form::Lines(_) => Cuts::Lines,
            Form::Array(_) => Cuts::Never,
        }
    }
}
