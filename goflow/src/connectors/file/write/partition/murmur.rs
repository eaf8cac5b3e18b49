//! Murmur3, x86, 32 bit, seed 0: the hash of Iceberg's bucket transform.
//!
//! Austin Appleby's algorithm, public domain.

/// The hash of `bytes`.
pub(super) fn murmur3(bytes: &[u8]) -> i32 {
    let mut hash = 0_u32;
    let mut blocks = bytes.chunks_exact(4);
    for block in &mut blocks {
        hash ^= mix(little(block));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    hash ^= mix(little(blocks.remainder()));
    // The algorithm has the length as 32 bits.
    hash ^= bytes.len() as u32;
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^= hash >> 16;
    hash.cast_signed()
}

/// At most four bytes, the lowest first. Of none it is 0, which [`mix`] leaves 0.
fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

fn mix(block: u32) -> u32 {
    block.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the reference implementation's `MurmurHash3_x86_32`.
    #[test]
    fn every_length_of_the_rest() {
        let hashes = [
            ("", 0),
            ("a", 0x3c25_69b2_u32),
            ("ab", 0x9bbf_d75f),
            ("abc", 0xb3dd_93fa),
            ("abcd", 0x43ed_676a),
            ("hello, world", 0x149b_bb7f),
            ("The quick brown fox jumps over the lazy dog", 0x2e4f_f723),
        ];
        for (text, hash) in hashes {
            assert_eq!(murmur3(text.as_bytes()).cast_unsigned(), hash, "{text}");
        }
    }
}
