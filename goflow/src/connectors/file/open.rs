//! Opens a file to read, by what its name ends in.

use std::fs::File;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::found::Found;
use crate::node::Progress;

/// A file's text, decompressed.
pub(crate) enum Text {
    Plain(Counted),
    Gzip(Box<MultiGzDecoder<Counted>>),
}

/// A file whose bytes are counted as they are read.
pub(crate) struct Counted {
    file: File,
    progress: Progress,
}

impl Text {
    /// Opens a file.
    pub(crate) fn open(found: &Found, progress: &Progress) -> io::Result<Self> {
        let ending = found.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let ending = ending.as_deref();
        if let Some(ending @ ("zst" | "bz2" | "xz" | "lz4")) = ending {
            let problem = format!("this build reads no `.{ending}`; `.gz` and plain text it does");
            return Err(io::Error::new(io::ErrorKind::Unsupported, problem));
        }
        let file = found.place.open_file()?.ok_or(io::ErrorKind::Unsupported)?;
        let file = Counted { file, progress: progress.clone() };
        Ok(match ending {
            Some("gz") => Self::Gzip(Box::new(MultiGzDecoder::new(file))),
            _ => Self::Plain(file),
        })
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(buffer),
            Self::Gzip(text) => text.read(buffer).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => {
                    io::Error::new(error.kind(), "the file ends in the middle of its gzip stream")
                }
                _ => error,
            }),
        }
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.file.read(buffer)?;
        self.progress.add(bytes as u64);
        Ok(bytes)
    }
}
