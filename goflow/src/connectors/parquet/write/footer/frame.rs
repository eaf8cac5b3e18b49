//! What stands around the row groups in a file's footer.
//!
//! A footer says, in this order: the version, the schema, how many rows, the row groups, and what else
//! is known of the file. The crate writes one when it has all row groups at hand. Here it writes one
//! without any, and the row groups are put in between as they are at hand.

use std::ops::Range;
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::metadata::{FileMetaData, ParquetMetaDataBuilder, ParquetMetaDataWriter};
use parquet::file::properties::WriterProperties;
use parquet::schema::types::SchemaDescPtr;

use crate::connectors::parquet::thrift::{Read, Thrift, at, put_list, put_zigzag};

/// Structs in a footer are nested less than this.
pub(super) const DEPTH: usize = 64;
/// What a list's head says of structs.
pub(super) const STRUCT: u8 = 12;
/// Length and magic behind a footer.
const TAIL: usize = 8;
/// The head of the field of row groups: a list, of a number one more than that of the rows.
const GROUPS: u8 = 0x19;

/// The footer of a sink's files without what differs from file to file.
pub(in super::super) struct Frame {
    /// Before the number of rows.
    head: Box<[u8]>,
    /// Behind the row groups.
    tail: Box<[u8]>,
}

/// Where a footer that the crate has written says what.
pub(super) struct Found {
    /// Where it begins.
    pub(super) begin: usize,
    /// Its number of rows.
    rows: usize,
    /// How many row groups it has, and where they are.
    pub(super) count: u64,
    pub(super) groups: Range<usize>,
    end: usize,
}

impl Frame {
    pub(in super::super) fn new(
        schema: &SchemaDescPtr,
        properties: &WriterProperties,
    ) -> Result<Self, ParquetError> {
        let file = FileMetaData::new(
            properties.writer_version().as_num(),
            0,
            Some(properties.created_by().to_string()),
            properties.key_value_metadata().cloned(),
            Arc::clone(schema),
            None,
        );
        let mut bytes = Vec::new();
        ParquetMetaDataWriter::new(&mut bytes, &ParquetMetaDataBuilder::new(file).build())
            .finish()?;
        let found = find(&bytes)?;
        if found.count != 0 || found.begin != 0 {
            return Err(unexpected());
        }
        let part = |range| bytes.get::<Range<usize>>(range).ok_or_else(unexpected);
        Ok(Self {
            head: part(found.begin..found.rows)?.into(),
            tail: part(found.groups.end..found.end)?.into(),
        })
    }

    /// What stands before so many row groups of so many rows.
    pub(super) fn head(&self, rows: i64, groups: usize) -> Vec<u8> {
        let mut bytes = self.head.to_vec();
        put_zigzag(rows, &mut bytes);
        bytes.push(GROUPS);
        put_list(groups as u64, STRUCT, &mut bytes);
        bytes
    }

    /// What stands behind them.
    pub(super) fn tail(&self) -> &[u8] {
        &self.tail
    }
}

/// Finds one's way in what the crate has written, which ends in a footer.
pub(super) fn find(bytes: &[u8]) -> Result<Found, ParquetError> {
    let end = bytes.len().checked_sub(TAIL).ok_or_else(unexpected)?;
    let length = bytes.get(end..).and_then(|tail| tail.first_chunk()).ok_or_else(unexpected)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| unexpected())?;
    let begin = end.checked_sub(length).ok_or_else(unexpected)?;
    let footer = bytes.get(begin..end).ok_or_else(unexpected)?;
    let found = look(footer).map_err(|_| unexpected())?;
    let (rows, count, groups) = found.ok_or_else(unexpected)?;
    Ok(Found {
        begin,
        rows: begin + rows,
        count,
        groups: begin + groups.start..begin + groups.end,
        end,
    })
}

/// Where in a footer the number of rows is, how many row groups there are, and where.
fn look(footer: &[u8]) -> Read<Option<(usize, u64, Range<usize>)>> {
    const ROWS: i64 = 3;
    const ROW_GROUPS: i64 = 4;
    let mut thrift = Thrift { rest: footer };
    let (mut rows, mut behind_rows, mut found) = (None, None, None);
    thrift.each_field(DEPTH, &mut |thrift, id, kind| {
        let here = at(footer, thrift);
        match id {
            ROWS => {
                rows = Some(here);
                thrift.skip(kind, DEPTH)?;
                behind_rows = Some(at(footer, thrift));
            }
            ROW_GROUPS => {
                let (count, kind) = thrift.list()?;
                let begin = at(footer, thrift);
                (0..count).try_for_each(|_| thrift.skip(kind, DEPTH))?;
                // The head that `Frame::head` writes is the one that stands there.
                let same = behind_rows.is_some_and(|behind| {
                    behind + 1 == here && footer.get(behind) == Some(&GROUPS)
                });
                if let (Some(rows), true, STRUCT) = (rows, same, kind) {
                    found = Some((rows, count, begin..at(footer, thrift)));
                }
            }
            _ => thrift.skip(kind, DEPTH)?,
        }
        Ok(())
    })?;
    Ok(found.filter(|_| thrift.rest.is_empty()))
}

/// The crate writes footers in another way than it did.
#[cold]
pub(super) fn unexpected() -> ParquetError {
    ParquetError::General(
        "what a footer says is not where it was; please report this as a fault of goflow".into(),
    )
}
