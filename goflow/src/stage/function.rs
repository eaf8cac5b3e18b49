//! The traits that an annotated function implements, one for each way its body is driven.
//!
//! `#[task] fn parse(line: String, db: &Db) -> Row` keeps the function and adds a type `parse`, its
//! *tag*. The tag implements [`Accepts`] and [`Function`] for the event type, and one of [`Call`],
//! [`CallFlat`], [`CallAsync`], [`CallBatch`].

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::check::{Events, Link};
use crate::node::{Event, Out};
use crate::runtime::{NodeInfo, Worker};

use super::errors::Errors;
use super::ports::{PortList, Ports};
use super::reply::Reply;
use super::step::{Flow, Mode, Step};
use super::tail::Tail;

/// A function with its arguments, not in a graph yet.
pub struct Unplaced<Tag, A> {
    tag: PhantomData<fn() -> Tag>,
    args: A,
}

/// What a node is told once the types of its events are known. Nodes that make use of it have methods
/// of these names themselves, which rustc finds before these.
pub trait TypeKnown {
    /// That they can be read, too.
    fn __goflow_deserialize(&self) {}
    /// That they are records.
    fn __goflow_record(&self) {}
}
impl<T> TypeKnown for T {}

/// A node of the graph made from a function.
pub struct Func<Tag, A> {
    tag: PhantomData<fn() -> Tag>,
    args: Arc<A>,
    pub(crate) info: Arc<NodeInfo>,
}

impl<Tag, A> Unplaced<Tag, A> {
    /// What the tag's `node` method gives.
    pub fn new(args: A) -> Self {
        Self { tag: PhantomData, args }
    }

    pub(crate) fn place(self, info: Arc<NodeInfo>) -> Func<Tag, A> {
        Func { tag: PhantomData, args: Arc::new(self.args), info }
    }
}

impl<Tag, A> Func<Tag, A> {
    /// The arguments, shared by all workers.
    pub fn args(&self) -> Arc<A> {
        self.args.clone()
    }
}

impl<Tag, A> Clone for Func<Tag, A> {
    fn clone(&self) -> Self {
        Self { tag: PhantomData, args: self.args.clone(), info: self.info.clone() }
    }
}

/// What stands in the queue of a node that keeps state per key: the event and its key.
pub struct KeyedEvent<K, T> {
    pub(crate) key: K,
    pub(crate) event: T,
}

impl<K: crate::Key, T> KeyedEvent<K, T> {
    /// What is queued.
    #[inline]
    pub fn new(key: K, event: T) -> Self {
        Self { key, event }
    }

    /// Makes the key current in `state`, and gives the event.
    #[inline]
    pub fn open<S: Default>(self, state: &mut crate::Keyed<K, S>) -> T {
        state.at(self.key);
        self.event
    }
}

impl<K: crate::Key, T> KeyedEvent<K, T> {
    /// The keys of these events become current in `state` soon.
    #[inline]
    pub fn expect<S: Default>(events: &[Self], state: &mut crate::Keyed<K, S>) {
        state.expect(events.iter().map(|event| &event.key));
    }
}

/// The key type of nodes that keep no state per key.
pub struct NoKey;

/// A node that can stand on the right of an arrow that brings events `In`.
#[diagnostic::on_unimplemented(
    message = "edge type mismatch: `{Self}` does not take `{In}` events",
    label = "does not take `{In}`"
)]
pub trait Accepts<In>: Sized + 'static {
    /// The node in the graph.
    type Value: 'static;
    /// What leaves by its main port; `Infallible` for outputs.
    type Out: Event;
    /// The `E` of its results; `Infallible` when it cannot fail.
    type Error: Event;
    /// What stands in its queue: the event, or the event with its key.
    type Item: Event;
    /// The key type of its state, or [`NoKey`].
    type Key: 'static;
    /// One worker of it, with all that follows in the stage.
    type Body<X: Step<Self::Out>>: Step<Self::Item>;
    /// Makes one worker.
    fn body<X: Step<Self::Out>>(
        value: &Self::Value,
        worker: &Worker,
        next: X,
        errors: Errors<Self::Error>,
        ports: Ports,
    ) -> Self::Body<X>;
    /// What is put in the queue for an event that comes by a `key` edge.
    fn item<K: crate::Key>(key: K, event: In) -> Self::Item;
    /// An edge that brings events `In`.
    fn accepts<Settled>(_: Events<In>, _: Link<Self, Settled>) {}
}

