//! How blocks are compressed.

use std::io::{self, Read, Write as _};

use bytes::Bytes;

use crate::connectors::file::Compression;

/// A block may have so many bytes when it is decompressed, unless the source is told otherwise.
pub(super) const LONGEST: u64 = 128 << 20;

/// A codec of Avro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Null,
    Deflate,
    Snappy,
    Zstandard(i32),
    Bzip2,
    Xz,
}

impl Codec {
    /// As a file's header names it.
    pub(super) fn named(name: &[u8]) -> Result<Self, String> {
        Ok(match name {
            b"null" | b"" => Self::Null,
            b"deflate" => Self::Deflate,
            b"snappy" => Self::Snappy,
            b"zstandard" => Self::Zstandard(3),
            b"bzip2" => Self::Bzip2,
            b"xz" => Self::Xz,
            other => {
                let name = String::from_utf8_lossy(other);
                return Err(format!(
                    "unknown codec `{name}`; null, deflate, snappy, zstandard, bzip2 and xz are read"
                ));
            }
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Deflate => "deflate",
            Self::Snappy => "snappy",
            Self::Zstandard(_) => "zstandard",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }

    /// What a sink was told; deflate if it was told nothing.
    pub(super) fn of(compression: Option<Compression>) -> Result<Self, String> {
        compression.map_or(Ok(()), Compression::check_level)?;
        Ok(match compression {
            None | Some(Compression::Deflate) => Self::Deflate,
            Some(Compression::None) => Self::Null,
            Some(Compression::Snappy) => Self::Snappy,
            Some(Compression::Zstd(level)) => Self::Zstandard(level),
            Some(Compression::Bzip2) => Self::Bzip2,
            Some(Compression::Xz) => Self::Xz,
            Some(other) => {
                let problem = "is no codec of Avro; use deflate, snappy, zstd, bzip2, xz or none";
                return Err(format!("{other} {problem}"));
            }
        })
    }

    /// A block of at most so many bytes.
    pub(super) fn decompress(self, block: &Bytes, most: u64) -> Result<Bytes, String> {
        let unpack = |reader: &mut dyn Read| -> io::Result<Bytes> {
            let mut out = Vec::new();
            reader.take(most.saturating_add(1)).read_to_end(&mut out)?;
            Ok(out.into())
        };
        let unpacked = match self {
            Self::Null => Ok(block.clone()),
            Self::Deflate => unpack(&mut flate2::read::DeflateDecoder::new(&block[..])),
            Self::Snappy => return snappy(block, most),
            Self::Zstandard(_) => zstd::stream::read::Decoder::with_buffer(&block[..])
                .and_then(|mut reader| unpack(&mut reader)),
            Self::Bzip2 => unpack(&mut bzip2::read::MultiBzDecoder::new(&block[..])),
            Self::Xz => liblzma::stream::Stream::new_stream_decoder(LONGEST, 0)
                .map_err(io::Error::other)
                .and_then(|xz| unpack(&mut liblzma::read::XzDecoder::new_stream(&block[..], xz))),
        };
        let unpacked = unpacked.map_err(|error| format!("a {} block: {error}", self.name()))?;
        if unpacked.len() as u64 > most {
            return Err(too_long(unpacked.len() as u64, most));
        }
        Ok(unpacked)
    }

    pub(super) fn compress(self, block: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Null => out.extend_from_slice(block),
            Self::Deflate => {
                let level = flate2::Compression::default();
                let mut writer = flate2::write::DeflateEncoder::new(out, level);
                writer.write_all(block)?;
                writer.finish()?;
            }
            Self::Snappy => {
                let packed = snap::raw::Encoder::new().compress_vec(block)?;
                out.extend_from_slice(&packed);
                out.extend_from_slice(&crc32fast::hash(block).to_be_bytes());
            }
            Self::Zstandard(level) => out.extend(zstd::bulk::compress(block, level)?),
            Self::Bzip2 => {
                let mut writer = bzip2::write::BzEncoder::new(out, bzip2::Compression::default());
                writer.write_all(block)?;
                writer.finish()?;
            }
            Self::Xz => {
                let mut writer = liblzma::write::XzEncoder::new(out, 6);
                writer.write_all(block)?;
                writer.finish()?;
            }
        }
        Ok(())
    }
}

/// Snappy says beforehand how long it will be, and has a checksum behind it.
fn snappy(block: &[u8], most: u64) -> Result<Bytes, String> {
    let (packed, sum) = block.split_last_chunk::<4>().ok_or("a snappy block without checksum")?;
    let length = snap::raw::decompress_len(packed).map_err(|e| format!("a snappy block: {e}"))?;
    if length as u64 > most {
        return Err(too_long(length as u64, most));
    }
    let unpacked = snap::raw::Decoder::new()
        .decompress_vec(packed)
        .map_err(|error| format!("a snappy block: {error}"))?;
    if crc32fast::hash(&unpacked) != u32::from_be_bytes(*sum) {
        return Err("the checksum of a snappy block is wrong".into());
    }
    Ok(unpacked.into())
}

#[cold]
pub(super) fn too_long(bytes: u64, most: u64) -> String {
    format!(
        "a block of {bytes} bytes or more, where {most} may be; `.max_record(…)` lets longer ones pass"
    )
}
