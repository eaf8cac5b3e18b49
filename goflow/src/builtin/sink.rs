//! `discard`: takes anything, and counts it.

use std::convert::Infallible;

use super::place::Kinded;
use crate::Key;
use crate::check;
use crate::graph::Kind;
use crate::node::Event;
use crate::runtime::Worker;
use crate::stage::{
    Accepts, Errors, Flow, Func, NoKey, Phase, Ports, Reader, Site, Step, Unplaced,
};

/// The built-in output that takes anything: the end of what nobody needs.
#[allow(non_camel_case_types, reason = "named as it is written in a graph")]
pub struct discard {}

impl discard {
    /// A node.
    pub fn node() -> Unplaced<Self, ()> {
        Unplaced::new(())
    }
}

impl Kinded for discard {
    const KIND: Kind = Kind::Output;
}
#[diagnostic::do_not_recommend]
impl check::Receives for discard {
    type In<U: Event> = U;
    type Role = Self;
    type Mode = Reader;
}
#[diagnostic::do_not_recommend]
impl check::Ends for discard {}
#[diagnostic::do_not_recommend]
impl check::Unkeyed for discard {}

impl<In: Event> Accepts<In> for discard {
    type Value = Func<Self, ()>;
    type Out = Infallible;
    type Error = Infallible;
    type Item = In;
    type Key = NoKey;
    type Body<X: Step<Infallible>> = DiscardStep;
    fn body<X: Step<Infallible>>(
        value: &Self::Value,
        worker: &Worker,
        _: X,
        _: Errors<Infallible>,
        _: Ports,
    ) -> DiscardStep {
        DiscardStep { site: worker.site(&value.info) }
    }
    fn item<K: Key>(_: K, event: In) -> In {
        event
    }
}

/// One worker of it: only its count moves.
pub struct DiscardStep {
    site: Site,
}

impl<T> Step<T> for DiscardStep {
    type Mode = Reader;
    #[inline(always)]
    fn look(&mut self, _: &T) -> Flow {
        Ok(())
    }
    #[inline(always)]
    fn take(&mut self, _: T) -> Flow {
        Ok(())
    }
    #[inline]
    fn try_advance(&mut self, _: Phase) -> Option<Flow> {
        Some(Ok(()))
    }
    async fn advance(&mut self, _: Phase) -> Flow {
        Ok(())
    }
    fn publish(&mut self, received: u64) {
        self.site.count(received, 0, 0, 0);
    }
}
