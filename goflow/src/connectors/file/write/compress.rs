//! Compresses text while it is written.

use std::io::{self, Write};

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use liblzma::write::XzEncoder;
use lz4_flex::frame::FrameEncoder;

use crate::connectors::file::Compression;
use crate::error::BoxError;

/// One file's text on its way: compressed bytes gather, and are taken.
pub(crate) struct Compressor {
    codec: Codec,
    /// Bytes of text that went in since the last flush: at most so many are still inside.
    inside: u64,
}

enum Codec {
    None(Vec<u8>),
    Gzip(Box<GzEncoder<Vec<u8>>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
    Bzip2(BzEncoder<Vec<u8>>),
    Xz(XzEncoder<Vec<u8>>),
    Lz4(Box<FrameEncoder<Vec<u8>>>),
}

/// As `xz` has it unless told.
const XZ_LEVEL: u32 = 6;

macro_rules! each {
    ($codec:expr, $encoder:ident => $do:expr, $plain:ident => $else:expr) => {
        match $codec {
            Codec::None($plain) => $else,
            Codec::Gzip($encoder) => $do,
            Codec::Zstd($encoder) => $do,
            Codec::Bzip2($encoder) => $do,
            Codec::Xz($encoder) => $do,
            Codec::Lz4($encoder) => $do,
        }
    };
}

/// Whether text can be so compressed.
pub(crate) fn check(compression: Compression) -> Result<(), BoxError> {
    match compression {
        Compression::Snappy | Compression::Deflate => Err(format!(
            "text is not compressed with {compression}; use gzip, zstd, bzip2, xz or lz4"
        )
        .into()),
        _ => Ok(compression.check_level()?),
    }
}

impl Compressor {
    pub(crate) fn new(compression: Compression) -> io::Result<Self> {
        let out = Vec::new();
        let codec = match compression {
            Compression::Gzip => {
                Codec::Gzip(Box::new(GzEncoder::new(out, flate2::Compression::default())))
            }
            Compression::Zstd(level) => Codec::Zstd(zstd::stream::write::Encoder::new(out, level)?),
            Compression::Bzip2 => Codec::Bzip2(BzEncoder::new(out, bzip2::Compression::best())),
            Compression::Xz => Codec::Xz(XzEncoder::new(out, XZ_LEVEL)),
            Compression::Lz4 => Codec::Lz4(Box::new(FrameEncoder::new(out))),
            _ => Codec::None(out),
        };
        Ok(Self { codec, inside: 0 })
    }

    /// Whether text stays as it is.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self.codec, Codec::None(_))
    }

    /// Adds text; `text` may be exchanged for memory to use again.
    pub(crate) fn add(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        self.inside += text.len() as u64;
        each!(&mut self.codec, encoder => encoder.write_all(text), plain => {
            self.inside = 0;
            if plain.is_empty() {
                std::mem::swap(plain, text);
            } else {
                plain.extend_from_slice(text);
            }
            Ok(())
        })
    }

    /// How many bytes of text may still be inside.
    pub(crate) fn inside(&self) -> u64 {
        self.inside
    }

    /// Lets all come out that is inside. It costs compression.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.inside = 0;
        each!(&mut self.codec, encoder => encoder.flush(), _plain => Ok(()))
    }

    /// What came out; to be cleared.
    pub(crate) fn out(&mut self) -> &mut Vec<u8> {
        each!(&mut self.codec, encoder => encoder.get_mut(), plain => plain)
    }

    /// The end of the text: what remains.
    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        match self.codec {
            Codec::None(plain) => Ok(plain),
            Codec::Gzip(encoder) => encoder.finish(),
            Codec::Zstd(encoder) => encoder.finish(),
            Codec::Bzip2(encoder) => encoder.finish(),
            Codec::Xz(encoder) => encoder.finish(),
            Codec::Lz4(encoder) => encoder.finish().map_err(io::Error::other),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn back(compression: Compression, bytes: &[u8]) -> String {
        let mut text = String::new();
        match compression {
            Compression::Gzip => flate2::read::GzDecoder::new(bytes).read_to_string(&mut text),
            Compression::Zstd(_) => {
                zstd::stream::read::Decoder::new(bytes).unwrap().read_to_string(&mut text)
            }
            Compression::Bzip2 => bzip2::read::BzDecoder::new(bytes).read_to_string(&mut text),
            Compression::Xz => liblzma::read::XzDecoder::new(bytes).read_to_string(&mut text),
            Compression::Lz4 => lz4_flex::frame::FrameDecoder::new(bytes).read_to_string(&mut text),
            _ => {
                text = String::from_utf8(bytes.to_vec()).unwrap();
                Ok(0)
            }
        }
        .unwrap();
        text
    }

    #[test]
    fn pieces_come_back_as_one_text() {
        let all: String = (0..50_000).map(|n| format!("{n}\n")).collect();
        for compression in [
            Compression::None,
            Compression::Gzip,
            Compression::Zstd(3),
            Compression::Bzip2,
            Compression::Xz,
            Compression::Lz4,
        ] {
            let (mut file, mut compressor) = (Vec::new(), Compressor::new(compression).unwrap());
            for (place, piece) in all.as_bytes().chunks(30_000).enumerate() {
                compressor.add(&mut piece.to_vec()).unwrap();
                if place == 3 {
                    compressor.flush().unwrap();
                    assert_eq!(compressor.inside(), 0);
                }
                file.append(compressor.out());
            }
            let unflushed = file.len();
            file.extend(compressor.finish().unwrap());
            assert!(back(compression, &file) == all, "{compression}");
            assert!(unflushed > 1000, "{compression}: what was flushed came out");
            assert_eq!(file.len() < all.len(), compression != Compression::None);
            // No text at all is a valid file.
            let file = Compressor::new(compression).unwrap().finish().unwrap();
            assert_eq!(back(compression, &file), "");
        }
    }

    #[test]
    fn what_text_is_not_compressed_with() {
        assert!(check(Compression::Snappy).unwrap_err().to_string().contains("use gzip, zstd"));
        assert!(check(Compression::Zstd(23)).unwrap_err().to_string().contains("use 1 to 22"));
        assert!(check(Compression::Zstd(22)).is_ok());
    }
}
