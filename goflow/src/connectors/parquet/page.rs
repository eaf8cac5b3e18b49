//! What a page claims about its size, looked at before anybody makes room for it.
//!
//! A decoder makes room for as many bytes as a page's header says it has when decompressed. Pages
//! are read through [`Blob`](super::blob::Pages), so what claims too much is refused there.

/// How many bytes a page may have for each of its compressed ones, beside [`FREE`].
const RATIO: u64 = 1024;
/// So many any page may have.
const FREE: u64 = 16 << 20;
/// More no page may have, unless the source is told otherwise.
pub(super) const MOST: u64 = 1 << 30;

/// Refuses a page of which the header claims more than `most`, or than what can be behind it.
pub(super) fn check(header: &[u8], most: u64) -> Result<(), String> {
    let Some((claimed, compressed)) = sizes(header) else { return Ok(()) };
    if claimed > most {
        return Err(format!(
            "a page of {claimed} bytes, where {most} may be; `.max_record(…)` lets larger ones pass"
        ));
    }
    if claimed > compressed.saturating_mul(RATIO).max(FREE) {
        return Err(format!(
            "a page of {compressed} bytes claims to be {claimed} when decompressed"
        ));
    }
    Ok(())
}

/// Decompressed and compressed size in a page's header: Thrift's compact protocol, in which the
/// first three fields are integers. What does not begin like that is left to the decoder.
fn sizes(header: &[u8]) -> Option<(u64, u64)> {
    /// A field of the next number that is an i32.
    const NEXT_INT: u8 = 0x15;
    let mut rest = header;
    let mut values = [0; 3];
    for value in &mut values {
        let (field, behind) = rest.split_first()?;
        if *field != NEXT_INT {
            return None;
        }
        (*value, rest) = zigzag(behind)?;
    }
    let [_, claimed, compressed] = values;
    // A negative size is the decoder's to refuse.
    Some((u64::try_from(claimed).ok()?, u64::try_from(compressed).ok()?))
}

fn zigzag(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut value = 0_u64;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            let signed = (value >> 1).cast_signed() ^ -(value & 1).cast_signed();
            return Some((signed, bytes.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_compared() {
        // type 0, 200 bytes of 100
        let header = [0x15, 0, 0x15, 0x90, 0x03, 0x15, 0xc8, 0x01, 0x2c];
        assert_eq!(sizes(&header), Some((200, 100)));
        assert_eq!(check(&header, 200), Ok(()));
        assert!(check(&header, 199).unwrap_err().starts_with("a page of 200 bytes, where 199 may"));
        // 2^31 - 1 of 100
        let header = [0x15, 0, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0xc8, 0x01];
        assert!(check(&header, u64::MAX).unwrap_err().contains("claims to be 2147483647"));
        for end in 0..8 {
            assert_eq!(check(&header[..end], MOST), Ok(()));
        }
    }
}
