//! From the bytes of a key to the worker that owns it.

/// The hash that Kafka's default partitioner applies to a key (Austin Appleby's MurmurHash2, as in
/// `org.apache.kafka.common.utils.Utils.murmur2`): a key group then *is* a partition of a topic
/// with as many.
pub(crate) fn murmur2(bytes: &[u8]) -> u32 {
    const SEED: u32 = 0x9747_b28c;
    const M: u32 = 0x5bd1_e995;
    const R: u32 = 24;

    // Kafka's lengths are 32-bit, and the hash takes the length modulo that.
    let mut hash = SEED ^ bytes.len() as u32;
    let (words, tail) = bytes.as_chunks::<4>();
    for word in words {
        let mut k = u32::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> R;
        hash = hash.wrapping_mul(M) ^ k.wrapping_mul(M);
    }
    if !tail.is_empty() {
        let last = tail.iter().rev().fold(0, |last, &byte| last << 8 | u32::from(byte));
        hash = (hash ^ last).wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    hash ^ hash >> 15
}

/// The key group of a hash: its low 31 bits, as Kafka makes it positive, modulo `groups`.
#[inline]
pub(crate) fn key_group(hash: u32, groups: u32) -> u32 {
    (hash & 0x7fff_ffff) % groups
}

/// The worker that owns a key group. Each owns a range, so that another number of workers moves
/// few groups, and moves them whole.
#[inline]
pub(crate) fn worker_of(group: u32, groups: u32, workers: usize) -> usize {
    // Neither factor is near 2³², so the product fits; the result is less than `workers`.
    (u64::from(group) * workers as u64 / u64::from(groups)) as usize
}
