//! What can be wrong with a file that is read, in words that say what to do.

use std::io;

/// What an error at opening a file means for who reads.
pub(super) fn opening(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::NotFound => io::Error::new(
            error.kind(),
            "the file is gone since it was found; let its owner wait until it was read",
        ),
        io::ErrorKind::PermissionDenied => {
            io::Error::new(error.kind(), format!("{error}; {MAY_NOT_READ}"))
        }
        kind if is_without_handles(&error) => {
            io::Error::new(kind, format!("{error}; {MORE_HANDLES}"))
        }
        _ => error,
    }
}

/// The mend where reading is forbidden.
pub(super) const MAY_NOT_READ: &str = "give this user the right to read it, or leave it out";

/// The mend where too many files are open.
pub(super) const MORE_HANDLES: &str =
    "allow more with `ulimit -n`: each file that is followed is kept open";

/// Has the process, or the system, as many files open as it may?
pub(super) fn is_without_handles(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    cfg!(unix) && matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

/// The error of a file that is no longer what it was.
pub(crate) fn changed(what: &str) -> io::Error {
    io::Error::other(format!(
        "the file changed while it was read: {what}; read it when its writer is done, or with \
         `.follow()`"
    ))
}

/// What a store's error means for who reads.
#[cfg(feature = "_store")]
pub(super) fn explain(error: object_store::Error) -> io::Error {
    match error {
        object_store::Error::Precondition { .. } => changed("it was replaced"),
        object_store::Error::NotFound { .. } => {
            io::Error::new(io::ErrorKind::NotFound, "the object is gone")
        }
        object_store::Error::PermissionDenied { .. }
        | object_store::Error::Unauthenticated { .. } => {
            io::Error::new(io::ErrorKind::PermissionDenied, error)
        }
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_open_says_has_its_mend() {
        let told = |code| opening(io::Error::from_raw_os_error(code)).to_string();
        assert!(cfg!(windows) || told(24).ends_with(MORE_HANDLES), "{}", told(24));
        let refused = opening(io::ErrorKind::PermissionDenied.into());
        assert!(refused.to_string().ends_with(MAY_NOT_READ), "{refused}");
    }
}
