//! The vector instructions of x86-64.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128,
    _mm_set1_epi8, _mm_setzero_si128, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256,
};

use super::{BLOCK, Bytes, Finder, Found};

/// Sixteen bytes an instruction, which every x86-64 can do.
pub(in super::super) struct Sse2;

/// Thirty-two bytes an instruction.
pub(in super::super) struct Avx2;

impl Finder for Sse2 {
    #[inline(always)]
    unsafe fn find(block: &[u8; BLOCK], bytes: Bytes) -> Found {
        // SAFETY: the caller says that there is SSE2.
        let equal = |wanted| unsafe { equal_16(block, wanted) };
        // SAFETY: as before.
        let ascii = unsafe { ascii_16(block) };
        all(equal, ascii, bytes)
    }
}

impl Finder for Avx2 {
    #[inline(always)]
    unsafe fn find(block: &[u8; BLOCK], bytes: Bytes) -> Found {
        // SAFETY: the caller says that there is AVX2.
        let equal = |wanted| unsafe { equal_32(block, wanted) };
        // SAFETY: as before.
        let ascii = unsafe { ascii_32(block) };
        all(equal, ascii, bytes)
    }
}

#[inline(always)]
fn all(equal: impl Fn(u8) -> u64, ascii: bool, bytes: Bytes) -> Found {
    Found {
        delimiter: equal(bytes.delimiter),
        newline: equal(b'\n'),
        carriage_return: equal(b'\r'),
        quote: equal(bytes.quote),
        escape: equal(bytes.escape),
        comment: equal(bytes.comment),
        ascii,
    }
}

/// # Safety
///
/// The processor has SSE2.
#[inline]
#[target_feature(enable = "sse2")]
unsafe fn equal_16(block: &[u8; BLOCK], wanted: u8) -> u64 {
    let wanted = _mm_set1_epi8(wanted.cast_signed());
    let (vectors, _) = block.as_chunks::<16>();
    vectors.iter().enumerate().fold(0, |bits, (n, vector)| {
        // SAFETY: there are 16 bytes, and an unaligned load asks for no alignment.
        let vector = unsafe { _mm_loadu_si128(vector.as_ptr().cast::<__m128i>()) };
        let equal = _mm_movemask_epi8(_mm_cmpeq_epi8(vector, wanted)).cast_unsigned();
        bits | u64::from(equal) << (16 * n)
    })
}

/// # Safety
///
/// The processor has AVX2.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn equal_32(block: &[u8; BLOCK], wanted: u8) -> u64 {
    let wanted = _mm256_set1_epi8(wanted.cast_signed());
    let (vectors, _) = block.as_chunks::<32>();
    vectors.iter().enumerate().fold(0, |bits, (n, vector)| {
        // SAFETY: there are 32 bytes, and an unaligned load asks for no alignment.
        let vector = unsafe { _mm256_loadu_si256(vector.as_ptr().cast::<__m256i>()) };
        let equal = _mm256_movemask_epi8(_mm256_cmpeq_epi8(vector, wanted)).cast_unsigned();
        bits | u64::from(equal) << (32 * n)
    })
}

/// # Safety
///
/// The processor has SSE2.
#[inline]
#[target_feature(enable = "sse2")]
unsafe fn ascii_16(block: &[u8; BLOCK]) -> bool {
    let (vectors, _) = block.as_chunks::<16>();
    let any = vectors.iter().fold(_mm_setzero_si128(), |any, vector| {
        // SAFETY: there are 16 bytes, and an unaligned load asks for no alignment.
        _mm_or_si128(any, unsafe { _mm_loadu_si128(vector.as_ptr().cast::<__m128i>()) })
    });
    _mm_movemask_epi8(any) == 0
}

/// # Safety
///
/// The processor has AVX2.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn ascii_32(block: &[u8; BLOCK]) -> bool {
    let (vectors, _) = block.as_chunks::<32>();
    let any = vectors.iter().fold(_mm256_setzero_si256(), |any, vector| {
        // SAFETY: there are 32 bytes, and an unaligned load asks for no alignment.
        _mm256_or_si256(any, unsafe { _mm256_loadu_si256(vector.as_ptr().cast::<__m256i>()) })
    });
    _mm256_movemask_epi8(any) == 0
}
