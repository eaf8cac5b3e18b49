//! How the sums of outputs come out of a pipeline: each worker adds up in its own scratch, and when
//! it ends, that is added to a total which stands still until then. An atomic per event would be
//! what is measured.

use std::marker::PhantomData;
use std::mem::take;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};

use goflow::Pipeline;

use crate::work::Sum;
use crate::work::w2::Seed;
use crate::work::w4::Counts;
use crate::work::w5::Arrived;

/// An answer that is the sum of its parts.
pub trait Total: Default + 'static {
    fn total() -> &'static Mutex<Option<Self>>;
    fn and(self, other: Self) -> Self;
}

macro_rules! totals {
    ($($t:ty),*) => {$(
        impl Total for $t {
            fn total() -> &'static Mutex<Option<Self>> {
                static TOTAL: Mutex<Option<$t>> = Mutex::new(None);
                &TOTAL
            }
            fn and(self, other: Self) -> Self {
                self.and(other)
            }
        }
    )*};
}
totals!(Sum, Seed, Counts, Arrived);

/// A worker's part of the total: what an output's `Local` holds.
#[derive(Default)]
pub struct Part<T: Total>(T);

impl<T: Total> Deref for Part<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Total> DerefMut for Part<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Total> Drop for Part<T> {
    fn drop(&mut self) {
        add(take(&mut self.0));
    }
}

/// Adds to the total.
pub fn add<T: Total>(part: T) {
    let mut total = T::total().lock().unwrap();
    *total = Some(match total.take() {
        Some(total) => total.and(part),
        None => part,
    });
}

/// A pipeline whose outputs leave parts of a `T`.
pub struct Parts<T>(Pipeline, PhantomData<T>);

impl<T: Total> Parts<T> {
    pub fn of(flow: Pipeline) -> Self {
        Self(flow, PhantomData)
    }

    /// Runs it, and gives the total. One runs at a time, since there is one total.
    pub fn total(self, run: impl FnOnce(Pipeline)) -> T {
        static ONE: Mutex<()> = Mutex::new(());
        let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        *T::total().lock().unwrap() = None;
        run(self.0);
        T::total().lock().unwrap().take().unwrap_or_default()
    }
}
