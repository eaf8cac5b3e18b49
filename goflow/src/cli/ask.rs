//! What `#[goflow::main]` asks of a function's types, so that the answer is about them.

use clap::Args;

use crate::error::BoxError;
use crate::pipeline::Pipeline;

/// What a `main` gives.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`main` gives the pipeline, and this is `{Self}`",
    label = "no `Result<Pipeline, E>`",
    note = "return `Result<Pipeline, goflow::Error>`, and end with `Ok(pipeline! {{ … }})`"
)]
pub trait Main {
    /// Why there is none.
    type Error;
}
#[diagnostic::do_not_recommend]
impl<E> Main for Result<Pipeline, E> {
    type Error = E;
}

/// An error that a program can end with.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error that a program can end with",
    label = "fails with `{Self}`",
    note = "implement `std::error::Error` for `{Self}`, or return `Result<Pipeline, goflow::Error>`"
)]
pub trait EndsMain {}
#[diagnostic::do_not_recommend]
impl<E: Into<BoxError>> EndsMain for E {}

/// The parameter of a `main`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no command line",
    label = "has no arguments to read",
    note = "give it `#[derive(clap::Args)]`"
)]
pub trait CommandLine {}
#[diagnostic::do_not_recommend]
impl<A: Args> CommandLine for A {}
