//! All that the macros may call, and nothing else. Not part of the public interface.

pub use crate::builtin::{
    Blank, Called, IntoClosure, IntoNode, IntoOutput, IntoSource, IntoTask, IsPipe, Kinded,
    NotANode, PipeBuilder, PlacedCall, SourceNode, closure, closure_ref, discard, finish,
};
pub use crate::check::*;
pub use crate::graph::{Kind, Label};
#[cfg(feature = "_record")]
pub use crate::record::{
    Aliases, Column, Lists, Ms, Nested, NestedReader, Ns, Plain, Record, Scaled, SymbolBuilder,
    SymbolReader, Symbols, Us, ValueError,
};
pub use crate::runtime::{
    Builder, CallIter, CallListen, CallListenBlocking, CallStream, Concurrent, EdgeCount, Job,
    Place, Settings, SourceFunction, Worker, consume, inflight as inflight_stage, iterate, listen,
    listen_blocking, receive,
};
pub use crate::stage::{
    Accepts, Affords, Async, AsyncPush, Batch, Blocking, BlockingPush, Call, CallAsync,
    CallAsyncPush, CallBatch, CallFlat, CallInflight, CallPush, Done, Entry, Errors, Fan, Flat,
    Flow, Func, Function, KeyFn, KeyQueue, KeyedEvent, Maybe, NoKey, Nothing, One, PortSink, Ports,
    Push, Pushes, Queue, Reader, Reply, Second, Segment, Step, Sync, Tail, Taker, Try, TryDone,
    TryMaybe, TypeKnown, Unplaced, When, Wire, on_pool, same,
};
pub use crate::state::part;
#[cfg(feature = "_record")]
pub use arrow_array::{Array, ArrayRef};
#[cfg(feature = "_record")]
pub use arrow_schema::Field;
pub use std::convert::Infallible;
pub use std::future::Future;
pub use std::marker::PhantomData;
pub use std::sync::Arc;

pub use futures::stream::{Stream, StreamExt};

#[cfg(feature = "cli")]
pub use crate::cli::{CommandLine, EndsMain, Main, NoArgs, Program, program, wait};

use crate::node::{Event, Local, Out};
use crate::{Key, Keyed, Pipeline};

/// A node while its worker is built.
pub fn node<R: Accepts<In>, In: Event, X: Step<R::Out>>(
    worker: &Worker,
    value: &R::Value,
    _: Link<R, In>,
    next: X,
    errors: Errors<R::Error>,
    ports: Ports,
) -> R::Body<X> {
    R::body(value, worker, next, errors, ports)
}

/// A source while its worker is built.
pub fn source<R: SourceNode, X: Step<R::Event>>(
    worker: &Worker,
    value: &R::Value,
    _: Role<R>,
    next: X,
    errors: Errors<R::Error>,
    ports: Ports,
) -> Job {
    R::drive(value, worker, next, errors, ports)
}

/// An edge inside a stage.
pub fn wire<R: Accepts<In>, In: Event, B: Step<R::Item>>(
    _: Link<R, In>,
    to: B,
) -> Wire<R::Item, B> {
    Wire::new(to)
}

/// What takes all that leaves a port, as the type that the port was checked to send. Of a port that
/// sends nothing, which is an error already, nothing more is said.
pub fn leaving<U: Event, B: Step<U>>(_: Events<U>, to: B) -> Wire<U, B> {
    Wire::new(to)
}

/// What is queued for an event that comes by a `key` edge.
pub fn keyed<U, F, R, In>(
    worker: &Worker,
    entry: &Entry<R::Item>,
    edge: &EdgeCount,
    _: Events<U>,
    _: Link<R, In>,
    key: &Arc<F>,
) -> impl Step<U, Mode = Taker>
where
    U: Event,
    F: KeyFn<U>,
    R: Accepts<In>,
    In: Event,
{
    let item = |key, event| R::item(key, same::<U, In>(event));
    KeyQueue::new(entry, worker, edge, key.clone(), item)
}

/// A pipeline of a finished graph.
pub fn pipeline(graph: Builder) -> Pipeline {
    Pipeline::new(graph)
}

/// The pipeline of a graph with mistakes, which are errors already.
pub fn wrong() -> Pipeline {
    Pipeline::new(Builder::new())
}

/// The value of a const, which stands in the type.
pub const fn fixed<const N: usize>() -> usize {
    N
}

/// Whether a number of workers is one.
pub struct Workers<const SOME: bool>;

/// A number of workers that is not 0.
#[diagnostic::on_unimplemented(
    message = "a node needs at least one worker: `(c 0)` would never run",
    label = "this is 0"
)]
pub trait Enough {
    /// Asks.
    fn enough() {}
}
#[diagnostic::do_not_recommend]
impl Enough for Workers<true> {}

