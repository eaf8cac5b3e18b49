//! What a footer claims about its schema and its index, looked at before anybody makes room for it.
//!
//! A schema is a list in which each group says how many children follow it. The decoder makes room
//! for as many as are said, and calls itself for each level; neither is a thing to leave to a file.
//! The same goes for the pages that an index says it has.

use super::thrift::{Read, Thrift};

/// Groups are nested so deep at most.
const DEEPEST: usize = 100;
/// What stands in a footer beside its schema is nested less than this.
const STRUCTS: usize = 64;

/// Refuses a schema that has no room in its own list, or is too deep. Tells whether there are columns
/// that are encrypted.
pub(super) fn check(footer: &[u8]) -> Result<bool, String> {
    const SCHEMA: i64 = 2;
    const ENCRYPTION: i64 = 8;
    let mut thrift = Thrift { rest: footer };
    let mut encrypted = false;
    thrift.fields(STRUCTS, |thrift, id, kind| {
        encrypted |= id == ENCRYPTION;
        if id != SCHEMA {
            return thrift.skip(kind, STRUCTS);
        }
        thrift.schema().map_err(|problem| Some(format!("its schema {problem}")))
    })?;
    Ok(encrypted)
}

/// Refuses an index that says it has more pages than there is room for in its bytes.
pub(super) fn check_offset_index(index: &[u8]) -> Result<(), String> {
    const FIRST_IS_LIST: u8 = 0x19;
    let mut thrift = Thrift { rest: index };
    // What does not begin like that the decoder refuses.
    if thrift.byte() != Ok(FIRST_IS_LIST) {
        return Ok(());
    }
    let (pages, _) = thrift.list().map_err(|_| "its offset index is cut off".to_string())?;
    if pages > index.len() as u64 {
        return Err(format!("its offset index claims {pages} pages in {} bytes", index.len()));
    }
    Ok(())
}

impl Thrift<'_> {
    /// Hands over each field of a struct, its number and its kind, to be read or skipped.
    fn fields(
        &mut self,
        depth: usize,
        mut field: impl FnMut(&mut Self, i64, u8) -> Read<()>,
    ) -> Result<(), String> {
        let nonsense = || "its footer makes no sense".to_string();
        self.each_field(depth, &mut field).map_err(|problem| problem.unwrap_or_else(nonsense))
    }

    /// The list of a schema's elements.
    fn schema(&mut self) -> Result<(), String> {
        let nonsense = |_| "makes no sense".to_string();
        let (count, _) = self.list().map_err(nonsense)?;
        // Of each open group, how many children are to come.
        let mut open: Vec<u64> = Vec::new();
        for element in 0..count {
            let children = self.children().map_err(nonsense)?;
            let behind = count - element - 1;
            let children =
                u64::try_from(children).map_err(|_| format!("has {children} columns"))?;
            if children > behind {
                return Err(format!("claims {children} columns where {behind} follow"));
            }
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            open.push(children);
            while open.last() == Some(&0) {
                open.pop();
            }
            if open.len() > DEEPEST {
                return Err(format!("is nested more than {DEEPEST} deep"));
            }
        }
        Ok(())
    }

    /// How many children a schema's element says it has.
    fn children(&mut self) -> Read<i64> {
        const CHILDREN: i64 = 5;
        let mut children = 0;
        self.each_field(STRUCTS, &mut |thrift, id, kind| match id {
            CHILDREN => {
                children = thrift.zigzag()?;
                Ok(())
            }
            _ => thrift.skip(kind, STRUCTS),
        })?;
        Ok(children)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A footer with a schema of elements that have so many children.
    fn footer(children: &[u32]) -> Vec<u8> {
        let varint = |mut value: u32, out: &mut Vec<u8>| {
            while value >= 0x80 {
                out.push((value & 0x7f) as u8 | 0x80);
                value >>= 7;
            }
            out.push(value as u8);
        };
        let mut bytes = vec![0x15, 2, 0x19, 0xfc];
        varint(children.len() as u32, &mut bytes);
        for children in children {
            bytes.extend([0x48, 1, b'g', 0x15]);
            varint(children << 1, &mut bytes);
            bytes.push(0);
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn a_schema_has_room_for_its_columns() {
        assert_eq!(check(&footer(&[2, 1, 0, 0])), Ok(false));
        let claims = check(&footer(&[2, 1 << 30, 0, 0]));
        assert_eq!(claims, Err("its schema claims 1073741824 columns where 2 follow".into()));
        assert!(check(&footer(&[2, 1, 0, 0])[..9]).is_err_and(|e| e.contains("no sense")));
    }

    #[test]
    fn a_schema_is_not_deeper_than_a_thread_can_bear() {
        let nested = |depth| [vec![1; depth], vec![0]].concat();
        assert_eq!(check(&footer(&nested(100))), Ok(false));
        let deep = check(&footer(&nested(101)));
        assert_eq!(deep, Err("its schema is nested more than 100 deep".into()));
    }

    #[test]
    fn columns_that_are_encrypted_are_known_by_what_they_are_encrypted_with() {
        let mut footer = footer(&[1, 0]);
        footer.pop();
        // Field 8, a struct with an empty struct.
        footer.extend([0x6c, 0x1c, 0, 0, 0]);
        assert_eq!(check(&footer), Ok(true));
    }

    #[test]
    fn an_index_has_room_for_its_pages() {
        let index =
            |count: &[u8]| [&[0x19][..], count, &[0x16, 8, 0x15, 100, 0x16, 0, 0, 0]].concat();
        assert_eq!(check_offset_index(&index(&[0x1c])), Ok(()));
        let claims = check_offset_index(&index(&[0xfc, 0xff, 0xff, 0xff, 0xff, 7]));
        assert_eq!(claims, Err("its offset index claims 2147483647 pages in 15 bytes".into()));
    }
}
