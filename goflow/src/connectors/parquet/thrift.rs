//! What of Thrift's compact protocol is needed to find one's way in a footer, and to write a little.

/// Thrift's compact protocol. An error is what is wrong, or nothing where the bytes make no sense.
pub(super) struct Thrift<'a> {
    pub(super) rest: &'a [u8],
}

pub(super) type Read<T> = Result<T, Option<String>>;

impl Thrift<'_> {
    pub(super) fn byte(&mut self) -> Read<u8> {
        let (first, rest) = self.rest.split_first().ok_or(None)?;
        self.rest = rest;
        Ok(*first)
    }

    fn pass(&mut self, bytes: u64) -> Read<()> {
        let bytes = usize::try_from(bytes).map_err(|_| None)?;
        self.rest = self.rest.get(bytes..).ok_or(None)?;
        Ok(())
    }

    pub(super) fn varint(&mut self) -> Read<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(None)
    }

    pub(super) fn zigzag(&mut self) -> Read<i64> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// How many elements a list has, and of which kind.
    pub(super) fn list(&mut self) -> Read<(u64, u8)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            short => u64::from(short),
        };
        Ok((count, head & 15))
    }

    /// Hands over each field of a struct, its number and its kind, to be read or skipped.
    pub(super) fn each_field(
        &mut self,
        depth: usize,
        field: &mut dyn FnMut(&mut Self, i64, u8) -> Read<()>,
    ) -> Read<()> {
        if depth == 0 {
            return Err(None);
        }
        let mut id = 0_i64;
        loop {
            let head = self.byte()?;
            if head & 15 == 0 {
                return Ok(());
            }
            id = match head >> 4 {
                0 => self.zigzag()?,
                more => id.checked_add(i64::from(more)).ok_or(None)?,
            };
            field(self, id, head & 15)?;
        }
    }

    /// A field's value. A boolean field is in its head.
    pub(super) fn skip(&mut self, kind: u8, depth: usize) -> Read<()> {
        match kind {
            1 | 2 => Ok(()),
            _ => self.skip_element(kind, depth),
        }
    }

    fn skip_element(&mut self, kind: u8, depth: usize) -> Read<()> {
        let depth = depth.checked_sub(1).ok_or(None)?;
        match kind {
            1..=3 => self.pass(1),
            4..=6 => self.varint().map(drop),
            7 => self.pass(8),
            8 => {
                let bytes = self.varint()?;
                self.pass(bytes)
            }
            9 | 10 => {
                let (count, kind) = self.list()?;
                (0..count).try_for_each(|_| self.skip_element(kind, depth))
            }
            11 => {
                let count = self.varint()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                (0..count).try_for_each(|_| {
                    self.skip_element(kinds >> 4, depth)?;
                    self.skip_element(kinds & 15, depth)
                })
            }
            12 => self.each_field(depth, &mut |thrift, _, kind| thrift.skip(kind, depth)),
            13 => self.pass(16),
            _ => Err(None),
        }
    }
}

/// Where the rest of some bytes begins.
pub(super) fn at(all: &[u8], thrift: &Thrift<'_>) -> usize {
    all.len() - thrift.rest.len()
}

pub(super) fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(super) fn put_zigzag(value: i64, out: &mut Vec<u8>) {
    put_varint(((value << 1) ^ (value >> 63)).cast_unsigned(), out);
}

/// The head of a list.
pub(super) fn put_list(count: u64, kind: u8, out: &mut Vec<u8>) {
    match u8::try_from(count) {
        Ok(few @ 0..15) => out.push(few << 4 | kind),
        _ => {
            out.push(0xf0 | kind);
            put_varint(count, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_read() {
        for value in [0, 1, -1, 63, 64, -64, -65, 1 << 40, i64::MAX, i64::MIN] {
            let mut bytes = Vec::new();
            put_zigzag(value, &mut bytes);
            let mut thrift = Thrift { rest: &bytes };
            assert_eq!(thrift.zigzag(), Ok(value));
            assert_eq!(at(&bytes, &thrift), bytes.len());
        }
        for count in [0, 1, 14, 15, 16, 127, 128, 300, 1 << 32] {
            let mut bytes = Vec::new();
            put_list(count, 12, &mut bytes);
            let mut thrift = Thrift { rest: &bytes };
            assert_eq!(thrift.list(), Ok((count, 12)));
            assert_eq!((at(&bytes, &thrift), bytes.len() == 1), (bytes.len(), count < 15));
        }
    }
}
