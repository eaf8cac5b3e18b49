//! Decompression, each stream to its end and on to the next.

use std::io::{self, BufRead, Read};

use super::compression::Compression;
use super::text::{Text, is_over};

/// How much memory a stream may ask for by what its header declares: what `xz -9` and `zstd --long`
/// need, and not the gigabytes that a header can claim.
const MEMORY: u64 = 160 << 20;

/// The text of what is compressed.
pub(crate) fn unpack(
    mut packed: impl BufRead + Send + 'static,
    compression: Compression,
) -> io::Result<Text> {
    // Nobody writes a stream of nothing: such a file was never finished.
    if is_over(&mut packed)? {
        return Err(cut_off(compression));
    }
    let text: Text = match compression {
        Compression::None => return Ok(Box::new(packed)),
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
        Compression::Zstd(_) => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
        Compression::Xz => {
            let stream =
                liblzma::stream::Stream::new_stream_decoder(MEMORY, liblzma::stream::CONCATENATED);
            let stream = stream.map_err(io::Error::other)?;
            Box::new(liblzma::bufread::XzDecoder::new_stream(packed, stream))
        }
        Compression::Lz4 => Box::new(Lz4::new(packed)),
        Compression::Snappy | Compression::Deflate => {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "no compression of text"));
        }
    };
    Ok(Box::new(Explained { text, compression }))
}

fn cut_off(compression: Compression) -> io::Error {
    let problem = format!("the file ends in the middle of its {compression} stream");
    io::Error::new(io::ErrorKind::UnexpectedEof, problem)
}

/// Says what is wrong in words that are the same for all.
struct Explained {
    text: Text,
    compression: Compression,
}

impl Read for Explained {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.text.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            io::ErrorKind::UnexpectedEof => cut_off(self.compression),
            // From the disk or the store, not from the stream.
            _ if error.raw_os_error().is_some() || error.get_ref().is_some_and(is_ours) => error,
            kind => {
                let codec = self.compression;
                io::Error::new(kind, format!("this is no {codec}, or a damaged one: {error}"))
            }
        })
    }
}

/// An error of the file below, which says enough.
fn is_ours(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error.to_string().starts_with("the file ") || error.to_string().starts_with("the object ")
}

/// LZ4 frames. The decoder alone takes a file that ends between two blocks for a whole one.
struct Lz4<R: BufRead> {
    decoder: lz4_flex::frame::FrameDecoder<Unended<R>>,
    inside: bool,
}

impl<R: BufRead> Lz4<R> {
    fn new(packed: R) -> Self {
        let decoder = lz4_flex::frame::FrameDecoder::new(Unended(packed));
        Self { decoder, inside: false }
    }
}

impl<R: BufRead> Read for Lz4<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.inside {
                if is_over(&mut self.decoder.get_mut().0)? {
                    return Ok(0);
                }
                self.inside = true;
            }
            match self.decoder.read(buffer)? {
                // A frame is over, by its own word.
                0 => self.inside = false,
                bytes => return Ok(bytes),
            }
        }
    }
}

/// A stream that has no end: what reads on there was cut off.
struct Unended<R>(R);

impl<R: BufRead> Read for Unended<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            // `read_exact` and the decoder take no error of this kind for an end.
            0 if !buffer.is_empty() => Err(io::Error::other(CutOff)),
            bytes => Ok(bytes),
        }
    }
}

#[derive(Debug)]
struct CutOff;

impl std::fmt::Display for CutOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the file ends in the middle of its lz4 stream")
    }
}

impl std::error::Error for CutOff {}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write as _};

    use super::*;

    fn pack(text: &[u8], compression: Compression) -> Vec<u8> {
        match compression {
            Compression::Gzip => {
                let mut out = flate2::write::GzEncoder::new(Vec::new(), Default::default());
                out.write_all(text).unwrap();
                out.finish().unwrap()
            }
            Compression::Zstd(level) => zstd::stream::encode_all(text, level).unwrap(),
            Compression::Bzip2 => {
                let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
                out.write_all(text).unwrap();
                out.finish().unwrap()
            }
            Compression::Xz => {
                let mut out = liblzma::write::XzEncoder::new(Vec::new(), 3);
                out.write_all(text).unwrap();
                out.finish().unwrap()
            }
            Compression::Lz4 => {
                let mut info = lz4_flex::frame::FrameInfo::new();
                info.block_size = lz4_flex::frame::BlockSize::Max64KB;
                let mut out = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
                out.write_all(text).unwrap();
                out.finish().unwrap()
            }
            _ => unreachable!("{compression}"),
        }
    }

    fn read(packed: &[u8], compression: Compression) -> (Vec<u8>, Option<String>) {
        let packed = BufReader::with_capacity(777, io::Cursor::new(packed.to_vec()));
        let mut text = Vec::new();
        let end = unpack(packed, compression).and_then(|mut from| from.read_to_end(&mut text));
        (text, end.err().map(|error| error.to_string()))
    }

    const ALL: [Compression; 5] = [
        Compression::Gzip,
        Compression::Zstd(3),
        Compression::Bzip2,
        Compression::Xz,
        Compression::Lz4,
    ];

    /// Text that hardly compresses, so that there are several blocks.
    fn text() -> Vec<u8> {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 40) as u8 % 64 + b' '
        };
        (0..300_000).map(|_| next()).collect()
    }

    #[test]
    fn several_members_are_one_text() {
        let text = text();
        let (one, other) = text.split_at(123_456);
        for compression in ALL {
            let both = [pack(one, compression), pack(other, compression)].concat();
            let (read, error) = read(&both, compression);
            assert_eq!(error, None, "{compression}");
            assert!(read == text, "{compression}");
        }
    }

    #[test]
    fn what_is_cut_off_gives_what_there_is_and_an_error() {
        let text = text();
        for compression in ALL {
            let packed = pack(&text, compression);
            let cut = format!("the file ends in the middle of its {compression} stream");
            for length in [0, 1, packed.len() / 2, packed.len() - 1] {
                let (read, error) = read(&packed[..length], compression);
                assert!(text.starts_with(&read));
                assert_eq!(error.as_ref(), Some(&cut), "{length}");
                assert!(length < 2 || read.len() > text.len() / 5, "{compression} {}", read.len());
            }
            // Cut between any two bytes of the end, too: where a frame's own end mark stands.
            for length in packed.len() - 12..packed.len() {
                assert_eq!(read_error(&packed[..length], compression), cut, "{length}");
            }
            let other =
                pack(&text, ALL[(ALL.iter().position(|c| *c == compression).unwrap() + 1) % 5]);
            let error = read_error(&other, compression);
            assert!(error.starts_with(&format!("this is no {compression}, or a dam")), "{error}");
        }
    }

    fn read_error(packed: &[u8], compression: Compression) -> String {
        read(packed, compression).1.unwrap_or_default()
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        let text = text();
        for compression in ALL {
            let whole = pack(&text[..20_000], compression);
            let mut state = 7_usize;
            for _ in 0..200 {
                let mut packed = whole.clone();
                for _ in 0..3 {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let place = (state >> 33) % packed.len();
                    packed[place] ^= 1 << (state >> 20 & 7);
                }
                let _ = read(&packed, compression);
            }
        }
    }
}
