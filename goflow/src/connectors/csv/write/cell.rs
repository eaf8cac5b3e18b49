//! A value as text.

use std::fmt::{self, Write as _};

use serde::ser::{self, Impossible};
use serde::{Serialize, Serializer};

use super::encoder::Refusal;
use crate::connectors::csv::format::Format;
use crate::connectors::file::BYTE_ORDER_MARK;

/// How cells are written.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) delimiter: u8,
    quote: u8,
    /// Bytes for which a cell has to stand in quotes.
    special: [bool; 256],
    /// Some number or bool may have one of them.
    odd: bool,
    /// What `None` is, in quotes if it must be.
    null: Vec<u8>,
}

/// All that numbers and bools are made of.
const PLAIN: &[u8] = b"0123456789.-+einfNatrusl";

impl Rules {
    pub(super) fn new(format: &Format) -> Self {
        let mut special = [false; 256];
        for byte in [format.delimiter, format.quote, b'\n', b'\r'] {
            if let Some(special) = special.get_mut(usize::from(byte)) {
                *special = true;
            }
        }
        let (delimiter, quote) = (format.delimiter, format.quote);
        let mut rules = Self { delimiter, quote, special, odd: false, null: Vec::new() };
        rules.odd = rules.is_special(PLAIN);
        if let Some(null) = &format.null {
            let mut text = Vec::new();
            rules.text(null, &mut text);
            rules.null = text;
        }
        rules
    }

    /// Rules by which nothing is ever quoted.
    pub(super) fn unquoted() -> Self {
        Self { delimiter: 0, quote: 0, special: [false; 256], odd: false, null: Vec::new() }
    }

    #[inline]
    fn is_special(&self, text: &[u8]) -> bool {
        text.iter().any(|byte| self.special.get(usize::from(*byte)).is_some_and(|special| *special))
    }

    /// A row of names.
    pub(super) fn header<'a, N: AsRef<str> + 'a>(
        &self,
        names: impl IntoIterator<Item = &'a N>,
    ) -> Vec<u8> {
        let mut header = Vec::new();
        for (n, name) in names.into_iter().enumerate() {
            if n > 0 {
                header.push(self.delimiter);
            }
            self.text(name.as_ref(), &mut header);
        }
        self.end_row(0, &mut header);
        header
    }

    /// A row that is one empty cell would be a blank line.
    #[inline]
    pub(super) fn end_row(&self, begin: usize, out: &mut Vec<u8>) {
        if out.len() == begin {
            self.quote_nothing(out);
        }
        out.push(b'\n');
    }

    /// Appends a text.
    #[inline]
    pub(super) fn text(&self, text: &str, out: &mut Vec<u8>) {
        let text = text.as_bytes();
        // At the beginning of a file a mark would be taken for none of the cell.
        if self.is_special(text) || text.starts_with(BYTE_ORDER_MARK) {
            self.quoted(text, out);
        } else {
            out.extend_from_slice(text);
        }
    }

    #[cold]
    fn quoted(&self, text: &[u8], out: &mut Vec<u8>) {
        out.push(self.quote);
        let mut rest = text;
        while let Some(at) = memchr::memchr(self.quote, rest) {
            let (before, behind) = rest.split_at(at + 1);
            out.extend_from_slice(before);
            out.push(self.quote);
            rest = behind;
        }
        out.extend_from_slice(rest);
        out.push(self.quote);
    }

    /// A cell without text that is there all the same.
    #[cold]
    pub(super) fn quote_nothing(&self, out: &mut Vec<u8>) {
        self.quoted(&[], out);
    }

    /// Appends what is made of `PLAIN`.
    #[inline]
    fn plain(&self, text: &str, out: &mut Vec<u8>) {
        if self.odd {
            self.text(text, out);
        } else {
            out.extend_from_slice(text.as_bytes());
        }
    }
}

