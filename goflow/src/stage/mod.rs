//! One stage: a tree of nodes that share a worker, as one statically dispatched value.
//!
//! [`step`] has the trait that all parts implement; each other file is one part: the ways a
//! function is called, the edges, the fan-out, and the queues at the stage's ends.

mod asynchronous;
mod batch;
mod blocking;
mod deferred;
mod dynamic;
mod edge;
mod entry;
mod errors;
mod fan;
mod flat;
mod function;
mod keyed;
mod pending;
mod ports;
mod push;
mod queue;
mod reply;
mod send;
mod site;
mod step;
mod sync;
mod tail;
mod takers;

pub(crate) use asynchronous::drive;
pub use asynchronous::{Async, AsyncPush};
pub use batch::Batch;
pub use blocking::{Blocking, BlockingPush, on_pool};
pub use dynamic::{AnyStep, Segment};
pub use edge::{Test, When, Wire, same};
pub use entry::Entry;
pub(crate) use entry::Senders;
pub use errors::Errors;
pub use fan::Fan;
pub use flat::Flat;
pub use function::{
    Accepts, Call, CallAsync, CallAsyncPush, CallBatch, CallFlat, CallInflight, CallPush, Func,
    Function, KeyedEvent, NoKey, Pushes, TypeKnown, Unplaced,
};
pub use keyed::{KeyFn, KeyQueue, Keying};
pub(crate) use pending::Pending;
pub use ports::{PortList, PortSink, Ports};
pub use push::Push;
pub use queue::Queue;
pub use reply::{Done, Maybe, One, Reply, Try, TryDone, TryMaybe};
pub use site::Site;
pub use step::{Flow, Mode, Phase, Reader, Step, Stop, Taker};
pub use sync::Sync;
pub use tail::{Nothing, Tail};
pub use takers::{Affords, Count, NoTaker, Second, Shared};
