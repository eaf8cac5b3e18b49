//! A record as serde gives it: a struct, a map or a tuple, its fields one after the other.

use std::borrow::Cow;

use serde::ser::{
    Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct,
};
use serde::{Serialize, Serializer};

use super::cell::{Cell, Rules};
use super::encoder::{Columns, Refusal};

/// Appends one row, without the end of its line.
pub(super) struct Row<'a> {
    pub(super) columns: &'a mut Columns,
    pub(super) rules: &'a Rules,
    pub(super) out: &'a mut Vec<u8>,
}

/// The fields of a row.
pub(super) struct Fields<'a> {
    row: Row<'a>,
    next: usize,
    /// A cell was written.
    written: bool,
    /// The key that a map gave.
    key: String,
}

impl<'a> Fields<'a> {
    fn new(row: Row<'a>, named: bool) -> Self {
        if !row.columns.known {
            row.columns.named = named;
            row.columns.all.clear();
        }
        Self { row, next: 0, written: false, key: String::new() }
    }

    /// A field whose name is known to live as long as the program.
    #[inline]
    fn field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refusal> {
        if !self.row.columns.known {
            self.row.columns.learn(Cow::Borrowed(name));
        }
        self.value(name, value)
    }

    #[inline]
    fn value<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Refusal> {
        let kept = match self.row.columns.all.get(self.next) {
            Some((column, kept)) if is_same(column, name) => *kept,
            Some((column, _)) => return Err(other_field(name, column)),
            None => return Err(more_fields(self.next)),
        };
        self.next += 1;
        if !kept {
            return Ok(());
        }
        if self.written {
            self.row.out.push(self.row.rules.delimiter);
        }
        self.written = true;
        match value.serialize(Cell { rules: self.row.rules, out: self.row.out }) {
            Ok(()) => Ok(()),
            Err(error) => Err(about(error, name, self.next)),
        }
    }

    #[inline]
    fn finish(self) -> Result<(), Refusal> {
        match self.row.columns.all.len() {
            columns if columns == self.next => Ok(()),
            columns => Err(Refusal::custom(format_args!(
                "{} fields, where the first event had {columns}",
                self.next
            ))),
        }
    }
}

/// Names of fields are mostly the very same text.
#[inline]
fn is_same(column: &str, name: &str) -> bool {
    (column.as_ptr() == name.as_ptr() && column.len() == name.len()) || column == name
}

#[cold]
fn other_field(name: &str, column: &str) -> Refusal {
    Refusal::custom(format_args!(
        "a field `{name}`, where the first event had `{column}`; all rows have its fields, in its order: take \
         a struct, or a `BTreeMap` in place of a `HashMap`"
    ))
}

#[cold]
fn more_fields(columns: usize) -> Refusal {
    Refusal::custom(format_args!("more fields than the {columns} of the first event"))
}

#[cold]
fn about(error: Refusal, name: &str, number: usize) -> Refusal {
    let name = if name.is_empty() { number.to_string() } else { name.into() };
    Refusal { column: Some(name), ..error }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Refusal;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Refusal> {
        self.field(name, value)
    }

    /// A cell all the same: that of nothing.
    fn skip_field(&mut self, name: &'static str) -> Result<(), Refusal> {
        self.field(name, &())
    }

    fn end(self) -> Result<(), Refusal> {
        self.finish()
    }
}

impl SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = Refusal;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refusal> {
        self.key.clear();
        let mut text = Vec::new();
        key.serialize(Cell { rules: &Rules::unquoted(), out: &mut text })?;
        self.key = String::from_utf8(text).map_err(Refusal::custom)?;
        if !self.row.columns.known {
            self.row.columns.learn(Cow::Owned(self.key.clone()));
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refusal> {
        let key = std::mem::take(&mut self.key);
        let result = self.value(&key, value);
        self.key = key;
        result
    }

    fn end(self) -> Result<(), Refusal> {
        self.finish()
    }
}

macro_rules! sequences {
    ($($trait:ident $element:ident,)*) => {$(
        impl $trait for Fields<'_> {
            type Ok = ();
            type Error = Refusal;

            #[inline]
            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refusal> {
                self.field("", value)
            }

            fn end(self) -> Result<(), Refusal> {
                self.finish()
            }
        }
    )*};
}

sequences! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
}

macro_rules! no_records {
    ($($serialize:ident($($argument:ty),*) -> $ok:ident $what:literal,)*) => {$(
        fn $serialize(self, $(_: $argument),*) -> Result<Self::$ok, Refusal> {
            Err(no_record($what))
        }
    )*};
}

#[cold]
fn no_record(what: &str) -> Refusal {
    let mend = "and a record is several cells; write a struct, or a tuple with `.header(false)`";
    Refusal { column: None, cause: format!("the event is {what}, {mend}"), of_type: true }
}

type Name = &'static str;

impl<'a> Serializer for Row<'a> {
    type Ok = ();
    type Error = Refusal;
    type SerializeSeq = Fields<'a>;
    type SerializeTuple = Fields<'a>;
    type SerializeTupleStruct = Fields<'a>;
    type SerializeTupleVariant = Impossible<(), Refusal>;
    type SerializeMap = Fields<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Impossible<(), Refusal>;

    #[inline]
    fn serialize_struct(self, _: Name, _: usize) -> Result<Fields<'a>, Refusal> {
        Ok(Fields::new(self, true))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'a>, Refusal> {
        Ok(Fields::new(self, true))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Fields<'a>, Refusal> {
        Ok(Fields::new(self, false))
    }

    fn serialize_tuple(self, _: usize) -> Result<Fields<'a>, Refusal> {
        Ok(Fields::new(self, false))
    }

    fn serialize_tuple_struct(self, _: Name, _: usize) -> Result<Fields<'a>, Refusal> {
        Ok(Fields::new(self, false))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refusal> {
        value.serialize(self)
    }

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
        Err(no_record("an enum with data"))
    }

    no_records! {
        serialize_tuple_variant(Name, u32, Name, usize) -> SerializeTupleVariant "an enum with data",
        serialize_struct_variant(Name, u32, Name, usize) -> SerializeStructVariant "an enum with data",
        serialize_unit_variant(Name, u32, Name) -> Ok "an enum",
        serialize_none() -> Ok "nothing",
        serialize_unit() -> Ok "nothing",
        serialize_unit_struct(Name) -> Ok "nothing",
        serialize_bool(bool) -> Ok "one bool",
        serialize_char(char) -> Ok "one letter",
        serialize_str(&str) -> Ok "one text",
        serialize_bytes(&[u8]) -> Ok "bytes",
        serialize_i8(i8) -> Ok "one number",
        serialize_i16(i16) -> Ok "one number",
        serialize_i32(i32) -> Ok "one number",
        serialize_i64(i64) -> Ok "one number",
        serialize_i128(i128) -> Ok "one number",
        serialize_u8(u8) -> Ok "one number",
        serialize_u16(u16) -> Ok "one number",
        serialize_u32(u32) -> Ok "one number",
        serialize_u64(u64) -> Ok "one number",
        serialize_u128(u128) -> Ok "one number",
        serialize_f32(f32) -> Ok "one number",
        serialize_f64(f64) -> Ok "one number",
    }
}
