//! Frames of LZ4, one after the other.

use std::io::{self, BufRead, Read};

use super::super::text::is_over;

/// LZ4 frames. The decoder alone takes a file that ends between two blocks for a whole one.
pub(super) struct Lz4<R: BufRead> {
    decoder: lz4_flex::frame::FrameDecoder<Unended<R>>,
    inside: bool,
}

impl<R: BufRead> Lz4<R> {
    pub(super) fn new(packed: R) -> Self {
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

/// What it says then, told in the words of all: see [`Explained`](super::Explained).
#[derive(Debug)]
pub(super) struct CutOff;

impl std::fmt::Display for CutOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it ends too early")
    }
}

impl std::error::Error for CutOff {}
