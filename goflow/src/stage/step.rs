//! What a fused piece of a stage can do: the one trait that every node, queue and fan-out of a
//! stage implements, so that a whole stage becomes one statically dispatched value.

use std::future::Future;
use std::time::Instant;

use crate::channel::Signal;

/// The worker must end: what went wrong is already recorded with the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// Whether the worker goes on.
pub type Flow = Result<(), Stop>;

/// How far the work that events left behind is to be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Before the first event: outputs open what they write.
    Open,
    /// Make room: carry out what was put off and send full batches on.
    Settle,
    /// Events were gathered some while ago: send them on, though more will come.
    Pass,
    /// The worker is about to wait: send on whatever is there.
    Flush,
    /// Pass a signal on, behind all events before it.
    Signal(Signal),
    /// No more events come: finish, close, and tell those downstream.
    Close,
}

/// How a node takes its event. Decided by the function's first parameter.
pub trait Mode: Send + 'static {
    /// What the function is handed: `T` or `&T`.
    type Given<'a, T: 'a>;
    /// Hands over an event that is nobody else's.
    fn take<T, R>(event: T, f: impl FnOnce(Self::Given<'_, T>) -> R) -> Option<R>;
    /// Shows an event that somebody else goes on to take.
    fn look<'a, T, R>(event: &'a T, f: impl FnOnce(Self::Given<'a, T>) -> R) -> Option<R>;
    /// Hands over an event as the only receiver.
    fn give<T, R>(event: T, f: impl FnOnce(Self::Given<'_, T>) -> R) -> R;
    /// Lends out an event that outlives the call.
    fn lend<T>(event: &mut Option<T>) -> Option<Self::Given<'_, T>>;
    /// True for [`Reader`].
    const READS: bool;
}

/// `fn task(event: T)`
pub struct Taker;
/// `fn task(event: &T)`
pub struct Reader;

impl Mode for Taker {
    type Given<'a, T: 'a> = T;
    const READS: bool = false;
    #[inline(always)]
    fn take<T, R>(event: T, f: impl FnOnce(T) -> R) -> Option<R> {
        Some(f(event))
    }
    #[inline(always)]
    fn look<'a, T, R>(_: &'a T, _: impl FnOnce(Self::Given<'a, T>) -> R) -> Option<R> {
        None
    }
    #[inline(always)]
    fn give<T, R>(event: T, f: impl FnOnce(T) -> R) -> R {
        f(event)
    }
    #[inline(always)]
    fn lend<T>(event: &mut Option<T>) -> Option<T> {
        event.take()
    }
}

impl Mode for Reader {
    type Given<'a, T: 'a> = &'a T;
    const READS: bool = true;
    #[inline(always)]
    fn take<T, R>(_: T, _: impl FnOnce(&T) -> R) -> Option<R> {
        None
    }
    #[inline(always)]
    fn look<'a, T, R>(event: &'a T, f: impl FnOnce(Self::Given<'a, T>) -> R) -> Option<R> {
        Some(f(event))
    }
    #[inline(always)]
    fn give<T, R>(event: T, f: impl FnOnce(&T) -> R) -> R {
        f(&event)
    }
    #[inline(always)]
    fn lend<T>(event: &mut Option<T>) -> Option<&T> {
        event.as_ref()
    }
}

/// What happens to each event of type `T` from one point of a stage on.
///
/// An event reaches a step in two calls: first every step may [`look`](Step::look) at it (readers
/// do), then it is [`take`](Step::take)n (takers do). That is how fan-out lends to readers and
/// clones for takers only. Both calls are synchronous and inlined; what cannot be done at once
/// (a full lane, an async task, an iterator that yields many) is put off until
/// [`advance`](Step::advance).
pub trait Step<T>: Send + 'static {
    /// Whether this step reads its event or takes it.
    type Mode: Mode;

    /// How many more events may come before [`advance`](Step::advance) must be awaited.
    #[inline(always)]
    fn room(&self) -> usize {
        usize::MAX
    }

    /// Readers handle the event here.
    fn look(&mut self, event: &T) -> Flow;

    /// True when [`attend`](Step::attend) is to be awaited for every event that is looked at.
    #[inline(always)]
    fn attends(&self) -> bool {
        false
    }

    /// Readers that take their time (async, blocking) handle the event here, between
    /// [`look`](Step::look) and [`take`](Step::take); it is handed back.
    fn attend(&mut self, event: T) -> impl Future<Output = Result<T, Stop>> + Send
    where
        T: Send,
    {
        std::future::ready(Ok(event))
    }

    /// Takers handle the event here.
    fn take(&mut self, event: T) -> Flow;

    /// Handles an event that has no other receiver.
    #[inline(always)]
    fn give(&mut self, event: T) -> Flow {
        if <Self::Mode as Mode>::READS { self.look(&event) } else { self.take(event) }
    }

    /// What this step has gathered of the events it [took](Step::take), where that is all it does
    /// with them.
    #[inline(always)]
    fn gathered(&self) -> Option<&[T]> {
        None
    }

    /// Whether those behind it who get what it gathers only read; `None`: not known yet. Then it
    /// rather [follows](Step::follow) than takes.
    #[inline(always)]
    fn lends(&self) -> Option<bool> {
        Some(false)
    }

    /// Takes events that another step has gathered: lends them to readers that have time for them
    /// now, and makes copies where there are none.
    #[inline(always)]
    fn follow(&mut self, events: &[T], duplicate: fn(&T) -> T) -> Flow {
        events.iter().try_for_each(|event| self.take(duplicate(event)))
    }

    /// Handles the events of a lap that have no other receiver; `None` stands for one that a
    /// function before this has dropped. As [`give`](Step::give) for each, but the loop is the
    /// last step's: what it counts and where it puts events is its own while it runs, and stays in
    /// registers.
    #[inline(always)]
    #[allow(
        clippy::manual_flatten,
        reason = "a `flatten` keeps state for what an option never has"
    )]
    fn feed(&mut self, events: impl Iterator<Item = Option<T>>) -> Flow {
        for event in events {
            if let Some(event) = event {
                self.give(event)?;
            }
        }
        Ok(())
    }

    /// Whether it is of use to be told what events come soon.
    const EXPECTS: bool = false;

    /// These events come soon, in this order: see `Keyed::expect`.
    #[inline(always)]
    fn expect(&mut self, _: &[T]) {}

    /// True when something was put off that `Phase::Settle` would carry out.
    #[inline(always)]
    fn due(&self) -> bool {
        false
    }

    /// Carries out what was put off. After it, [`room`](Step::room) is at least 1.
    fn advance(&mut self, phase: Phase) -> impl Future<Output = Flow> + Send;

    /// Carries out `Settle`, `Pass` or `Flush` if nothing has to be waited for, which is the rule
    /// where functions are ordinary ones and lanes have room. `None`: [`advance`](Step::advance) is
    /// to be awaited, which begins anew.
    #[inline]
    fn try_advance(&mut self, _: Phase) -> Option<Flow> {
        None
    }

    /// Adds what was counted since the last call to the shared counters; `received` events came.
    fn publish(&mut self, received: u64);

    /// When `Phase::Flush` is due though nothing comes (a batch that lingers).
    #[inline(always)]
    fn deadline(&self) -> Option<Instant> {
        None
    }
}
