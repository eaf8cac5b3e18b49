//! What stands behind every node's function: its main output, its errors and its further ports.

use std::time::Instant;

use crate::node::Out;

use super::errors::Errors;
use super::ports::PortList;
use super::reply::Reply;
use super::site::Site;
use super::step::{Flow, Phase, Step};

/// Everything a node's results go to, and the node's counters.
pub struct Tail<E, P, X> {
    pub(crate) site: Site,
    pub(crate) next: X,
    pub(crate) errors: Errors<E>,
    pub(crate) ports: P,
    sent: u64,
    dropped: u64,
    failed: u64,
}

impl<E: Send + 'static, P: PortList, X> Tail<E, P, X> {
    /// A tail with nothing counted.
    pub fn new(site: Site, next: X, errors: Errors<E>, ports: P) -> Self {
        Self { site, next, errors, ports, sent: 0, dropped: 0, failed: 0 }
    }

    /// Calls the node's function.
    #[inline(always)]
    pub fn call<R>(&self, f: impl FnOnce() -> R) -> R {
        self.site.call(f)
    }

    /// Sends an event on.
    #[inline(always)]
    pub(crate) fn emit<T>(&mut self, event: T) -> Flow
    where
        X: Step<T>,
    {
        self.sent += 1;
        self.pass(event)
    }

    /// Sends on all events that `next` gives. Who calls it may be what follows, so that a panic of
    /// the function is this node's only inside `site.call`.
    #[inline(always)]
    pub(crate) fn emit_all<T>(&mut self, mut next: impl FnMut(&Site) -> Option<T>) -> Flow
    where
        X: Step<T>,
    {
        let Self { site, next: step, sent, .. } = self;
        let mut passed = 0;
        let events = std::iter::from_fn(|| {
            let event = next(site)?;
            passed += 1;
            Some(Some(event))
        });
        let fed = site.call(|| step.feed(events));
        *sent += passed;
        fed
    }

    /// Hands an event to what follows. A panic there in no node's function (a `when`, a key, a
    /// `clone`) is this node's.
    #[inline(always)]
    fn pass<T>(&mut self, event: T) -> Flow
    where
        X: Step<T>,
    {
        let Self { site, next, .. } = self;
        site.call(|| next.give(event))
    }

    /// Sends a reply where it belongs. Only what [`publish_calls`](Tail::publish_calls) cannot
    /// infer is counted, by one counter: two that are counted on two ways through a loop would be
    /// kept in memory.
    #[inline(always)]
    pub(crate) fn reply<R: Reply<Error = E>>(&mut self, reply: R) -> Flow
    where
        X: Step<R::Event>,
    {
        match reply.sort() {
            Ok(Some(event)) => {
                if !R::GIVES {
                    self.sent += 1;
                }
                self.pass(event)
            }
            Ok(None) => Ok(()),
            Err(error) => {
                self.failed += 1;
                self.errors.handle(&self.site, error)
            }
        }
    }

    /// Sends the replies of a lap where they belong: all that `next` gives. It gives `None` inside
    /// for one that was never asked for. Counts as [`reply`](Tail::reply) does.
    #[inline(always)]
    pub(crate) fn replies<R: Reply<Error = E>>(
        &mut self,
        mut reply: impl FnMut(&Site) -> Option<Option<R>>,
    ) -> Flow
    where
        X: Step<R::Event>,
    {
        let Self { site, next, errors, sent, failed, .. } = self;
        let (mut passed, mut stopped) = (0, Ok(()));
        let events = std::iter::from_fn(|| {
            let Some(reply) = reply(site)? else {
                return Some(None);
            };
            match reply.sort() {
                Ok(Some(event)) => {
                    passed += 1;
                    Some(Some(event))
                }
                Ok(None) => Some(None),
                Err(error) => {
                    *failed += 1;
                    stopped = errors.handle(site, error);
                    stopped.is_ok().then_some(None)
                }
            }
        });
        let fed = site.call(|| next.feed(events));
        if !R::GIVES {
            *sent += passed;
        }
        stopped.and(fed)
    }

    /// Sends on a reply whose event came in an earlier lap, and counts all of it.
    pub fn done<R: Reply<Error = E>>(&mut self, reply: R) -> Flow
    where
        X: Step<R::Event>,
    {
        match reply.sort() {
            Ok(Some(event)) => self.emit(event),
            Ok(None) => {
                if R::FILTERS {
                    self.dropped += 1;
                }
                Ok(())
            }
            Err(error) => self.errors.handle(&self.site, error),
        }
    }

    /// The same for a function that pushed.
    pub fn done_pushing<R: Reply<Error = E>, T>(&mut self, reply: R, out: &mut Out<T>) -> Flow
    where
        X: Step<T>,
    {
        for event in out.pushed().into_iter().flatten() {
            self.emit(event)?;
        }
        match reply.sort() {
            Ok(_) => Ok(()),
            Err(error) => self.errors.handle(&self.site, error),
        }
    }

    #[inline(always)]
    pub(crate) fn room<T>(&self) -> usize
    where
        X: Step<T>,
    {
        self.next.room().min(self.errors.room()).min(self.ports.room())
    }

    #[inline(always)]
    pub(crate) fn due<T>(&self) -> bool
    where
        X: Step<T>,
    {
        self.next.due() || self.errors.due() || self.ports.due()
    }

    /// See [`Step::try_advance`]. Most nodes have neither an `err` edge nor further ports.
    #[inline]
    pub(crate) fn try_advance<T>(&mut self, phase: Phase) -> Option<Flow>
    where
        X: Step<T>,
    {
        if self.errors.is_edge() || !P::NONE {
            return None;
        }
        self.next.try_advance(phase)
    }

    pub(crate) async fn advance<T: Send>(&mut self, phase: Phase) -> Flow
    where
        X: Step<T>,
    {
        self.errors.advance(phase).await?;
        self.ports.advance(phase).await?;
        self.next.advance(phase).await
    }

    /// Adds to the counters: `received` events came, and for each the function was called.
    #[inline]
    pub(crate) fn publish_calls<R: Reply>(&mut self, received: u64)
    where
        X: Step<R::Event>,
    {
        if R::FILTERS {
            self.dropped += received.saturating_sub(self.sent + self.failed);
        }
        let passed = self.passed::<R>(received);
        self.publish(received, passed);
    }

    /// How many events so many calls gave that `reply` did not count. To be asked once of each.
    #[inline]
    pub(crate) fn passed<R: Reply>(&mut self, calls: u64) -> u64 {
        let failed = std::mem::take(&mut self.failed);
        if R::GIVES { calls.saturating_sub(failed) } else { 0 }
    }

    /// Adds to the counters: `received` events came, and `passed` went on that `reply` did not count.
    #[inline]
    pub(crate) fn publish<T>(&mut self, received: u64, passed: u64)
    where
        X: Step<T>,
    {
        let main = passed + std::mem::take(&mut self.sent);
        let (ports, unconnected) = self.ports.publish();
        let dropped = std::mem::take(&mut self.dropped) + unconnected;
        self.errors.publish();
        self.site.count(received, main, ports, dropped);
        self.next.publish(main);
    }

    pub(crate) fn deadline<T>(&self) -> Option<Instant>
    where
        X: Step<T>,
    {
        let rest = self.errors.deadline().into_iter().chain(self.ports.deadline());
        self.next.deadline().into_iter().chain(rest).min()
    }
}

/// Behind an output: nothing comes here.
pub struct Nothing;

impl<T: Send> Step<T> for Nothing {
    type Mode = super::step::Taker;
    #[inline(always)]
    fn look(&mut self, _: &T) -> Flow {
        Ok(())
    }
    #[inline(always)]
    fn take(&mut self, _: T) -> Flow {
        Ok(())
    }
    #[inline(always)]
    fn try_advance(&mut self, _: Phase) -> Option<Flow> {
        Some(Ok(()))
    }
    async fn advance(&mut self, _: Phase) -> Flow {
        Ok(())
    }
    #[inline(always)]
    fn publish(&mut self, _: u64) {}
}