/// What is lent to a function, and how.
pub trait Function<In>: Accepts<In> {
    /// Its arguments.
    type Args: Send + Sync + 'static;
    /// A tuple of what it is lent by `&mut`.
    type Lent: Send + 'static;
    /// Whether it takes its event or reads it.
    type Mode: Mode;
    /// The same as the stage sees it: a queued event is always taken.
    type StepMode: Mode;
    /// Its further ports.
    type Ports: PortList;
    /// Makes what one worker lends. `live`: ports are seen while the function still runs.
    fn lend(context: &crate::Context, live: bool) -> Self::Lent;
    /// Whether it is of use to be told what items come soon.
    const EXPECTS: bool = false;
    /// These come soon.
    #[inline(always)]
    fn expect(_: &[Self::Item], _: &mut Self::Lent) {}
    /// The event of a queued item; its key becomes current in the state.
    fn place(item: Self::Item, lent: &mut Self::Lent) -> In;
    /// The event of an item that is only looked at.
    fn peek(item: &Self::Item) -> Option<&In>;
    /// Picks the sinks of its further ports.
    fn ports(lent: &Self::Lent, ports: &mut Ports) -> Self::Ports;
    /// Sends on what the last call pushed to further ports.
    fn drain(lent: &mut Self::Lent, ports: &mut Self::Ports) -> Flow;
}

type Given<'a, F, In> = <<F as Function<In>>::Mode as Mode>::Given<'a, In>;

/// An ordinary function.
pub trait Call<In>: Function<In> {
    /// Its result.
    type Reply: Reply<Event = Self::Out, Error = Self::Error>;
    /// Calls it.
    fn call(event: Given<'_, Self, In>, args: &Self::Args, lent: &mut Self::Lent) -> Self::Reply;
}

/// A function whose main output is its first `Out`.
pub trait Pushes<In>: Function<In> {
    /// That `Out`.
    fn main(lent: &mut Self::Lent) -> &mut Out<Self::Out>;
}

/// A function that pushes and returns nothing, or an error.
pub trait CallPush<In>: Pushes<In> {
    /// `Done` or `TryDone`.
    type Reply: Reply<Error = Self::Error>;
    /// Calls it.
    fn call(event: Given<'_, Self, In>, args: &Self::Args, lent: &mut Self::Lent) -> Self::Reply;
}

/// A function that returns an iterator.
pub trait CallFlat<In>: Function<In> {
    /// Calls it.
    fn call<'a>(
        event: Given<'a, Self, In>,
        args: &'a Self::Args,
        lent: &'a mut Self::Lent,
    ) -> impl Iterator<Item = Self::Out> + Send + 'a;
}

/// An `async fn` that returns its event.
pub trait CallAsync<In>: Function<In> {
    /// Its result.
    type Reply: Reply<Event = Self::Out, Error = Self::Error>;
    /// Calls it.
    fn call<'a>(
        event: Given<'a, Self, In>,
        args: &'a Self::Args,
        lent: &'a mut Self::Lent,
    ) -> impl Future<Output = Self::Reply> + Send + 'a;
}

/// An `async fn` that pushes.
pub trait CallAsyncPush<In>: Pushes<In> {
    /// `Done` or `TryDone`.
    type Reply: Reply<Error = Self::Error>;
    /// Calls it.
    fn call<'a>(
        event: Given<'a, Self, In>,
        args: &'a Self::Args,
        lent: &'a mut Self::Lent,
    ) -> impl Future<Output = Self::Reply> + Send + 'a;
}

/// An `async fn` with several events in progress, each with all that is lent for it alone.
pub trait CallInflight<In>: Function<In> {
    /// Its result.
    type Reply: Reply + 'static;
    /// Calls it.
    fn call<'a>(
        event: Given<'a, Self, In>,
        args: &'a Self::Args,
        lent: &'a mut Self::Lent,
    ) -> impl Future<Output = Self::Reply> + Send + 'a;
    /// Sends on what came of it.
    fn done<X: Step<Self::Out>>(
        reply: Self::Reply,
        lent: &mut Self::Lent,
        tail: &mut Tail<Self::Error, Self::Ports, X>,
    ) -> Flow;
}

/// `#[output(batch = N)]`
pub trait CallBatch<In>: Function<In> {
    /// `Done` or `TryDone`.
    type Reply: Reply<Event = Self::Out, Error = Self::Error>;
    /// The most events of a batch.
    const BATCH: usize;
    /// How long a batch waits to become full, in nanoseconds; `None`: until no input is waiting.
    const LINGER: Option<u64>;
    /// Calls it, perhaps on the pool for blocking work. What it was lent comes back.
    fn call(
        events: Vec<In>,
        args: Arc<Self::Args>,
        lent: Self::Lent,
    ) -> impl Future<Output = (Self::Reply, Self::Lent)> + Send;
}

type Prepared<F, In, X> = (
    Arc<<F as Function<In>>::Args>,
    <F as Function<In>>::Lent,
    Tail<<F as Accepts<In>>::Error, <F as Function<In>>::Ports, X>,
);

/// What one worker of a function needs: its arguments, what it lends, and where its results go.
/// `live`: what it pushes is seen while it still runs.
pub(super) fn prepare<F: Function<In>, In, X>(
    value: &Func<F, F::Args>,
    worker: &Worker,
    next: X,
    errors: Errors<F::Error>,
    mut ports: Ports,
    live: bool,
) -> Prepared<F, In, X> {
    let site = worker.site(&value.info);
    let lent = F::lend(&site.context(), live);
    ports.count_for(&value.info);
    let ports = F::ports(&lent, &mut ports);
    (value.args(), lent, Tail::new(site, next, errors, ports))
}
