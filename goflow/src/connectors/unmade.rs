//! What stands in a graph for a connector that its function has refused.
//!
//! `csv::source::<T>` of a `T` that cannot be read is one error, at the `T`. All else in the graph is looked
//! at as well, and there the value is a node of `T`s, so that nothing more is said of it.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::RecordError;
use crate::builtin::{HandOutput, HandSource};
use crate::error::BoxError;
use crate::node::{Batch, Context, Event, Output, Reader, Source, Writer};
use crate::stage::Unplaced;

/// A source, or an output, of which there is none.
pub struct Unmade<T>(Infallible, PhantomData<fn(T) -> T>);

/// The node of a source.
#[allow(dead_code, reason = "a store alone has none")]
pub type UnmadeSource<T> = Unplaced<HandSource<Unmade<T>>, Unmade<T>>;
/// The node of an output.
pub type UnmadeOutput<T> = Unplaced<HandOutput<Unmade<T>>, Unmade<T>>;

/// Has a reference to a connector's value be no node, where the value itself is one: by its type alone it would
/// be taken for a value that its function has refused.
macro_rules! no_node_by_reference {
    (impl [$($generics:tt)*] $connector:ty) => {
        impl<$($generics)*> $connector {
            #[doc(hidden)]
            pub fn __goflow_node(&self) -> crate::builtin::ByReference<'_, Self> {
                crate::builtin::ByReference::to(self)
            }
        }
    };
}
pub(crate) use no_node_by_reference;

impl<T: Event> Source for Unmade<T> {
    type Event = T;
    type Error = RecordError;
    type Reader = Self;

    async fn open(&self, _: &Context) -> Result<Self, BoxError> {
        match self.0 {}
    }
}

impl<T: Event> Reader for Unmade<T> {
    type Event = T;
    type Error = RecordError;

    async fn read(&mut self, _: &mut Batch<T, RecordError>) -> Result<bool, BoxError> {
        match self.0 {}
    }
}

impl<T: Event> Output for Unmade<T> {
    type Event = T;
    type Error = RecordError;
    type Writer = Self;

    async fn open(&self, _: &Context) -> Result<Self, BoxError> {
        match self.0 {}
    }
}

impl<T: Event> Writer for Unmade<T> {
    type Event = T;
    type Error = RecordError;

    async fn write(&mut self, _: Vec<T>, _: &mut Vec<RecordError>) -> Result<(), BoxError> {
        match self.0 {}
    }
}
