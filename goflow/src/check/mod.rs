//! What `pipeline!` compares at compile time: tokens that carry types from node to node, and one
//! check for each mistake that only types show.
//!
//! Every check is a call that costs nothing and whose result feeds nothing, spanned at the token
//! that would be wrong. Types that later checks need come from projections of the same traits, so
//! a mistake that was told once is not told again.

mod edge;
mod key;
mod role;
mod token;

pub use edge::{
    HasPort, NameId, Named, PortEvent, accepts, count_queued, count_taker, err_events, events,
    join, link, no_port, port_events, shared, source_err_events, source_port_events, when,
};
pub use key::{Agrees, Unkeyed, key, key_of, unkeyed};
pub use role::{
    Ends, Fails, Fatal, Receives, Sends, Starts, ends, fails, fatal, inflight, receives, sends,
    source_ends, source_events, source_fatal, starts,
};
pub use token::{Events, Link, Port, Role, port};
