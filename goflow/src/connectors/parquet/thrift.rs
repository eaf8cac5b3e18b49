//! What of Thrift's compact protocol is needed to find one's way in a footer.

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
