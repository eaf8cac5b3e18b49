//! Takers counted at compile time: the second one wants the event to be `Clone`.

use std::marker::PhantomData;

use super::step::{Reader, Taker};
use crate::check::{Never, No, Yes};

/// How many takers an output has so far: none, one, or more, which are served by `C`.
pub struct NoTaker;
/// See [`NoTaker`].
pub struct OneTaker;
/// See [`NoTaker`].
pub struct ManyTakers<C>(PhantomData<fn() -> C>);

/// Counts takers at compile time: `Next` after one more receiver of mode `M`.
pub trait Count<M> {
    /// [`Plain`] or [`Second`].
    type Next;
}
/// The count, where nothing is asked of the event.
pub struct Plain<S>(PhantomData<fn() -> S>);
/// The second taker: here the event must be `Clone`.
pub struct Second;

impl<S> Count<Reader> for S {
    type Next = Plain<S>;
}
impl Count<Taker> for NoTaker {
    type Next = Plain<OneTaker>;
}
impl Count<Taker> for OneTaker {
    type Next = Second;
}
impl<C> Count<Taker> for ManyTakers<C> {
    type Next = Plain<Self>;
}

/// An event that may be sent so often.
///
/// `X` has rustc try two implementations, of which it keeps none where the event is not `Clone`: so
/// [`Counted`](Affords::Counted) is unknown then, and what is built from it is no further error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is sent along more than one edge, so it must be `Clone`",
    label = "the second one that takes it",
    note = "derive `Clone` for `{Self}`, or let all but one of the tasks take `&{Self}`"
)]
pub trait Affords<N, X>: Sized {
    /// The count.
    type Counted;
    /// Asks for it.
    fn afford(_: Shared<Self, N>) -> Shared<Self, Self::Counted> {
        Shared::new()
    }
}

#[diagnostic::do_not_recommend]
impl<T, S> Affords<Plain<S>, Yes> for T {
    type Counted = S;
}
#[diagnostic::do_not_recommend]
impl<T: Clone> Affords<Second, Yes> for T {
    type Counted = ManyTakers<ByClone>;
}
#[diagnostic::do_not_recommend]
impl<T: Never> Affords<Second, No> for T {
    type Counted = ManyTakers<ByClone>;
}

/// Makes a second event of one.
pub trait Duplicate<T>: 'static {
    /// The second one.
    fn duplicate(event: &T) -> T;
}

/// By `Clone`.
pub struct ByClone;

impl<T: Clone> Duplicate<T> for ByClone {
    #[inline(always)]
    fn duplicate(event: &T) -> T {
        event.clone()
    }
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
