//! A function that returns an iterator: pulled lazily, as far as there is room downstream.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use crate::runtime::Worker;

use super::deferred::{deferred_step, send_backlog};
use super::errors::Errors;
use super::function::{Accepts, CallFlat, Func, Function, prepare};
use super::pending::Pending;
use super::ports::{PortList, Ports};
use super::step::{Flow, Mode, Phase, Step, Stop};
use super::tail::Tail;

/// How many events are pulled before others get a turn.
const PULLED: usize = 1024;

/// One worker of a function that returns an iterator.
pub struct Flat<F: Function<In>, In, X> {
    args: Arc<F::Args>,
    lent: F::Lent,
    pending: Pending<F::Item>,
    /// What came of an event that was only lent, and has no room yet.
    backlog: VecDeque<F::Out>,
    tail: Tail<F::Error, F::Ports, X>,
}

impl<F: CallFlat<In>, In: Send + 'static, X: Step<F::Out>> Flat<F, In, X> {
    /// Makes it.
    pub fn new(
        value: &Func<F, F::Args>,
        worker: &Worker,
        next: X,
        errors: Errors<F::Error>,
        ports: Ports,
    ) -> Self {
        let (args, lent, tail) = prepare(value, worker, next, errors, ports, true);
        Self { args, lent, pending: Pending::new(), backlog: VecDeque::new(), tail }
    }

    /// An event that others take after this: all that comes of it is pulled now.
    fn run_lent<'a>(&'a mut self, event: <F::Mode as Mode>::Given<'a, In>) -> Flow {
        let Self { args, lent, backlog, tail, .. } = self;
        let events = tail.site.call(|| F::call(event, args, lent));
        tail.site.call(|| backlog.extend(events));
        tail.ports.drain_taps()
    }

    async fn work(&mut self) -> Flow {
        send_backlog(&mut self.backlog, &mut self.tail).await?;
        let Self { args, lent, pending, tail, .. } = self;
        let mut room = 0;
        while let Some(item) = pending.pop() {
            let mut event = Some(F::place(item, lent));
            let Some(event) = F::Mode::lend(&mut event) else {
                continue;
            };
            let mut events = tail.site.call(|| F::call(event, args, lent));
            while room == 0 || !pull(&mut events, tail, &mut room)? {
                if room == 0 {
                    // Endless iterators give way, too.
                    tokio::task::coop::consume_budget().await;
                    if tail.due::<F::Out>() {
                        tail.advance::<F::Out>(Phase::Settle).await?;
                    }
                    room = tail.room::<F::Out>().min(PULLED);
                }
            }
            if !F::Ports::NONE {
                tail.ports.drain_taps()?;
                room = 0;
            }
        }
        Ok(())
    }
}

/// Pulls as many events as there is room for. True when no more come.
///
/// Not a part of the future around it, whose variables all live in memory.
#[inline(never)]
fn pull<T, E, P, X>(
    events: &mut impl Iterator<Item = T>,
    tail: &mut Tail<E, P, X>,
    room: &mut usize,
) -> Result<bool, Stop>
where
    E: Send + 'static,
    P: PortList,
    X: Step<T>,
{
    let (mut left, mut more) = (*room, true);
    tail.emit_all(|site| {
        if left == 0 {
            return None;
        }
        let event = site.call(|| events.next());
        more = event.is_some();
        left -= usize::from(more);
        event
    })?;
    *room = left;
    Ok(!more)
}

deferred_step!(Flat: CallFlat, lent);
