//! How events travel between stages that do not run in one worker.
//!
//! Between the U upstream and the D downstream workers of a stage lie U×D *lanes*: bounded, one
//! sender and one receiver each, so that a checkpoint can pause a single sender and a barrier
//! reaches every worker. A receiving worker owns one [`Inbox`] with all its lanes; a sending
//! worker owns the [`Lane`]s of an edge, inside a [`Spread`] or a [`ByKey`].
//!
//! All that happens, happens once a *batch*: one lock of one mutex on either side, a wake-up only
//! when somebody waits, and buffers that go back to the sender instead of to the allocator. The
//! mutex of an inbox guards everything that its waits depend on, wakers included: a waker is
//! stored under the same lock as the check that failed, which is why no wake-up can be lost.
//! Wakers are called, and events dropped, only after the lock is released.
//!
//! A receiver that waits may leave its stage in its inbox, for senders to run it [in place](seat).
//!
//! `model/` compiles the same files over shuttle's primitives and searches their interleavings:
//! `cargo test -p goflow --lib --features model channel::model`.

mod align;
mod by_key;
mod gather;
mod gauge;
mod inbox;
mod key_group;
mod lane;
mod message;
mod offer;
mod queue;
mod seat;
mod spread;
mod sync;

#[cfg(test)]
#[cfg(feature = "model")]
mod model;
#[cfg(test)]
mod tests;

pub(crate) use by_key::ByKey;
pub(crate) use gauge::{Gauge, LaneLevel};
pub(crate) use inbox::Inbox;
pub(crate) use key_group::{key_group, murmur2, worker_of};
pub(crate) use lane::Lane;
pub(crate) use message::{Capacity, Closed, Received, Signal};
pub(crate) use seat::Seated;
pub(crate) use spread::Spread;