/// `(c N)` where `N` is a parameter of a sub-pipeline.
#[track_caller]
pub const fn workers(workers: usize) -> usize {
    assert!(workers > 0, "a node needs at least one worker: `(c 0)` would never run");
    workers
}

/// `&mut Out<T>` of a function.
pub fn lend_out<T>(live: bool) -> Out<T> {
    if live { Out::shared(false).0 } else { Out::own() }
}

/// `&mut Out<T>` of a function on a thread of its own.
pub fn lend_out_blocking<T>() -> Out<T> {
    Out::shared(true).0
}

/// `&mut Local<S>` of a function.
pub fn lend_local<S: Default>() -> Local<S> {
    Local::new()
}

/// `&mut Keyed<K, S>` of a function.
pub fn lend_keyed<K: Key, S: Default>() -> Keyed<K, S> {
    Keyed::new()
}

/// Cuts a stage here, so that its type does not grow without end.
pub fn segment<R: Accepts<In>, In: Event>(
    _: Link<R, In>,
    next: impl Step<R::Item>,
) -> Segment<R::Item> {
    Segment::new(next)
}

/// The first step inside of a sub-pipeline.
pub fn boxed<T: Event>(_: Events<T>, step: impl Step<T>) -> crate::stage::AnyStep<T> {
    Box::new(step)
}

/// The sub-pipeline of a graph with mistakes, which are errors already.
pub fn wrong_pipe<P>() -> P {
    std::process::abort()
}

/// `Option<T>` behind an alias.
#[diagnostic::on_unimplemented(
    message = "`filter` needs an `Option`, and this is `{Self}`",
    label = "no `Option`",
    note = "leave out `filter`, or return `Option<T>`"
)]
pub trait AsOption {
    /// `T`
    type Event;
}
#[diagnostic::do_not_recommend]
impl<T> AsOption for Option<T> {
    type Event = T;
}

/// `Result<T, E>` behind an alias.
#[diagnostic::on_unimplemented(
    message = "`try` needs a `Result`, and this is `{Self}`",
    label = "no `Result`",
    note = "leave out `try`, or return `Result<T, E>`"
)]
pub trait AsResult {
    /// `T`
    type Event;
    /// `E`
    type Error;
}
#[diagnostic::do_not_recommend]
impl<T, E> AsResult for Result<T, E> {
    type Event = T;
    type Error = E;
}

/// [`Key`], asked about the key of a function's state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a key",
    label = "this is no key",
    note = "keys are integers, `bool`, `char`, strings, bytes, tuples and options of these, and types with `#[derive(Key)]`"
)]
pub trait AsKey {}
#[diagnostic::do_not_recommend]
impl<K: Key> AsKey for K {}

/// An iterator behind a name.
#[diagnostic::on_unimplemented(
    message = "`flat` needs an iterator, and this is `{Self}`",
    label = "no iterator",
    note = "leave out `flat`, or return an `impl Iterator<Item = T>`"
)]
pub trait AsMany {}
#[diagnostic::do_not_recommend]
impl<T: Iterator> AsMany for T {}

/// What a source returns by a name.
#[diagnostic::on_unimplemented(
    message = "a source returns an iterator or a stream, and this is `{Self}`",
    label = "neither",
    note = "return an `impl Iterator<Item = T>` or an `impl Stream<Item = T>`; or take `&mut Out<T>` and return nothing"
)]
pub trait AsSource {}
#[diagnostic::do_not_recommend]
impl<T: Iterator> AsSource for T {}

/// The same where the name says that it is a stream.
#[diagnostic::on_unimplemented(
    message = "a source returns an iterator or a stream, and this is `{Self}`",
    label = "neither",
    note = "return an `impl Iterator<Item = T>` or an `impl Stream<Item = T>`; or take `&mut Out<T>` and return nothing"
)]
pub trait AsStream {}
#[diagnostic::do_not_recommend]
impl<T: Stream> AsStream for T {}

/// A result's type, once it is known to be what it must: beside it stands an array without a size,
/// which is unknown where it is not.
pub trait Known {
    /// The type.
    type Type;
}
impl<T> Known for (T, [(); 0]) {
    type Type = T;
}

/// A value of that type.
#[inline(always)]
pub fn known<K: Known>(value: K::Type) -> K::Type {
    value
}

/// How many arguments stand in a graph.
pub struct Args<const N: usize>;

/// A type that is unknown where another one is.
pub trait Beside<T> {
    /// It.
    type Type;
}
impl<T, Other> Beside<T> for Other {
    type Type = T;
}

/// The same, beside an argument.
pub fn args_with<const N: usize, T>(_: &T) -> <T as Beside<Args<N>>>::Type {
    Args
}
