//! Why there is nothing to read.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::super::mend::{MAY_NOT_READ, MORE_HANDLES, is_without_handles};
use super::super::store::StoreError;

/// Why there is nothing to read.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum FindError {
    /// No path at all.
    Empty,
    /// No such file or folder.
    Missing(PathBuf),
    /// A glob or folder without a file.
    Nothing(PathBuf),
    /// Not a glob.
    Glob(PathBuf, glob::PatternError),
    /// A URL that names nothing which can be read.
    Store(String, StoreError),
    /// A `file://` URL of another machine.
    Host(String, String),
    /// The system, or the store, refuses.
    Io(PathBuf, io::Error),
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the list of paths is empty; give it a file or a folder"),
            Self::Missing(path) if path.as_os_str().is_empty() => {
                f.write_str("the path is empty; give it a file or a folder")
            }
            Self::Missing(path)
                if path.starts_with("~") || path.to_string_lossy().starts_with('$') =>
            {
                write!(
                    f,
                    "there is no `{}`; `~` and variables mean something to a shell only: write the path out",
                    path.display(),
                )
            }
            Self::Missing(path) => write!(
                f,
                "there is no `{}`; a path is a file, a folder or a glob, from {}",
                path.display(),
                std::env::current_dir().unwrap_or_default().display(),
            ),
            Self::Nothing(path) => write!(
                f,
                "nothing to read in `{}`; names that begin with `.` or `_` are no data",
                path.display(),
            ),
            Self::Glob(path, error) => write!(
                f,
                "`{}` is no glob: {} at character {}; `[[]` stands for a `[` itself",
                path.display(),
                error.msg,
                error.pos + 1,
            ),
            Self::Store(url, error) => write!(f, "cannot read `{url}`: {error}"),
            Self::Host(url, host) => write!(
                f,
                "cannot read `{url}`: `{host}` is another machine; a file here is `file:///path`"
            ),
            Self::Io(path, error) => {
                write!(f, "cannot read `{}`: {error}", path.display())?;
                match error.kind() {
                    io::ErrorKind::PermissionDenied => write!(f, "; {MAY_NOT_READ}"),
                    _ if is_without_handles(error) => write!(f, "; {MORE_HANDLES}"),
                    _ => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for FindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::Glob(_, error) => Some(error),
            Self::Store(_, error) => Some(error),
            _ => None,
        }
    }
}
