//! How a program ends that did not do what it was asked.

use std::fmt;
use std::process::ExitCode;

use crate::error::Error;

/// An error, as people and the one who called read it.
#[derive(Debug)]
pub(super) struct Failure(Error);

/// As a shell's own: 128 and the number of the signal.
const INTERRUPTED: u8 = 130;

impl Failure {
    pub(super) fn code(&self) -> ExitCode {
        match self.0 {
            Error::Interrupted => ExitCode::from(INTERRUPTED),
            _ => ExitCode::FAILURE,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for Failure {
    /// The error, and its causes, a line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_in_words_with_its_causes() {
        let file = std::io::Error::other("the disk is full");
        let error = Error::Failed { node: "store".into(), worker: 2, cause: Box::new(file) };
        assert_eq!(Failure(error).to_string(), "error: node `store`, worker 2: the disk is full\n");
        assert_eq!(Failure(Error::new("no such folder")).to_string(), "error: no such folder\n");
    }
}
