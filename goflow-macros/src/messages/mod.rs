//! Every wording of a compile error.
//!
//! Lower case, backticks around names, no full stop; the mend is a `help:` line or stands in the
//! sentence.

mod derive;
mod function;
mod graph;

pub(crate) use derive::*;
pub(crate) use function::*;
pub(crate) use graph::*;
