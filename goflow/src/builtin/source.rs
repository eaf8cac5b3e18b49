//! Sources: annotated functions, and values with `Source` by hand.

use std::marker::PhantomData;
use std::sync::Arc;

use super::place::Kinded;
use crate::check;
use crate::graph::Kind;
use crate::node::{Event, Source};
use crate::runtime::{Job, Worker, read_all};
use crate::stage::{Errors, Func, Ports, Step, Tail, Unplaced};

/// A node that makes its events.
pub trait SourceNode: 'static {
    /// The node in the graph.
    type Value: 'static;
    /// What leaves by its main port.
    type Event: Event;
    /// What leaves by its `err` port.
    type Error: Event;
    /// One worker, with all that follows in its stage.
    fn drive<X: Step<Self::Event>>(
        value: &Self::Value,
        worker: &Worker,
        next: X,
        errors: Errors<Self::Error>,
        ports: Ports,
    ) -> Job;
}

/// A value with `Source` by hand.
pub struct HandSource<S>(PhantomData<fn() -> S>);

/// Makes it a node.
pub trait IntoSource: Sized {
    /// The node.
    fn __goflow_node(self) -> Unplaced<HandSource<Self>, Self>;
}

impl<S: Source> IntoSource for S {
    fn __goflow_node(self) -> Unplaced<HandSource<S>, S> {
        Unplaced::new(self)
    }
}

impl<S> Kinded for HandSource<S> {
    const KIND: Kind = Kind::Source;
}
#[diagnostic::do_not_recommend]
impl<S: Source> check::Starts for HandSource<S> {
    type Role = Self;
}
#[diagnostic::do_not_recommend]
impl<S: Source> check::Sends for HandSource<S> {
    type Gate = check::Sending;
}
#[diagnostic::do_not_recommend]
impl<S: Source> check::Fails for HandSource<S> {
    type Gate = check::Failing;
}
impl<S: Source> check::NamesError for HandSource<S> {
    type Error = S::Error;
}

impl<S: Source> SourceNode for HandSource<S> {
    type Value = Func<Self, S>;
    type Event = S::Event;
    type Error = S::Error;
    fn drive<X: Step<S::Event>>(
        value: &Self::Value,
        worker: &Worker,
        next: X,
        errors: Errors<S::Error>,
        _: Ports,
    ) -> Job {
        let source: Arc<S> = value.args();
        let tail = Tail::new(worker.site(&value.info), next, errors, ());
        Box::pin(read_all(worker.clone(), source, tail))
    }
}
