//! Decompression, each stream to its end and on to the next.

mod lz4;

use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::GzDecoder;

use self::lz4::{CutOff, Lz4};
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
    let failed = Failed::default();
    let packed = Packed { bytes: packed, failed: failed.clone() };
    let text: Text = match compression {
        Compression::None => return Ok(Box::new(packed.bytes)),
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
    Ok(Box::new(Explained { text, compression, failed }))
}

fn cut_off(compression: Compression) -> io::Error {
    let problem = format!("the file ends in the middle of its {compression} stream");
    io::Error::new(io::ErrorKind::UnexpectedEof, problem)
}

/// What went wrong with the file itself, of which a decoder would tell as of a damaged stream.
#[derive(Clone, Default)]
struct Failed(Arc<Mutex<Option<io::Error>>>);

impl Failed {
    /// Keeps an error of the file, and gives one for the decoder in its place.
    #[cold]
    fn keep(&self, error: io::Error) -> io::Error {
        if error.kind() == io::ErrorKind::Interrupted {
            return error;
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        io::ErrorKind::Other.into()
    }

    fn take(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The bytes of the file, for a decoder.
struct Packed<R> {
    bytes: R,
    failed: Failed,
}

impl<R: BufRead> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(buffer).map_err(|error| self.failed.keep(error))
    }
}

impl<R: BufRead> BufRead for Packed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.bytes.fill_buf().map_err(|error| self.failed.keep(error))
    }
    fn consume(&mut self, bytes: usize) {
        self.bytes.consume(bytes);
    }
}

/// Says what is wrong in words that are the same for all.
struct Explained {
    text: Text,
    compression: Compression,
    failed: Failed,
}

impl Read for Explained {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.text.read(buffer).map_err(|error| {
            // From the disk or the store, not from the stream.
            if let Some(of_file) = self.failed.take() {
                return of_file;
            }
            let cut = error.get_ref().is_some_and(|error| error.is::<CutOff>());
            match error.kind() {
                io::ErrorKind::Interrupted => error,
                kind if cut || kind == io::ErrorKind::UnexpectedEof => cut_off(self.compression),
                kind => {
                    let codec = self.compression;
                    io::Error::new(kind, format!("this is no {codec}, or a damaged one: {error}"))
                }
            }
        })
    }
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

#[cfg(test)]
mod tests;
