//! How a program ends that did not do what it was asked.

use std::error::Error as _;
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
    /// The error, and each cause that says something new, a line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.0.to_string();
        writeln!(f, "error: {said}")?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let words = error.to_string();
            if !said.contains(&words) {
                writeln!(f, "  caused by: {words}")?;
                said = words;
            }
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Chained(&'static str, Option<Box<Chained>>);

    impl fmt::Display for Chained {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }
    impl std::error::Error for Chained {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            self.1.as_ref().map(|cause| &**cause as _)
        }
    }

    #[test]
    fn each_cause_has_a_line_and_none_is_said_twice() {
        let inner = Chained("connection refused", None);
        let outer = Chained("cannot reach the database", Some(Box::new(inner)));
        let error = Error::Failed { node: "store".into(), worker: 2, cause: Box::new(outer) };
        assert_eq!(
            Failure(error).to_string(),
            "error: node `store`, worker 2: cannot reach the database\n  \
             caused by: connection refused\n"
        );
        assert_eq!(Failure(Error::new("no such folder")).to_string(), "error: no such folder\n");
    }
}
