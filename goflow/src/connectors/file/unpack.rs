//! Decompression, each stream to its end and on to the next.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

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
        Compression::Gzip => Box::new(Gzip(Some(GzDecoder::new(packed)))),
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

/// Members of gzip. Tapes, and tools that fill whole blocks, leave zeros behind them.
struct Gzip<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let bytes = member.read(buffer)?;
            if bytes > 0 || buffer.is_empty() {
                return Ok(bytes);
            }
            let packed = member.get_mut();
            pass_over_zeros(packed)?;
            if is_over(packed)? {
                return Ok(0);
            }
            self.0 = self.0.take().map(|member| GzDecoder::new(member.into_inner()));
        }
        Ok(0)
    }
}

fn pass_over_zeros(packed: &mut impl BufRead) -> io::Result<()> {
    loop {
        let bytes = packed.fill_buf()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let there_may_be_more = zeros == bytes.len() && zeros > 0;
        packed.consume(zeros);
        if !there_may_be_more {
            return Ok(());
        }
    }
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
            match self.decoder.read(buffer) {
                // A frame is over, by its own word.
                Ok(0) => self.inside = false,
                Ok(bytes) => return Ok(bytes),
                Err(error) => self.pass_over(error)?,
            }
        }
    }
}

impl<R: BufRead> Lz4<R> {
    /// Passes over a frame that has no text, but what somebody noted. Of what else is wrong the crate
    /// tells as Rust writes it.
    #[cold]
    fn pass_over(&mut self, error: io::Error) -> io::Result<()> {
        use lz4_flex::frame::Error;
        let known = error.get_ref().and_then(|error| error.downcast_ref::<Error>());
        let words = match known {
            Some(Error::SkippableFrame(length)) => {
                let mut noted = self.decoder.get_mut().take(u64::from(*length));
                io::copy(&mut noted, &mut io::sink())?;
                self.inside = false;
                return Ok(());
            }
            Some(Error::WrongMagicNumber) => "it does not begin as a frame does".to_string(),
            Some(
                Error::HeaderChecksumError
                | Error::BlockChecksumError
                | Error::ContentChecksumError,
            ) => "a checksum does not match".to_string(),
            Some(Error::ContentLengthError { expected, actual }) => {
                format!("it has {actual} bytes, where {expected} were said")
            }
            Some(Error::DictionaryNotSupported) => "it needs a dictionary".to_string(),
            Some(Error::UnsupportedVersion(version)) => format!("it is of version {version}"),
            Some(Error::DecompressionError(error)) => error.to_string(),
            Some(_) => "a frame makes no sense".to_string(),
            None => return Err(error),
        };
        Err(io::Error::new(error.kind(), words))
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

    #[test]
    fn zeros_behind_gzip_are_nothing() {
        let text = text();
        let packed = pack(&text, Compression::Gzip);
        for zeros in [1, 776, 777, 10_000] {
            let padded = [&packed[..], &vec![0; zeros]].concat();
            assert!(read(&padded, Compression::Gzip) == (text.clone(), None), "{zeros}");
            let both = [&padded[..], &padded].concat();
            assert!(read(&both, Compression::Gzip) == (text.repeat(2), None), "{zeros}");
            let (read, error) = read(&[&padded[..], b"else"].concat(), Compression::Gzip);
            assert!(read == text);
            assert!(error.is_some_and(|error| error.contains("gzip")));
        }
    }

    #[test]
    fn frames_of_lz4_without_a_text_are_passed_over() {
        let text = text();
        let packed = pack(&text, Compression::Lz4);
        let noted = [&[0x5f, 0x2a, 0x4d, 0x18, 5, 0, 0, 0][..], b"notes"].concat();
        let all = [&noted[..], &packed, &noted, &noted, &packed, &noted].concat();
        assert!(read(&all, Compression::Lz4) == (text.repeat(2), None));
        assert_eq!(read(&noted, Compression::Lz4), (Vec::new(), None));
        let (_, error) = read(&noted[..10], Compression::Lz4);
        assert_eq!(error.as_deref(), Some("the file ends in the middle of its lz4 stream"));
    }

    #[test]
    fn what_is_wrong_with_lz4_is_told_in_words() {
        let mut info = lz4_flex::frame::FrameInfo::new();
        info.content_size = Some(7);
        info.content_checksum = true;
        let mut out = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
        out.write_all(b"a text.").unwrap();
        let packed = out.finish().unwrap();
        let told = |packed: &[u8]| {
            let error = read_error(packed, Compression::Lz4);
            error.strip_prefix("this is no lz4, or a damaged one: ").unwrap_or(&error).to_string()
        };
        let with = |place: usize, byte: u8| {
            let mut packed = packed.clone();
            packed[place] = byte;
            told(&packed)
        };
        assert_eq!(with(0, 0), "it does not begin as a frame does");
        assert_eq!(with(14, 0xff), "a checksum does not match");
        assert_eq!(with(packed.len() - 1, 0), "a checksum does not match");
        assert_eq!(with(4, 0), "it is of version 0");
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