impl Refusal {
    #[cold]
    pub(super) fn shape(what: &str) -> Self {
        let mend = "and a cell of a csv file holds a scalar: a number, a text, a bool; use json, \
                    avro or parquet for it";
        let article = if what.starts_with('e') { "an" } else { "a" };
        Self { column: None, cause: format!("it is {article} {what}, {mend}"), of_type: true }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}

impl std::error::Error for Refusal {}

impl ser::Error for Refusal {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { column: None, cause: message.to_string(), of_type: false }
    }
}

/// Appends one value.
pub(super) struct Cell<'a> {
    pub(super) rules: &'a Rules,
    pub(super) out: &'a mut Vec<u8>,
}

macro_rules! numbers {
    ($buffer:ty: $($serialize:ident $type:ty,)*) => {$(
        #[inline]
        fn $serialize(self, value: $type) -> Result<(), Refusal> {
            self.rules.plain(<$buffer>::new().format(value), self.out);
            Ok(())
        }
    )*};
}

macro_rules! no_scalars {
    ($($serialize:ident($($argument:ty),*) -> $compound:ident $what:literal,)*) => {$(
        fn $serialize(self, $(_: $argument),*) -> Result<Self::$compound, Refusal> {
            Err(Refusal::shape($what))
        }
    )*};
}

type Name = &'static str;

impl Serializer for Cell<'_> {
    type Ok = ();
    type Error = Refusal;
    type SerializeSeq = Impossible<(), Refusal>;
    type SerializeTuple = Impossible<(), Refusal>;
    type SerializeTupleStruct = Impossible<(), Refusal>;
    type SerializeTupleVariant = Impossible<(), Refusal>;
    type SerializeMap = Impossible<(), Refusal>;
    type SerializeStruct = Impossible<(), Refusal>;
    type SerializeStructVariant = Impossible<(), Refusal>;

    numbers! { itoa::Buffer:
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
        serialize_i128 i128, serialize_u8 u8, serialize_u16 u16, serialize_u32 u32,
        serialize_u64 u64, serialize_u128 u128,
    }
    numbers! { zmij::Buffer: serialize_f32 f32, serialize_f64 f64, }

    no_scalars! {
        serialize_seq(Option<usize>) -> SerializeSeq "list",
        serialize_tuple(usize) -> SerializeTuple "tuple",
        serialize_tuple_struct(Name, usize) -> SerializeTupleStruct "tuple",
        serialize_tuple_variant(Name, u32, Name, usize) -> SerializeTupleVariant "enum with data",
        serialize_map(Option<usize>) -> SerializeMap "map",
        serialize_struct(Name, usize) -> SerializeStruct "struct",
        serialize_struct_variant(Name, u32, Name, usize) -> SerializeStructVariant "enum with data",
        serialize_bytes(&[u8]) -> Ok "value of bytes",
    }

    fn serialize_bool(self, value: bool) -> Result<(), Refusal> {
        self.rules.plain(if value { "true" } else { "false" }, self.out);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Refusal> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Refusal> {
        self.rules.text(value, self.out);
        Ok(())
    }

    /// Dates and the like: written where they are to stand, and looked through there.
    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Refusal> {
        let begin = self.out.len();
        if write!(Text(self.out), "{value}").is_err() {
            return Err(ser::Error::custom("its `Display` failed"));
        }
        let text = self.out.get(begin..).unwrap_or_default();
        if self.rules.is_special(text) || text.starts_with(BYTE_ORDER_MARK) {
            let text = self.out.split_off(begin);
            self.rules.quoted(&text, self.out);
        }
        Ok(())
    }

    #[inline]
    fn serialize_none(self) -> Result<(), Refusal> {
        self.out.extend_from_slice(&self.rules.null);
        Ok(())
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refusal> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Refusal> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: Name) -> Result<(), Refusal> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: Name, _: u32, variant: Name) -> Result<(), Refusal> {
        self.serialize_str(variant)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: Name,
        value: &T,
    ) -> Result<(), Refusal> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: Name,
        _: u32,
        _: Name,
        _: &T,
    ) -> Result<(), Refusal> {
        Err(Refusal::shape("enum with data"))
    }
}

struct Text<'a>(&'a mut Vec<u8>);

impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
