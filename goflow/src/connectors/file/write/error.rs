//! What the medium refuses, and what can be done about it.

use std::fmt;
use std::io::{self, ErrorKind};

use crate::connectors::file::mend::is_without_handles;
#[cfg(feature = "_store")]
use crate::connectors::file::store::{NO_HTTPS, NO_KEYS, is_without_https, is_without_keys};
use crate::error::BoxError;

/// A file that cannot be written, or not be replaced.
#[derive(Debug)]
pub(crate) struct WriteError {
    what: &'static str,
    path: String,
    cause: BoxError,
    mend: &'static str,
}

impl WriteError {
    /// Of the system.
    pub(crate) fn new(path: impl fmt::Display, cause: io::Error) -> Self {
        let mend = if is_without_handles(&cause) { HANDLES } else { mend(cause.kind()) };
        Self { what: WRITE, path: path.to_string(), cause: cause.into(), mend }
    }

    /// Of a store, which was asked several times where that could have helped.
    #[cfg(feature = "_store")]
    pub(crate) fn store(path: impl fmt::Display, cause: object_store::Error) -> Self {
        use object_store::Error;
        let mend = match cause {
            Error::NotFound { .. } => "see that the bucket is there",
            _ if is_without_keys(&cause) => NO_KEYS,
            _ if is_without_https(&cause) => NO_HTTPS,
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                "see that the credentials in the environment may write there"
            }
            _ => "it was tried several times; see that the store can be reached, and run again",
        };
        Self { what: WRITE, path: path.to_string(), cause: cause.into(), mend }
    }

    /// Of the encoder.
    pub(crate) fn format(path: impl fmt::Display, cause: BoxError) -> Self {
        Self { what: WRITE, path: path.to_string(), cause, mend: "" }
    }

    /// The new files are visible, and of the old ones this one could not be removed.
    pub(crate) fn of_old(self) -> Self {
        Self { what: "remove", mend: OLD, ..self }
    }
}

/// What most errors are about.
const WRITE: &str = "write";

/// The mend where the old files of a folder stay beside the new ones.
const OLD: &str =
    "the new files are all there, beside what is left of the old ones; remove these, or run again";

/// The mend where too many files are open.
const HANDLES: &str = "let the sink have fewer files open with `.max_open(…)`, for each of its workers, or allow \
                       more with `ulimit -n`";

fn mend(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room, or write elsewhere; what was begun is removed"
        }
        ErrorKind::FileTooLarge => "use `.roll(Roll::size(…))` for smaller files",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "give this user the right to write there, or write elsewhere"
        }
        ErrorKind::NotFound => {
            "the folder or the hidden file in it is gone: nobody may remove them while they are written; \
             run again"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a part of the path is a file; remove it, or write elsewhere"
        }
        ErrorKind::IsADirectory => {
            "it is a folder; remove it, or end the path in `/` to write into it"
        }
        ErrorKind::InvalidFilename => "the name is too long: partition by something shorter",
        _ => "",
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} `{}`: {}", self.what, self.path, self.cause)?;
        if !self.mend.is_empty() {
            write!(f, "; {}", self.mend)?;
        }
        Ok(())
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.cause.as_ref())
    }
}
