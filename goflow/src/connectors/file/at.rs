//! A file at any place, whatever place it has of its own: several threads have one handle.

use std::fs::File;
use std::io::{self, Read, Write};

/// A place of a file, which goes on with what is read or written.
struct At<'a> {
    file: &'a File,
    at: u64,
}

impl Read for At<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = read_at(self.file, bytes, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Write for At<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let count = std::os::unix::fs::FileExt::write_at(self.file, bytes, self.at)?;
        #[cfg(windows)]
        let count = std::os::windows::fs::FileExt::seek_write(self.file, bytes, self.at)?;
        self.at += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads some bytes; none behind the end.
pub(crate) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_at(file, bytes, at);
    #[cfg(windows)]
    return std::os::windows::fs::FileExt::seek_read(file, bytes, at);
}

/// Reads all of them.
pub(crate) fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    At { file, at }.read_exact(bytes)
}

/// Writes all of them.
pub(crate) fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    At { file, at }.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_do_not_depend_on_each_other() {
        let file = tempfile::tempfile().unwrap();
        write_all_at(&file, b"world", 6).unwrap();
        write_all_at(&file, b"hello ", 0).unwrap();
        let mut bytes = [0; 5];
        read_exact_at(&file, &mut bytes, 6).unwrap();
        assert_eq!(&bytes, b"world");
        read_exact_at(&file, &mut bytes, 0).unwrap();
        assert_eq!(&bytes, b"hello");
        assert_eq!(read_at(&file, &mut bytes, 9).unwrap(), 2);
        let behind = read_exact_at(&file, &mut bytes, 9).unwrap_err();
        assert_eq!(behind.kind(), io::ErrorKind::UnexpectedEof);
    }
}
