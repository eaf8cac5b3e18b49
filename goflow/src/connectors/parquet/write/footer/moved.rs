//! Where a row group's part of a footer says that its indexes are, and what it says when they move.
//!
//! It is changed as it stands: decoded and encoded again it would take more memory, and would not say
//! all that it has said.

use parquet::errors::ParquetError;

use super::frame::{DEPTH, unexpected};
use crate::connectors::parquet::thrift::{Read, Thrift, at, put_zigzag};

/// The number of a field.
enum Field {
    OfGroup(i64),
    OfColumn(i64),
}

/// Fields of a row group, and of a column in it.
const COLUMNS: i64 = 1;
const ORDINAL: i64 = 7;
const OFFSET_INDEX_OFFSET: i64 = 4;
const OFFSET_INDEX_LENGTH: i64 = 5;
const COLUMN_INDEX_OFFSET: i64 = 6;
const COLUMN_INDEX_LENGTH: i64 = 7;

/// How long a row group's indexes are, as it says.
pub(super) fn indexes(group: &[u8]) -> Read<(usize, usize)> {
    let (mut columns, mut offsets) = (0, 0);
    each_field(&mut Thrift { rest: group }, |thrift, field, kind| {
        let sum = match field {
            Field::OfColumn(COLUMN_INDEX_LENGTH) => &mut columns,
            Field::OfColumn(OFFSET_INDEX_LENGTH) => &mut offsets,
            _ => return thrift.skip(kind, DEPTH),
        };
        let length = usize::try_from(integer(thrift, kind)?).map_err(|_| None)?;
        *sum = length.checked_add(*sum).ok_or(None)?;
        Ok(())
    })?;
    Ok((columns, offsets))
}

/// Hands over each field of a row group, and each one of its columns, to be read or skipped.
fn each_field(
    thrift: &mut Thrift<'_>,
    mut field: impl FnMut(&mut Thrift<'_>, Field, u8) -> Read<()>,
) -> Read<()> {
    thrift.each_field(DEPTH, &mut |thrift, id, kind| {
        if id != COLUMNS {
            return field(thrift, Field::OfGroup(id), kind);
        }
        let (count, _) = thrift.list()?;
        (0..count).try_for_each(|_| {
            thrift
                .each_field(DEPTH, &mut |thrift, id, kind| field(thrift, Field::OfColumn(id), kind))
        })
    })
}

/// A field of which is known that it is an integer.
fn integer(thrift: &mut Thrift<'_>, kind: u8) -> Read<i64> {
    if let 4..=6 = kind { thrift.zigzag() } else { Err(None) }
}

/// What a row group's part of the footer says when its indexes are moved.
pub(super) struct Moved {
    /// By so many bytes.
    pub(super) columns: i64,
    pub(super) offsets: i64,
    /// Whether it says which one of the file's row groups it is.
    pub(super) numbered: bool,
}

impl Moved {
    pub(super) fn write(&self, group: &[u8]) -> Result<Vec<u8>, ParquetError> {
        let mut out = Vec::with_capacity(group.len() + 64);
        self.put(group, &mut out).map_err(|_| unexpected())?;
        Ok(out)
    }

    fn put(&self, group: &[u8], out: &mut Vec<u8>) -> Read<()> {
        // So much has been written.
        let mut done = 0;
        let thrift = &mut Thrift { rest: group };
        each_field(thrift, |thrift, field, kind| {
            let here = at(group, thrift);
            let by = match field {
                Field::OfColumn(COLUMN_INDEX_OFFSET) => self.columns,
                Field::OfColumn(OFFSET_INDEX_OFFSET) => self.offsets,
                Field::OfGroup(ORDINAL) if !self.numbered => {
                    // With its head, which is a byte; what follows would be counted from it.
                    let head = here.checked_sub(1).ok_or(None)?;
                    if group.get(head).is_none_or(|head| head >> 4 == 0 || head & 15 != kind) {
                        return Err(None);
                    }
                    out.extend(group.get(done..head).ok_or(None)?);
                    thrift.skip(kind, DEPTH)?;
                    done = at(group, thrift);
                    return if thrift.rest == [0] { Ok(()) } else { Err(None) };
                }
                _ => return thrift.skip(kind, DEPTH),
            };
            let moved = integer(thrift, kind)?.checked_add(by).ok_or(None)?;
            out.extend(group.get(done..here).ok_or(None)?);
            put_zigzag(moved, out);
            done = at(group, thrift);
            Ok(())
        })?;
        out.extend(group.get(done..).ok_or(None)?);
        if thrift.rest.is_empty() { Ok(()) } else { Err(None) }
    }
}
