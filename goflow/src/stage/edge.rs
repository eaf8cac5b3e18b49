//! Edges inside a stage: a plain one, and one that sends only what passes.

use std::any::TypeId;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, transmute_copy};
use std::sync::Arc;
use std::time::Instant;

use crate::runtime::EdgeCount;

use super::step::{Flow, Mode, Phase, Step, Stop};

/// The same value under the name that its type has at the other end of an edge.
///
/// Types are compared edge by edge where the graph is checked, so that one mistake is one error at
/// the node that is wrong. What is built from the graph is kept free of a second comparison, which
/// would repeat that error elsewhere; this function stands in its place.
#[inline(always)]
pub fn same<A: 'static, B: 'static>(value: A) -> B {
    assert!(TypeId::of::<A>() == TypeId::of::<B>(), "the types of an edge were not checked");
    let value = ManuallyDrop::new(value);
    // SAFETY: A and B are one type, and `value` is neither used nor dropped after the copy.
    unsafe { transmute_copy::<A, B>(&value) }
}

#[inline(always)]
fn same_ref<A: 'static, B: 'static>(value: &A) -> &B {
    assert!(TypeId::of::<A>() == TypeId::of::<B>(), "the types of an edge were not checked");
    // SAFETY: A and B are one type.
    unsafe { &*std::ptr::from_ref(value).cast::<B>() }
}

#[inline(always)]
fn same_slice<A: 'static, B: 'static>(values: &[A]) -> &[B] {
    assert!(TypeId::of::<A>() == TypeId::of::<B>(), "the types of an edge were not checked");
    // SAFETY: A and B are one type.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast::<B>(), values.len()) }
}

/// An edge whose left end sends `U` and whose right end was checked to take that, as `T`.
pub struct Wire<T, B> {
    to: B,
    event: PhantomData<fn(T)>,
}

impl<T, B> Wire<T, B> {
    /// Joins the two.
    pub fn new(to: B) -> Self {
        Self { to, event: PhantomData }
    }
}

impl<U: 'static, T: Send + 'static, B: Step<T>> Step<U> for Wire<T, B> {
    type Mode = B::Mode;
    #[inline(always)]
    fn room(&self) -> usize {
        self.to.room()
    }
    #[inline(always)]
    fn look(&mut self, event: &U) -> Flow {
        self.to.look(same_ref::<U, T>(event))
    }
    #[inline(always)]
    fn attends(&self) -> bool {
        self.to.attends()
    }
    async fn attend(&mut self, event: U) -> Result<U, Stop>
    where
        U: Send,
    {
        self.to.attend(same::<U, T>(event)).await.map(same::<T, U>)
    }
    #[inline(always)]
    fn give(&mut self, event: U) -> Flow {
        self.to.give(same::<U, T>(event))
    }
    #[inline(always)]
    fn gathered(&self) -> Option<&[U]> {
        self.to.gathered().map(same_slice::<T, U>)
    }
    #[inline(always)]
    fn lends(&self) -> Option<bool> {
        self.to.lends()
    }
    fn follow(&mut self, events: &[U], duplicate: fn(&U) -> U) -> Flow {
        self.to.follow(same_slice::<U, T>(events), same::<fn(&U) -> U, fn(&T) -> T>(duplicate))
    }
    #[inline(always)]
    fn feed(&mut self, events: impl Iterator<Item = Option<U>>) -> Flow {
        self.to.feed(events.map(|event| event.map(same::<U, T>)))
    }
    #[inline(always)]
    fn take(&mut self, event: U) -> Flow {
        self.to.take(same::<U, T>(event))
    }
    #[inline(always)]
    fn due(&self) -> bool {
        self.to.due()
    }
    #[inline]
    fn try_advance(&mut self, phase: Phase) -> Option<Flow> {
        self.to.try_advance(phase)
    }
    fn advance(&mut self, phase: Phase) -> impl Future<Output = Flow> + Send {
        self.to.advance(phase)
    }
    #[inline(always)]
    fn publish(&mut self, received: u64) {
        self.to.publish(received);
    }
    fn deadline(&self) -> Option<Instant> {
        self.to.deadline()
    }
}

/// The function of a `when` edge.
pub trait Test<T>: Send + Sync + 'static {
    /// Whether the event passes.
    fn passes(&self, event: &T) -> bool;
}

impl<T, F: Fn(&T) -> bool + Send + Sync + 'static> Test<T> for F {
    #[inline(always)]
    fn passes(&self, event: &T) -> bool {
        self(event)
    }
}

/// `-[when …]->`
pub struct When<F, B> {
    passes: Arc<F>,
    to: B,
    /// Whether the event that was looked at last has passed.
    looks: bool,
    passed: u64,
    refused: u64,
    counter: Arc<EdgeCount>,
}

impl<F, B> When<F, B> {
    /// `counter`: the edge's count of what was refused.
    pub fn new(passes: Arc<F>, to: B, counter: Arc<EdgeCount>) -> Self {
        Self { passes, to, looks: false, passed: 0, refused: 0, counter }
    }

    #[inline(always)]
    fn count(&mut self, passes: bool) -> bool {
        if passes {
            self.passed += 1;
        } else {
            self.refused += 1;
        }
        passes
    }
}

impl<T, F, B> Step<T> for When<F, B>
where
    F: Test<T>,
    B: Step<T>,
{
    type Mode = B::Mode;
    #[inline(always)]
    fn room(&self) -> usize {
        self.to.room()
    }
    #[inline(always)]
    fn look(&mut self, event: &T) -> Flow {
        if <B::Mode as Mode>::READS {
            self.looks = self.passes.passes(event);
            if self.count(self.looks) {
                return self.to.look(event);
            }
        }
        Ok(())
    }
    #[inline(always)]
    fn attends(&self) -> bool {
        self.to.attends()
    }
    async fn attend(&mut self, event: T) -> Result<T, Stop>
    where
        T: Send,
    {
        if self.looks { self.to.attend(event).await } else { Ok(event) }
    }
    #[inline(always)]
    fn give(&mut self, event: T) -> Flow {
        let passes = self.passes.passes(&event);
        if self.count(passes) { self.to.give(event) } else { Ok(()) }
    }
    #[inline(always)]
    fn take(&mut self, event: T) -> Flow {
        if !<B::Mode as Mode>::READS {
            let passes = self.passes.passes(&event);
            if self.count(passes) {
                return self.to.take(event);
            }
        }
        Ok(())
    }
    #[inline(always)]
    fn due(&self) -> bool {
        self.to.due()
    }
    #[inline]
    fn try_advance(&mut self, phase: Phase) -> Option<Flow> {
        self.to.try_advance(phase)
    }
    fn advance(&mut self, phase: Phase) -> impl Future<Output = Flow> + Send {
        self.to.advance(phase)
    }
    fn publish(&mut self, _: u64) {
        self.to.publish(std::mem::take(&mut self.passed));
        if self.refused > 0 {
            self.counter.refuse(std::mem::take(&mut self.refused));
        }
    }
    fn deadline(&self) -> Option<Instant> {
        self.to.deadline()
    }
}
