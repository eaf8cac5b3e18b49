//! The forms a function's result may take, brought to one: an event, nothing, or an error.

use std::convert::Infallible;

/// A function's result. The `#[task]` attribute wraps it in the form that its signature shows.
pub trait Reply: Send {
    /// The events that leave.
    type Event: Send;
    /// The errors that leave.
    type Error: Send;
    /// True when every call gives one event, or an error: then no event has to be counted.
    const GIVES: bool;
    /// True when a call that gives no event has dropped one.
    const FILTERS: bool;
    /// An event, none, or an error.
    fn sort(self) -> Result<Option<Self::Event>, Self::Error>;
}

/// `T`
pub struct One<T>(pub T);
/// `Option<T>`
pub struct Maybe<T>(pub Option<T>);
/// `Result<T, E>`
pub struct Try<T, E>(pub Result<T, E>);
/// `Result<Option<T>, E>`
pub struct TryMaybe<T, E>(pub Result<Option<T>, E>);
/// `()` of an output, or of a task that pushes.
pub struct Done;
/// `Result<(), E>` of an output, or of a task that pushes.
pub struct TryDone<E>(pub Result<(), E>);

impl From<()> for Done {
    #[inline(always)]
    fn from((): ()) -> Self {
        Self
    }
}

impl<T: Send> Reply for One<T> {
    type Event = T;
    type Error = Infallible;
    const GIVES: bool = true;
    const FILTERS: bool = false;
    #[inline(always)]
    fn sort(self) -> Result<Option<T>, Infallible> {
        Ok(Some(self.0))
    }
}

impl<T: Send> Reply for Maybe<T> {
    type Event = T;
    type Error = Infallible;
    const GIVES: bool = false;
    const FILTERS: bool = true;
    #[inline(always)]
    fn sort(self) -> Result<Option<T>, Infallible> {
        Ok(self.0)
    }
}

impl<T: Send, E: Send> Reply for Try<T, E> {
    type Event = T;
    type Error = E;
    const GIVES: bool = true;
    const FILTERS: bool = false;
    #[inline(always)]
    fn sort(self) -> Result<Option<T>, E> {
        self.0.map(Some)
    }
}

impl<T: Send, E: Send> Reply for TryMaybe<T, E> {
    type Event = T;
    type Error = E;
    const GIVES: bool = false;
    const FILTERS: bool = true;
    #[inline(always)]
    fn sort(self) -> Result<Option<T>, E> {
        self.0
    }
}

impl Reply for Done {
    type Event = Infallible;
    type Error = Infallible;
    const GIVES: bool = false;
    const FILTERS: bool = false;
    #[inline(always)]
    fn sort(self) -> Result<Option<Infallible>, Infallible> {
        Ok(None)
    }
}

impl<E: Send> Reply for TryDone<E> {
    type Event = Infallible;
    type Error = E;
    const GIVES: bool = false;
    const FILTERS: bool = false;
    #[inline(always)]
    fn sort(self) -> Result<Option<Infallible>, E> {
        self.0.map(|()| None)
    }
}
