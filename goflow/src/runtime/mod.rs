//! Runs a graph: workers, where their events come from, and how all of it ends.

mod builder;
mod commit;
mod edge_count;
mod handoff;
mod histogram;
mod in_place;
mod inflight;
mod info;
mod meter;
mod observe;
mod pace;
mod patience;
mod receive;
mod recent;
mod run;
#[cfg(feature = "_file")]
mod shared;
mod source;
mod supervise;
mod worker;

pub(crate) use builder::End;
pub use builder::{Builder, Place};
pub use edge_count::EdgeCount;
pub(crate) use handoff::{Load, Way, handing, holds_none, may_nest, poll_handing};
#[cfg(feature = "metrics")]
pub(crate) use histogram::Durations;
pub use inflight::{Concurrent, inflight};
pub use info::{Counters, NodeInfo, Settings};
pub(crate) use meter::{Meter, Waits};
pub use receive::receive;
pub(crate) use receive::until;
pub(crate) use recent::words;
pub(crate) use run::Run;
pub(crate) use source::read_all;
pub use source::{
    CallIter, CallListen, CallListenBlocking, CallStream, SourceFunction, consume, iterate, listen,
    listen_blocking,
};
pub(crate) use supervise::Job as Supervisor;
pub use worker::{Job, Worker};
