//! How much a page's compressed bytes can hold, where it claims more than most codecs can pack.
//!
//! A million equal bytes are a few dozen for zstd and for Brotli, so that a page of a long run claims
//! rightly what from others would be a lie. Its bytes tell: what they hold is found out without making
//! room for it.

use std::io::Read;

use parquet::basic::Compression;

/// Blocks of zstd hold so many bytes at most.
const BLOCK: u64 = 128 << 10;

/// Whether `bytes` may be of `claimed` bytes. No more than a few megabytes are asked for to know it.
pub(super) fn can_hold(codec: Compression, bytes: &[u8], claimed: u64) -> bool {
    match codec {
        Compression::ZSTD(_) => of_zstd(bytes).is_some_and(|most| most >= claimed),
        Compression::BROTLI(_) => of_brotli(bytes, claimed),
        // They are bound by what they compress to at best: deflate to 1:1032, the others to less.
        _ => false,
    }
}

/// How many bytes frames of zstd hold at most, by their blocks; `None` for what is none. What a frame
/// says of itself is not asked: it may lie as well.
fn of_zstd(mut bytes: &[u8]) -> Option<u64> {
    const MAGIC: u32 = 0xfd2f_b528;
    const SKIPPED: u32 = 0x184d_2a50;
    let mut most = 0_u64;
    while !bytes.is_empty() {
        let magic = u32::try_from(number(&mut bytes, 4)?).ok()?;
        if magic & !0xf == SKIPPED {
            let length = number(&mut bytes, 4)?;
            take(&mut bytes, length)?;
            continue;
        }
        if magic != MAGIC {
            return None;
        }
        let about = number(&mut bytes, 1)?;
        let single = about >> 5 & 1;
        let dictionary = [0, 1, 2, 4].get((about & 3) as usize)?;
        let size = match about >> 6 {
            0 => single,
            power => 1 << power,
        };
        // A frame of one segment has no window of its own.
        take(&mut bytes, (1 - single) + dictionary + size)?;
        loop {
            const RAW: u64 = 0;
            const REPEATED: u64 = 1;
            let block = number(&mut bytes, 3)?;
            let size = block >> 3;
            let (stored, holds) = match block >> 1 & 3 {
                RAW => (size, size),
                REPEATED => (1, size),
                _ => (size, BLOCK),
            };
            take(&mut bytes, stored)?;
            most += holds.min(BLOCK);
            if block & 1 == 1 {
                break;
            }
        }
        // Its checksum.
        take(&mut bytes, (about >> 2 & 1) * 4)?;
    }
    Some(most)
}

/// A number of so many bytes, the smallest first.
fn number(bytes: &mut &[u8], length: u64) -> Option<u64> {
    let digits = take(bytes, length)?.iter().rev();
    Some(digits.fold(0, |number, digit| number << 8 | u64::from(*digit)))
}

fn take<'b>(bytes: &mut &'b [u8], length: u64) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(taken)
}

/// Brotli's blocks are as large as their writer likes: they are decoded, and what comes is counted.
fn of_brotli(bytes: &[u8], claimed: u64) -> bool {
    let mut decoder = brotli::Decompressor::new(bytes, 4096).take(claimed);
    std::io::copy(&mut decoder, &mut std::io::sink()).is_ok_and(|held| held == claimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_zstd_tell_what_they_can_hold() {
        let holds =
            |bytes: &[u8], claimed| can_hold(Compression::ZSTD(Default::default()), bytes, claimed);
        let zeros = vec![0; 20 << 20];
        for level in [1, 3, 19] {
            let packed = zstd::bulk::compress(&zeros, level).unwrap();
            assert!(holds(&packed, 20 << 20));
            assert!(!holds(&packed, (20 << 20) + (1 << 20)), "level {level}");
            // What others write in pieces does not say its size.
            let streamed = zstd::stream::encode_all(&zeros[..], level).unwrap();
            assert!(holds(&streamed, 20 << 20));
            let skipped =
                [&[0x5f, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 7, 7][..], &packed, &streamed].concat();
            assert!(holds(&skipped, 40 << 20));
            assert!(!holds(&packed[..packed.len() - 1], 1 << 20));
            assert!(!holds(&packed[1..], 1 << 20));
        }
        // A frame of one block of a byte that says that it holds 1 GiB.
        let lies = [&[0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x40][..], &[9, 0, 0, 7]].concat();
        assert!(holds(&lies, 1));
        assert!(!holds(&lies, 1 << 20));
    }

    #[test]
    fn brotli_is_decoded_to_know_it() {
        let holds = |bytes: &[u8], claimed| {
            can_hold(Compression::BROTLI(Default::default()), bytes, claimed)
        };
        let mut packed = Vec::new();
        let mut encoder = brotli::CompressorWriter::new(&mut packed, 4096, 5, 22);
        std::io::copy(&mut std::io::repeat(0).take(20 << 20), &mut encoder).unwrap();
        drop(encoder);
        assert!(packed.len() < 20 << 10, "{} bytes", packed.len());
        assert!(holds(&packed, 20 << 20));
        assert!(!holds(&packed, (20 << 20) + 1));
        assert!(!holds(&packed[..packed.len() / 2], 20 << 20));
    }

    #[test]
    fn others_hold_no_more_than_they_can() {
        assert!(!can_hold(Compression::SNAPPY, &[0; 100], 1 << 20));
    }
}
