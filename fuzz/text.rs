//! What text is read with: its first two bytes say it.

use goflow::prelude::*;

/// How many workers read it, in pieces of how many bytes.
pub struct Setting {
    pub workers: usize,
    pub split: u64,
    pub compression: Compression,
    pub max_record: u64,
}

impl Setting {
    /// Bits 0 to 2 are a codec, bit 3 cuts the file, bit 4 makes records short.
    pub fn of(byte: u8) -> Self {
        let compression = match byte & 7 {
            1 => Compression::Gzip,
            2 => Compression::Zstd(3),
            3 => Compression::Bzip2,
            4 => Compression::Xz,
            5 => Compression::Lz4,
            _ => Compression::None,
        };
        let cut = byte & 8 == 8;
        Self {
            workers: if cut { 3 } else { 1 },
            split: if cut { 48 } else { 64 << 20 },
            compression,
            max_record: if byte & 16 == 16 { 64 } else { 1 << 20 },
        }
    }
}
