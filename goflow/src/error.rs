//! What ends a pipeline, and what a task that failed leaves behind on its `err` edge.

use std::fmt;
use std::time::SystemTime;

/// Any error, boxed: what a task's error becomes when no `err` edge takes it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Why a pipeline ended before its time.
///
/// `Display` names the node, the worker and the cause in one line; the cause itself is the
/// [`source`](std::error::Error::source). `Debug` says the same and each further cause, a line each: it is
/// what a `main` prints that returns this error.
///
/// ```
/// use goflow::prelude::*;
///
/// #[source]
/// fn lines() -> impl Iterator<Item = String> { ["1", "x"].into_iter().map(String::from) }
/// #[task]
/// fn parse(line: String) -> Result<u32, std::num::ParseIntError> { line.parse() }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let error = pipeline! { lines -> parse -> discard; }.run().await.unwrap_err();
/// assert_eq!(error.to_string(), "node `parse`, worker 0: invalid digit found in string");
/// # }
/// ```
#[non_exhaustive]
pub enum Error {
    /// A node returned an error and has no `err` edge.
    Failed {
        /// Name of the node.
        node: String,
        /// Which of its workers, from 0.
        worker: usize,
        /// What it returned.
        cause: BoxError,
    },
    /// A node panicked. The process goes on; the pipeline does not.
    Panicked {
        /// Name of the node.
        node: String,
        /// Which of its workers, from 0.
        worker: usize,
        /// The panic's message.
        message: String,
    },
    /// A setting that only its value at run time shows to be wrong.
    Setting {
        /// Name of the node.
        node: String,
        /// What is wrong with it, and the mend.
        problem: String,
    },
    /// The address of [`Pipeline::metrics`](crate::Pipeline::metrics) cannot be listened on.
    Listen {
        /// The address, as it was given.
        address: String,
        /// What is wrong with it, and the mend.
        problem: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// [`Running::abort`](crate::Running::abort) was called.
    Aborted,
    /// A second Ctrl-C or SIGTERM came while the first was being obeyed.
    Interrupted,
    /// [`Pipeline::start`](crate::Pipeline::start) was called outside of a tokio runtime.
    NoRuntime,
    /// Anything else, made by [`Error::new`].
    Other(BoxError),
}

impl Error {
    /// An error of the program around the pipeline, so that `main` can return one type.
    ///
    /// ```
    /// let error = goflow::Error::new("no such folder: data/");
    /// assert_eq!(error.to_string(), "no such folder: data/");
    /// ```
    pub fn new(cause: impl Into<BoxError>) -> Self {
        Self::Other(cause.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { node, worker, cause } => {
                write!(f, "node `{node}`, worker {worker}: {cause}")
            }
            Self::Panicked { node, worker, message } => {
                write!(f, "node `{node}`, worker {worker} panicked: {message}")
            }
            Self::Setting { node, problem } => write!(f, "node `{node}`: {problem}"),
            Self::Listen { address, problem, .. } => {
                write!(f, "cannot listen on `{address}`: {problem}")
            }
            Self::Aborted => f.write_str("the pipeline was aborted"),
            Self::Interrupted => f.write_str("interrupted by a second signal"),
            Self::NoRuntime => f.write_str(
                "a pipeline needs a tokio runtime: call `start` or `run` inside `#[tokio::main]`",
            ),
            Self::Other(cause) => cause.fmt(f),
        }
    }
}

/// The error, and each cause that says something new, a line each. What the enum looks like helps nobody who
/// reads it at the end of a program.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use std::error::Error as _;

        let mut said = self.to_string();
        f.write_str(&said)?;
        let mut next = self.source();
        while let Some(cause) = next {
            let words = cause.to_string();
            if !said.contains(&words) {
                write!(f, "\n  caused by: {words}")?;
                said = words;
            }
            next = cause.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed { cause, .. } => Some(cause.as_ref()),
            Self::Listen { cause, .. } => Some(cause),
            Self::Other(cause) => cause.source(),
            _ => None,
        }
    }
}

/// What an `err` edge carries: the error, and where and when it arose.
///
/// ```
/// use goflow::Failed;
///
/// fn describe(failed: Failed<std::num::ParseIntError>) -> String {
///     format!("{} in {}, worker {}", failed.error, failed.node, failed.worker)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Failed<E> {
    /// The `E` of the node's `Result`.
    pub error: E,
    /// Name of the node that failed.
    pub node: String,
    /// Which of its workers, from 0.
    pub worker: usize,
    /// When it failed.
    pub time: SystemTime,
}

impl<E: fmt::Display> fmt::Display for Failed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node `{}`, worker {}: {}", self.node, self.worker, self.error)
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
    fn what_main_prints_has_a_line_for_each_cause_and_says_none_twice() {
        let inner = Chained("connection refused", None);
        let outer = Chained("cannot reach the database", Some(Box::new(inner)));
        let error = Error::Failed { node: "store".into(), worker: 2, cause: Box::new(outer) };
        assert_eq!(
            format!("{error:?}"),
            "node `store`, worker 2: cannot reach the database\n  caused by: connection refused"
        );
        assert_eq!(format!("{:?}", Error::new("no such folder")), "no such folder");
    }
}
