//! Writes a file's text beside the worker that makes it.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::task::{JoinHandle, spawn_blocking};

use super::target::Target;

/// So much text is written at once.
pub(crate) const PIECE: usize = 256 << 10;

/// One file. Text is compressed and written on tokio's pool for blocking work while the next piece
/// is made; one piece at a time, so a slow disk holds the worker back.
pub(crate) struct FileWriter {
    path: PathBuf,
    target: Option<Target>,
    writing: Option<JoinHandle<Written>>,
}

type Written = (Text, Vec<u8>, io::Result<()>);

/// Where a file's text goes to.
enum Text {
    Plain(File),
    Gzip(Box<GzEncoder<File>>),
}

impl FileWriter {
    /// Makes a file under a temporary name, and folders that are missing.
    pub(crate) async fn create(path: &Path) -> io::Result<Self> {
        let path = path.to_path_buf();
        let making = spawn_blocking(move || {
            let (target, file) = Target::create(&path).map_err(|error| explain(&path, error))?;
            let text = match path.extension() {
                Some(ending) if ending.eq_ignore_ascii_case("gz") => {
                    Text::Gzip(Box::new(GzEncoder::new(file, Compression::default())))
                }
                _ => Text::Plain(file),
            };
            Ok::<_, io::Error>((path, target, text))
        });
        let (path, target, text) = making.await.map_err(io::Error::other)??;
        let writing = spawn_blocking(move || (text, Vec::new(), Ok(())));
        Ok(Self { path, target: Some(target), writing: Some(writing) })
    }

    /// Writes `text`, and leaves it empty.
    pub(crate) async fn write(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        let (mut file, empty) = self.idle().await?;
        let full = std::mem::replace(text, empty);
        self.writing = Some(spawn_blocking(move || {
            let written = file.write_all(&full);
            (file, full, written)
        }));
        Ok(())
    }

    /// Moves the file to its name.
    pub(crate) async fn commit(&mut self) -> io::Result<()> {
        let (text, _) = self.idle().await?;
        let target = self.target.take();
        let path = self.path.clone();
        let committing = spawn_blocking(move || {
            let Some(target) = target else { return Ok(()) };
            let file = text.finish()?;
            target.commit(&file)
        });
        committing.await.map_err(io::Error::other)?.map_err(|error| explain(&path, error))
    }

    /// Waits for what is being written.
    async fn idle(&mut self) -> io::Result<(Text, Vec<u8>)> {
        let Some(writing) = &mut self.writing else {
            return Err(io::Error::other("the file was closed, or could not be written"));
        };
        let written = writing.await;
        self.writing = None;
        let (text, mut buffer, result) = written.map_err(io::Error::other)?;
        result.map_err(|error| explain(&self.path, error))?;
        buffer.clear();
        Ok((text, buffer))
    }
}

impl Text {
    fn write_all(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.write_all(text),
            Self::Gzip(encoder) => encoder.write_all(text),
        }
    }

    fn finish(self) -> io::Result<File> {
        match self {
            Self::Plain(file) => Ok(file),
            Self::Gzip(encoder) => encoder.finish(),
        }
    }
}

fn explain(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write `{}`: {error}", path.display()))
}
