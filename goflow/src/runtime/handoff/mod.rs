//! Who carries a worker on: its own tokio task, or whoever has just brought it events.
//!
//! A worker is a tokio task, so that those with much to do run at the same time, on all cores. To
//! wake one, though, costs more than a batch of cheap events does, and the events go cold on their
//! way to another core. So a worker that costs little is not woken: the worker that put events into
//! its inbox carries it on, on the spot, until it waits again, and then goes on itself. The same
//! holds for a sender that waited for room. What a worker costs is measured as it runs ([`load`]);
//! one that is dear is woken as ever.
//!
//! A worker that waits for events and has nothing else to do is cheaper still: it leaves its stage in
//! its inbox, and who has events for it [hands them over](super::in_place) without a turn of its own.
//!
//! Nothing else changes. What is carried on is the worker's whole job, with its own waker, so
//! all that is true of the job is true wherever it is polled: one thread at a time ([`turns`]),
//! events and signals in the order of their lanes, full lanes that hold senders back, panics and
//! busy time in the right node's name. A turn ends as it would on the worker's own task: when it
//! waits, or after its time.

mod hosted;
mod load;
#[cfg(test)]
#[cfg(feature = "model")]
mod model;
mod sync;
mod thread;
mod turns;

pub(crate) use hosted::Host;
pub(crate) use load::Load;
pub(crate) use thread::{
    Way, handing, holds_none, may_nest, poll_handing, timed, turn_began, turn_here,
};
