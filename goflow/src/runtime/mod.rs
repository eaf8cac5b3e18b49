//! Runs a graph: workers, where their events come from, and how all of it ends.

mod builder;
mod handoff;
mod inflight;
mod info;
mod pace;
mod reader;
mod receive;
mod run;
mod source;
mod supervise;
mod worker;

pub use builder::{Builder, Place};
pub(crate) use builder::{End, StageJob};
pub(crate) use handoff::{Load, Way, handing, poll_handing};
pub use inflight::{Concurrent, inflight};
pub use info::{Counters, NodeInfo, Settings};
pub(crate) use reader::read_all;
pub use receive::receive;
pub(crate) use receive::until;
pub(crate) use run::Run;
pub use source::{
    CallIter, CallListen, CallListenBlocking, CallStream, SourceFunction, consume, iterate, listen,
    listen_blocking,
};
pub(crate) use supervise::Job as Supervisor;
pub use worker::{Job, Worker};
