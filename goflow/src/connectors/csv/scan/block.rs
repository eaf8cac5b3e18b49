//! Sixty-four bytes at a time: where in them stand the few bytes that matter.

#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Avx2, Sse2};

/// How many bytes are looked at together: one bit of a `u64` each.
pub(super) const BLOCK: usize = 64;

/// The bytes that have a meaning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    /// The quote again where a file has none.
    pub(super) escape: u8,
    /// The quote again where a file has none.
    pub(super) comment: u8,
}

/// Where they are: bit `n` is for byte `n` of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) delimiter: u64,
    pub(super) newline: u64,
    pub(super) carriage_return: u64,
    pub(super) quote: u64,
    pub(super) escape: u64,
    pub(super) comment: u64,
    /// All bytes are ASCII.
    pub(super) ascii: bool,
}

/// A way to find them.
pub(super) trait Finder {
    /// Looks through a block.
    ///
    /// # Safety
    ///
    /// The processor has the instructions that the finder is named for.
    unsafe fn find(block: &[u8; BLOCK], bytes: Bytes) -> Found;
}

/// Eight bytes in a word, for processors without vector instructions that we know.
pub(super) struct Words;

impl Finder for Words {
    #[inline(always)]
    unsafe fn find(block: &[u8; BLOCK], bytes: Bytes) -> Found {
        Found {
            delimiter: equal(block, bytes.delimiter),
            newline: equal(block, b'\n'),
            carriage_return: equal(block, b'\r'),
            quote: equal(block, bytes.quote),
            escape: equal(block, bytes.escape),
            comment: equal(block, bytes.comment),
            ascii: block.is_ascii(),
        }
    }
}

/// One bit for each byte that is `wanted`.
#[inline(always)]
fn equal(block: &[u8; BLOCK], wanted: u8) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let (words, _) = block.as_chunks::<8>();
    words.iter().enumerate().fold(0, |bits, (n, word)| {
        let different = u64::from_le_bytes(*word) ^ (u64::from(wanted) * ONES);
        // The high bit of a byte, where that byte is zero, exactly.
        let zero = !(((different & LOW) + LOW) | different | LOW);
        // The high bits, gathered in one byte.
        let gathered = (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits | gathered << (8 * n)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reference(block: &[u8; BLOCK], bytes: Bytes) -> Found {
        let equal = |wanted: u8| {
            let bit = |(n, byte): (usize, &u8)| u64::from(*byte == wanted) << n;
            block.iter().enumerate().map(bit).sum()
        };
        Found {
            delimiter: equal(bytes.delimiter),
            newline: equal(b'\n'),
            carriage_return: equal(b'\r'),
            quote: equal(bytes.quote),
            escape: equal(bytes.escape),
            comment: equal(bytes.comment),
            ascii: block.iter().all(|byte| *byte < 0x80),
        }
    }

    proptest! {
        #[test]
        fn every_finder_finds_the_same(
            block in prop::collection::vec(
                prop_oneof![any::<u8>(), prop::sample::select(b",\n\r\"\\#\0\x01\x80\xff".to_vec())],
                BLOCK,
            ),
            plain in any::<bool>(),
            (delimiter, quote, escape, comment) in any::<(u8, u8, u8, u8)>(),
            usual in any::<bool>(),
        ) {
            let mut block: [u8; BLOCK] = block.try_into().unwrap();
            if plain {
                block = block.map(|byte| byte & 0x7f);
            }
            let bytes = match usual {
                true => Bytes { delimiter: b',', quote: b'"', escape: b'\\', comment: b'#' },
                false => Bytes { delimiter, quote, escape, comment },
            };
            let expected = reference(&block, bytes);
            // SAFETY: words are known to every processor.
            prop_assert_eq!(unsafe { Words::find(&block, bytes) }, expected);
            #[cfg(target_arch = "x86_64")]
            {
                // SAFETY: every x86-64 has SSE2.
                prop_assert_eq!(unsafe { Sse2::find(&block, bytes) }, expected);
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: it was just asked for.
                    prop_assert_eq!(unsafe { Avx2::find(&block, bytes) }, expected);
                }
            }
        }
    }
}
