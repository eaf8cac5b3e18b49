//! What a page claims about its size, looked at before anybody makes room for it.
//!
//! A decoder makes room for as many bytes as a page's header says it has when decompressed. Pages
//! are read through [`Blob`](super::blob::Pages), so what claims too much is refused there. A header
//! is read to its end, as the last one of several sizes is what a decoder believes: fields in another
//! order than that of their numbers, or of other types than they have, no writer writes.

use parquet::basic::Compression;

use super::packed::can_hold;

/// How many bytes a page may have for each of its compressed ones, beside [`FREE`]: what deflate makes
/// of equal ones. Only zstd and Brotli make more.
const RATIO: u64 = 1032;
/// So many any page may have.
const FREE: u64 = 16 << 20;
/// More no page may have, unless the source is told otherwise.
pub(super) const MOST: u64 = 1 << 30;

/// Why a header was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It goes on behind the bytes that are there.
    Cut,
    /// What to say of it.
    Refused(String),
    /// Few codecs pack so much: what is behind the header must show that it does.
    Unlikely(Claim),
}

/// What a header claims of the page behind it, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// The header itself.
    pub(super) header: u64,
    /// What stands before the compressed bytes, as it is: the levels of a page of version 2.
    plain: u64,
    compressed: u64,
    claimed: u64,
}

impl Claim {
    /// Compressed bytes behind the header, those before them included.
    pub(super) fn compressed(&self) -> u64 {
        self.compressed
    }

    /// Whether `page`, the bytes behind the header, can be what is claimed.
    pub(super) fn can_hold(&self, codec: Compression, page: &[u8]) -> bool {
        let plain = usize::try_from(self.plain).ok();
        let packed = plain.and_then(|plain| page.get(plain..));
        let claimed = self.claimed.checked_sub(self.plain);
        packed.zip(claimed).is_some_and(|(packed, claimed)| can_hold(codec, packed, claimed))
    }

    pub(super) fn refusal(&self) -> String {
        let Self { compressed, claimed, .. } = self;
        format!("a page of {compressed} bytes claims to be {claimed} when decompressed")
    }
}

/// Refuses a page of which the header claims more than `most`, or than what can be behind it.
pub(super) fn check(header: &[u8], most: u64) -> Result<(), Unread> {
    let claim = claim(header)?;
    let Claim { compressed, claimed, .. } = claim;
    if claimed > most {
        return Err(Unread::Refused(format!(
            "a page of {claimed} bytes, where {most} may be; `.max_record(…)` lets larger ones pass"
        )));
    }
    if claimed > compressed.saturating_mul(RATIO).max(FREE) {
        return Err(Unread::Unlikely(claim));
    }
    Ok(())
}

/// Bits of a field's number.
const FIELD: u32 = 16;

/// What a field is, as Thrift's compact protocol writes it.
#[derive(Clone, Copy)]
enum Kind {
    Bool,
    Int,
    Binary,
    /// Of these fields, from 1 on.
    Struct(&'static [Kind]),
}

use Kind::{Binary, Bool, Int, Struct};

const STATISTICS: Kind = Struct(&[Binary, Binary, Int, Int, Binary, Binary, Bool, Bool, Int]);
/// Behind the type and the two sizes: checksum, and the header of each type of page.
const PAGE: &[Kind] = &[
    Int,
    Int,
    Int,
    Int,
    Struct(&[Int, Int, Int, Int, STATISTICS]),
    Struct(&[]),
    Struct(&[Int, Int, Bool]),
    Struct(&[Int, Int, Int, Int, Int, Int, Bool, STATISTICS]),
];

/// Levels of a page of version 2, which stand before what is compressed of it.
const LEVELS: [i64; 2] = [8 << FIELD | 5, 8 << FIELD | 6];

fn claim(header: &[u8]) -> Result<Claim, Unread> {
    let mut sizes = [None; 2];
    let mut levels = [0; 2];
    let mut reader = Reader { rest: header };
    reader.fields(PAGE, 0, &mut |number, value| match number {
        2 => sizes[0] = Some(value),
        3 => sizes[1] = Some(value),
        _ if number == LEVELS[0] => levels[0] = value,
        _ if number == LEVELS[1] => levels[1] = value,
        _ => {}
    })?;
    let header = (header.len() - reader.rest.len()) as u64;
    // A negative one is another as soon as it is cut to 32 bits.
    let size = |bytes: i64| -> Option<u64> { i32::try_from(bytes).ok()?.try_into().ok() };
    match (sizes.map(|bytes| bytes.and_then(size)), levels.map(size)) {
        ([Some(claimed), Some(compressed)], [Some(definition), Some(repetition)]) => {
            Ok(Claim { header, plain: definition + repetition, compressed, claimed })
        }
        _ => Err(nonsense()),
    }
}

#[cold]
fn nonsense() -> Unread {
    Unread::Refused("a page's header makes no sense".to_string())
}

/// Thrift's compact protocol.
struct Reader<'b> {
    rest: &'b [u8],
}

