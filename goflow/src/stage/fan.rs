//! Fan-out inside a stage: readers are lent the event, takers get clones, the last taker gets the
//! original.

use std::marker::PhantomData;
use std::time::Instant;

use super::step::{Flow, Mode, Phase, Reader, Step, Taker};

/// An event that is sent along more than one edge.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is sent along more than one edge, so it must be `Clone`",
    label = "the second one that takes it",
    note = "derive `Clone` for `{Self}`, or let all but one of the tasks take `&{Self}`"
)]
pub trait Duplicate: Sized {
    /// A second one.
    fn duplicate(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Duplicate for T {
    #[inline(always)]
    fn duplicate(&self) -> Self {
        self.clone()
    }
}

/// How many takers an output has so far: none, one, or more, which asks for `Clone`.
pub struct NoTaker;
/// See [`NoTaker`].
pub struct OneTaker;
/// See [`NoTaker`].
pub struct ManyTakers;

/// Counts takers at compile time: `Counted` after one more receiver of mode `M`.
pub trait Count<T, M> {
    /// The count with this receiver.
    type Counted;
}

impl<T, S> Count<T, Reader> for S {
    type Counted = S;
}
impl<T> Count<T, Taker> for NoTaker {
    type Counted = OneTaker;
}
#[diagnostic::do_not_recommend]
impl<T: Duplicate> Count<T, Taker> for OneTaker {
    type Counted = ManyTakers;
}
impl<T> Count<T, Taker> for ManyTakers {
    type Counted = ManyTakers;
}

/// A port whose receivers are being counted.
pub struct Shared<T, S>(PhantomData<fn() -> (T, S)>);

impl<T, S> Clone for Shared<T, S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, S> Copy for Shared<T, S> {}

impl<T, S> Shared<T, S> {
    /// The token.
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T, S> Default for Shared<T, S> {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether an event is cloned for the first of two receivers, by their modes.
pub trait Split<T, A, B> {
    /// Lets `a`, then `b` take it.
    fn split(event: T, a: impl FnOnce(T) -> Flow, b: impl FnOnce(T) -> Flow) -> Flow;
}

impl<T, S> Split<T, Reader, Reader> for S {
    #[inline(always)]
    fn split(_: T, _: impl FnOnce(T) -> Flow, _: impl FnOnce(T) -> Flow) -> Flow {
        Ok(())
    }
}
impl<T, S> Split<T, Reader, Taker> for S {
    #[inline(always)]
    fn split(event: T, _: impl FnOnce(T) -> Flow, b: impl FnOnce(T) -> Flow) -> Flow {
        b(event)
    }
}
impl<T, S> Split<T, Taker, Reader> for S {
    #[inline(always)]
    fn split(event: T, a: impl FnOnce(T) -> Flow, _: impl FnOnce(T) -> Flow) -> Flow {
        a(event)
    }
}
impl<T: Duplicate> Split<T, Taker, Taker> for ManyTakers {
    #[inline(always)]
    fn split(event: T, a: impl FnOnce(T) -> Flow, b: impl FnOnce(T) -> Flow) -> Flow {
        a(event.duplicate())?;
        b(event)
    }
}

/// The mode of two receivers together.
pub trait Join<B> {
    /// A taker if one of them is.
    type Mode: Mode;
}
impl Join<Reader> for Reader {
    type Mode = Reader;
}
impl Join<Taker> for Reader {
    type Mode = Taker;
}
impl<B> Join<B> for Taker {
    type Mode = Taker;
}

/// Sends each event to both.
pub struct Fan<S, A, B> {
    a: A,
    b: B,
    count: PhantomData<fn() -> S>,
}

impl<S, A, B> Fan<S, A, B> {
    /// `S`: how many takers the whole fan-out has.
    pub fn new<T>(_: Shared<T, S>, a: A, b: B) -> Self {
        Self { a, b, count: PhantomData }
    }
}

impl<T, S, A, B> Step<T> for Fan<S, A, B>
where
    S: Split<T, A::Mode, B::Mode> + 'static,
    A: Step<T>,
    B: Step<T>,
    A::Mode: Join<B::Mode>,
{
    type Mode = <A::Mode as Join<B::Mode>>::Mode;

    #[inline(always)]
    fn room(&self) -> usize {
        self.a.room().min(self.b.room())
    }
    #[inline(always)]
    fn look(&mut self, event: &T) -> Flow {
        self.a.look(event)?;
        self.b.look(event)
    }
    #[inline(always)]
    fn take(&mut self, event: T) -> Flow {
        // Who only reads comes first, and sees the event as it was sent.
        let Self { a, b, .. } = self;
        S::split(event, |event| a.take(event), |event| b.take(event))
    }
    #[inline(always)]
    fn due(&self) -> bool {
        self.a.due() || self.b.due()
    }
    async fn advance(&mut self, phase: Phase) -> Flow {
        self.a.advance(phase).await?;
        self.b.advance(phase).await
    }
    fn publish(&mut self, received: u64) {
        self.a.publish(received);
        self.b.publish(received);
    }
    fn deadline(&self) -> Option<Instant> {
        self.a.deadline().into_iter().chain(self.b.deadline()).min()
    }
}
