//! Can a value with an `Error` type of its own fail? Not if that type is `Infallible`.
//!
//! A function says by its result whether it fails; a value says it by an associated type, and "is not
//! `Infallible`" is no bound that rustc knows. So the question is a method: where the type is
//! `Infallible` rustc finds the one on [`Port`] itself, which turns the node into one that [`Fails`]
//! is not implemented for, and everywhere else the one of [`MayFail`], which changes nothing.
//!
//! [`Fails`]: super::Fails

use std::convert::Infallible;

use super::token::Port;

/// A node whose errors have a type that it names.
pub trait NamesError {
    /// It.
    type Error;
}

/// A node that cannot fail.
pub struct NeverFails<V>(V);

impl<V: NamesError<Error = Infallible>> Port<V> {
    /// The left end of an `err` edge.
    pub fn failing(self) -> Port<NeverFails<V>> {
        Port::new()
    }
}

/// What is found for any other node.
pub trait MayFail: Sized {
    /// The left end of an `err` edge.
    fn failing(self) -> Self {
        self
    }
}
impl<V> MayFail for Port<V> {}
