//! Files in the file system.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::found::{Found, Place, Stamp};
use super::super::hive;
use super::walk::walk;
use super::{FindError, is_glob, is_hidden, is_hidden_match};

/// A path as it was given.
pub(super) struct Given {
    path: PathBuf,
    /// The same as a glob; `None`: it has no wildcards.
    glob: Option<String>,
    /// The URL it was given as.
    url: Option<String>,
}

impl Given {
    /// A plain path.
    pub(super) fn path(path: PathBuf) -> Self {
        let text = path.to_string_lossy();
        let glob = is_glob(&text).then(|| text.into_owned());
        Self { path, glob, url: None }
    }

    /// A `file://` URL, `rest` being what stands behind that.
    pub(super) fn url(url: &str, rest: &str) -> Result<Self, FindError> {
        let (host, _) = rest.split_once('/').unwrap_or((rest, ""));
        if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
            return Err(FindError::Host(url.into(), host.into()));
        }
        let rest = rest.get(host.len()..).unwrap_or_default();
        let path = decoded(rest, |byte, text| text.push(byte));
        // A wildcard that was written as `%XX` is meant as a character.
        let glob = decoded(rest, |byte, text| match byte {
            b'*' | b'?' | b'[' | b']' => text.extend([b'[', byte, b']']),
            _ => text.push(byte),
        });
        let glob = is_glob(rest).then(|| String::from_utf8_lossy(&glob).into_owned());
        Ok(Self { path: to_path(path), glob, url: Some(url.into()) })
    }

    /// The files. It asks the file system, and so may block.
    pub(super) fn find(&self) -> Result<Vec<Arc<Found>>, FindError> {
        let mut all = Vec::new();
        match fs::metadata(&self.path) {
            // What is there is meant, whatever characters its name has.
            Ok(metadata) => self.add(self.path.clone(), &metadata, &mut all)?,
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(FindError::Io(self.shown(&self.path).into(), error));
            }
            Err(_) => match &self.glob {
                Some(glob) => self.find_glob(glob, &mut all)?,
                None => return Err(FindError::Missing(self.shown(&self.path).into())),
            },
        }
        Ok(all)
    }

    fn find_glob(&self, pattern: &str, all: &mut Vec<Arc<Found>>) -> Result<(), FindError> {
        for found in walk(pattern)? {
            if is_hidden_match(pattern, &found.to_string_lossy()) {
                continue;
            }
            match fs::metadata(&found) {
                Ok(metadata) => self.add(found, &metadata, all)?,
                // It went away since it was listed, or is a link to nothing.
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(FindError::Io(found, error)),
            }
        }
        Ok(())
    }

    /// A file, or all files below a folder.
    fn add(
        &self,
        path: PathBuf,
        metadata: &fs::Metadata,
        all: &mut Vec<Arc<Found>>,
    ) -> Result<(), FindError> {
        if !metadata.is_dir() {
            all.push(Arc::new(self.found(path, metadata)));
            return Ok(());
        }
        // A list of folders still to be read: a deep tree needs no deep stack.
        let mut folders = vec![path];
        while let Some(folder) = folders.pop() {
            let failed = |error| FindError::Io(folder.clone(), error);
            let entries = match fs::read_dir(&folder) {
                // Whoever follows looks at folders that others remove.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries.map_err(failed)?,
            };
            for entry in entries {
                let entry = entry.map_err(failed)?;
                let path = entry.path();
                if is_hidden(&entry.file_name().to_string_lossy()) {
                    continue;
                }
                let metadata = match fs::metadata(&path) {
                    Ok(metadata) => metadata,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(FindError::Io(path, error)),
                };
                if !metadata.is_dir() {
                    all.push(Arc::new(self.found(path, &metadata)));
                } else if !entry.file_type().map_err(failed)?.is_symlink() {
                    // A link to a folder could lead back up, for ever.
                    folders.push(path);
                }
            }
        }
        Ok(())
    }

    fn found(&self, path: PathBuf, metadata: &fs::Metadata) -> Found {
        Found {
            name: self.shown(&path).into(),
            hive: hive::values(&path.to_string_lossy()),
            regular: metadata.is_file() && !is_made_up(&path, metadata),
            place: Place::Local(path),
            first: false,
            stamp: Stamp::of(metadata),
        }
    }

    /// The path as people are told it.
    fn shown(&self, path: &Path) -> String {
        match (&self.url, path.strip_prefix(&self.path)) {
            (None, _) => told(path),
            (Some(url), Ok(below)) if below == Path::new("") => url.clone(),
            (Some(url), Ok(below)) => {
                format!("{}/{}", url.trim_end_matches('/'), told(below))
            }
            (Some(_), Err(_)) => format!("file://{}", told(path)),
        }
    }
}

/// Is nothing there, or not any more?
fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A path as text. Bytes that are no UTF-8 are told as `\xff`, so that two files have two names: positions
/// go by them.
fn told(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

/// Is it a file that the system makes up while it is read, as those in `/proc`? They say that they have no
/// bytes, and so can only be read from their beginning to their end.
fn is_made_up(path: &Path, metadata: &fs::Metadata) -> bool {
    let has_more = || -> io::Result<bool> {
        let mut file = fs::File::open(path)?;
        Ok(file.read(&mut [0])? > 0 && file.metadata()?.len() == 0)
    };
    // What cannot be opened, its reader stumbles over, and tells.
    metadata.len() == 0 && has_more().unwrap_or(false)
}

/// Percent-decodes; `special` puts the bytes that were written as `%XX`.
fn decoded(text: &str, special: impl Fn(u8, &mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    while let Some((byte, rest)) = bytes.split_first() {
        let hex = rest.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let hex = hex.filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) if *byte == b'%' => {
                special(value, &mut decoded);
                bytes = rest.get(2..).unwrap_or_default();
            }
            _ => {
                decoded.push(*byte);
                bytes = rest;
            }
        }
    }
    decoded
}

fn to_path(bytes: Vec<u8>) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        std::ffi::OsString::from_vec(bytes).into()
    }
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}
