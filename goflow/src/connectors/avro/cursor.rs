//! Avro's binary encoding, read from a slice.

/// Why data makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) String);

impl From<&str> for Malformed {
    #[cold]
    fn from(problem: &str) -> Self {
        Self(problem.into())
    }
}

impl From<String> for Malformed {
    #[cold]
    fn from(problem: String) -> Self {
        Self(problem)
    }
}

/// What is still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    #[inline]
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        match self.rest.split_at_checked(length) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => Err(format!("{length} bytes where {} are left", self.rest.len()).into()),
        }
    }

    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        match self.rest.split_first_chunk() {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(*taken)
            }
            None => Err("the data end in the middle of a value".into()),
        }
    }

    /// A `long`: zigzag, 7 bits a byte.
    #[inline]
    pub(super) fn long(&mut self) -> Result<i64, Malformed> {
        if let Some((&byte, rest)) = self.rest.split_first()
            && byte < 0x80
        {
            self.rest = rest;
            return Ok(i64::from(byte >> 1) ^ -i64::from(byte & 1));
        }
        let mut value = 0_u64;
        for (at, &byte) in self.rest.iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * at);
            if byte < 0x80 {
                if at == 9 && byte > 1 {
                    break;
                }
                self.rest = self.rest.get(at + 1..).unwrap_or_default();
                return Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
            }
        }
        Err(match self.rest.len() {
            0..10 => "the data end in the middle of a number".into(),
            _ => "a number of more than 64 bits".into(),
        })
    }

    #[inline]
    pub(super) fn int(&mut self) -> Result<i32, Malformed> {
        let long = self.long()?;
        i32::try_from(long).map_err(|_| format!("{long} where 32 bits hold the number").into())
    }

    #[inline]
    pub(super) fn bool(&mut self) -> Result<bool, Malformed> {
        match self.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [other] => Err(format!("{other} where a boolean is 0 or 1").into()),
        }
    }

    /// `bytes`: a length, and that many.
    #[inline]
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.long()?;
        match usize::try_from(length) {
            Ok(length) => self.take(length),
            Err(_) => Err(format!("a length of {length}").into()),
        }
    }

    #[inline]
    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        str::from_utf8(self.bytes()?).map_err(|_| "a string that is no UTF-8".into())
    }

    /// How many items the next block of an array or a map has, and how many bytes where that is said;
    /// `None` at the end.
    pub(super) fn items(&mut self) -> Result<Option<(u64, Option<u64>)>, Malformed> {
        let count = self.long()?;
        let bytes = if count < 0 {
            let bytes = self.long()?;
            Some(u64::try_from(bytes).map_err(|_| Malformed(format!("a length of {bytes}")))?)
        } else {
            None
        };
        Ok((count != 0).then(|| (count.unsigned_abs(), bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (bytes, value) in [
            (&[0][..], 0),
            (&[1], -1),
            (&[0x7f], -64),
            (&[0x80, 1], 64),
            (&[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], i64::MAX),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], i64::MIN),
        ] {
            let mut cursor = Cursor::new(bytes);
            assert_eq!(cursor.long(), Ok(value));
            assert!(cursor.rest.is_empty());
        }
        assert!(Cursor::new(&[0x80]).long().is_err());
        assert!(Cursor::new(&[0xff; 11]).long().is_err());
        assert!(Cursor::new(&[0xfe, 0xff, 0xff, 0xff, 0x10]).int().is_err());
        assert!(Cursor::new(&[0x7f]).bytes().is_err());
    }
}
