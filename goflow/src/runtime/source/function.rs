//! The traits that a function under `#[source]` implements, one for each way it gives its events.

use std::future::Future;

use futures::stream::Stream;

use crate::node::{Context, Event, Out};
use crate::stage::{Errors, Func, PortList, Ports, Reply, Step, Tail};

use super::super::worker::Worker;

/// What a source is given and lent.
pub trait SourceFunction: Sized + 'static {
    /// Its arguments.
    type Args: Send + Sync + 'static;
    /// A tuple of what it is lent by `&mut`.
    type Lent: Send + 'static;
    /// Its further ports.
    type Ports: PortList;
    /// What leaves by its main port.
    type Pushed: Event;
    /// What leaves by its `err` port.
    type Error: Event;
    /// It takes a `Context`, and ends by itself when the pipeline stops.
    const WATCHES: bool;
    /// Makes what one worker lends.
    fn lend(context: &Context) -> Self::Lent;
    /// Picks the sinks of its further ports.
    fn ports(lent: &Self::Lent, ports: &mut Ports) -> Self::Ports;
}

/// It returns an iterator.
pub trait CallIter: SourceFunction {
    /// The form of an item.
    type Reply: Reply<Event = Self::Pushed, Error = Self::Error>;
    /// Calls it.
    fn call<'a>(
        args: &'a Self::Args,
        lent: &'a mut Self::Lent,
    ) -> impl Iterator<Item = Self::Reply> + Send + 'a;
}

/// It returns a stream.
pub trait CallStream: SourceFunction {
    /// The form of an item.
    type Reply: Reply<Event = Self::Pushed, Error = Self::Error>;
    /// Calls it.
    fn call<'a>(
        args: &'a Self::Args,
        lent: &'a mut Self::Lent,
    ) -> impl Stream<Item = Self::Reply> + Send + 'a;
}

/// It is async and pushes.
pub trait CallListen: SourceFunction {
    /// `Done` or `TryDone`.
    type Reply: Reply<Error = Self::Error>;
    /// Its first `Out`.
    fn main(lent: &mut Self::Lent) -> &mut Out<Self::Pushed>;
    /// Calls it.
    fn call<'a>(
        args: &'a Self::Args,
        lent: &'a mut Self::Lent,
    ) -> impl Future<Output = Self::Reply> + Send + 'a;
}

/// It pushes, and is not async.
pub trait CallListenBlocking: SourceFunction {
    /// `Done` or `TryDone`.
    type Reply: Reply<Error = Self::Error>;
    /// Its first `Out`.
    fn main(lent: &mut Self::Lent) -> &mut Out<Self::Pushed>;
    /// Calls it.
    fn call(args: &Self::Args, lent: &mut Self::Lent) -> Self::Reply;
}

type SourceTail<F, X> = Tail<<F as SourceFunction>::Error, <F as SourceFunction>::Ports, X>;

/// What one worker of a source needs: what it lends, and where its events go.
pub(super) fn prepare<F: SourceFunction, X: Step<F::Pushed>>(
    value: &Func<F, F::Args>,
    worker: &Worker,
    next: X,
    errors: Errors<F::Error>,
    mut ports: Ports,
) -> (F::Lent, SourceTail<F, X>) {
    let site = worker.site(&value.info);
    let lent = F::lend(&site.context());
    ports.count_for(&value.info);
    let ports = F::ports(&lent, &mut ports);
    (lent, Tail::new(site, next, errors, ports))
}
