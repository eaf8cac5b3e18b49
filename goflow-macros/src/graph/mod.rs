//! What a graph means: names to nodes, arrows to edges, and the mistakes that need no types.

mod check;
mod mention;
pub(crate) mod model;
mod names;
mod naming;
mod resolve;
mod stages;
#[cfg(test)]
mod tests;
mod values;

use proc_macro2::TokenStream;

pub(crate) use self::model::Model;
pub(crate) use self::stages::{Stages, stages};
use crate::diag::Diag;
use crate::syntax;

/// Reads a whole `pipeline!` body. Errors go to `diag`; the model holds all that could be read.
pub(crate) fn read(input: TokenStream, diag: &mut Diag) -> Model {
    let tree = syntax::read(input, diag);
    let resolved = resolve::resolve(tree, diag);
    check::check(resolved, diag)
}