impl Reader<'_> {
    /// Reads the fields of a struct to its end, and tells the integers of them: their numbers, behind
    /// those of the structs that they are in.
    fn fields(
        &mut self,
        kinds: &[Kind],
        depth: u8,
        told: &mut dyn FnMut(i64, i64),
    ) -> Result<(), Unread> {
        let mut last = 0;
        loop {
            let head = self.byte()?;
            if head & 0xf == 0 {
                return Ok(());
            }
            // The number is the last one and a little more, or stands there.
            let number = match head >> 4 {
                0 => self.int()?,
                more => last + i64::from(more),
            };
            if number <= last || number > i64::from(i16::MAX) {
                return Err(nonsense());
            }
            last = number;
            let known = usize::try_from(number - 1).ok().and_then(|at| kinds.get(at));
            match (head & 0xf, known) {
                (1 | 2, Some(Bool) | None) => {}
                (4..=6, Some(Int) | None) => told(number, self.int()?),
                (8, Some(Binary) | None) => {
                    let length = usize::try_from(self.varint()?).map_err(|_| nonsense())?;
                    self.skip(length)?;
                }
                (12, Some(Struct(inner))) => {
                    let within = &mut |field, value| told(number << FIELD | field, value);
                    self.fields(inner, depth + 1, within)?;
                }
                (12, None) if depth < 8 => self.fields(&[], depth + 1, &mut |_, _| {})?,
                _ => return Err(nonsense()),
            }
        }
    }

    fn byte(&mut self) -> Result<u8, Unread> {
        let (byte, rest) = self.rest.split_first().ok_or(Unread::Cut)?;
        self.rest = rest;
        Ok(*byte)
    }

    fn skip(&mut self, bytes: usize) -> Result<(), Unread> {
        self.rest = self.rest.get(bytes..).ok_or(Unread::Cut)?;
        Ok(())
    }

    fn varint(&mut self) -> Result<u64, Unread> {
        let mut value = 0_u64;
        for at in 0..10 {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(nonsense())
    }

    fn int(&mut self) -> Result<i64, Unread> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2^31 - 1, of which a page of 100 bytes has no more.
    const HUGE: [u8; 5] = [0xfe, 0xff, 0xff, 0xff, 0x0f];

    fn refused(header: &[u8]) -> String {
        match check(header, u64::MAX) {
            Err(Unread::Refused(problem)) => problem,
            Err(Unread::Unlikely(claim)) => claim.refusal(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn sizes_are_read_and_compared() {
        // A data page, 200 bytes of 100, with 7 values; the smallest one is `ab`.
        let header = [
            &[
                0x15, 0, 0x15, 0x90, 0x03, 0x15, 0xc8, 0x01, 0x2c, 0x15, 14, 0x15, 0, 0x15, 6,
                0x15, 6,
            ][..],
            &[0x1c, 0x28, 2, b'a', b'b', 0, 0, 0],
        ]
        .concat();
        let length = header.len() as u64;
        let claimed = Claim { header: length, plain: 0, compressed: 100, claimed: 200 };
        assert_eq!(claim(&header), Ok(claimed));
        assert_eq!(check(&header, 200), Ok(()));
        let Err(Unread::Refused(problem)) = check(&header, 199) else { panic!() };
        assert!(problem.starts_with("a page of 200 bytes, where 199 may"));
        for end in 0..header.len() {
            assert_eq!(check(&header[..end], u64::MAX), Err(Unread::Cut));
        }
    }

    #[test]
    fn a_size_is_found_however_it_is_written() {
        let claims = "a page of 100 bytes claims to be 2147483647 when decompressed";
        let header = [&[0x15, 0, 0x15][..], &HUGE, &[0x15, 0xc8, 0x01, 0]].concat();
        assert_eq!(refused(&header), claims);
        // Each number in full.
        let long = [&[5, 2, 0, 5, 4][..], &HUGE, &[5, 6, 0xc8, 0x01, 0]].concat();
        assert_eq!(refused(&long), claims);
        // The first of all sizes is in full, and the number has more bytes than it needs.
        let mixed = [&[0x15, 0, 5, 0x84, 0x80, 0][..], &HUGE, &[0x15, 0xc8, 0x01, 0]].concat();
        assert_eq!(refused(&mixed), claims);
        // A decoder takes the last one, or what is left of 64 bits.
        let fair = [0x15, 0, 0x15, 20, 0x15, 20];
        let twice = [&fair[..], &[5, 4], &HUGE, &[0]].concat();
        let cut =
            [&[0x15, 0, 0x15][..], &[0x81, 0x80, 0x80, 0x80, 0x10], &fair[4..], &[0]].concat();
        // What a reader of numbers takes for a text, and one of texts for a number.
        let hidden = [&fair[..], &[0x2c, 0x18, 8, 5, 4], &HUGE, &[0, 0, 0]].concat();
        for header in [twice, cut, hidden] {
            assert_eq!(refused(&header), "a page's header makes no sense", "{header:?}");
        }
    }
}
