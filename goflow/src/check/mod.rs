//! What `pipeline!` compares at compile time: tokens that carry types from node to node, and one
//! check for each mistake that only types show.
//!
//! Every check is a call that costs nothing and whose result feeds nothing, spanned at the token
//! that would be wrong. Types that later checks need come from projections of the same traits: a
//! projection that fails gives an unknown type, and about that rustc says nothing further. So a
//! mistake that was told once is not told again.

mod edge;
mod fallible;
mod key;
pub mod named;
mod role;
mod token;

pub use edge::{
    HasPort, NameId, Named, PortEvent, PortOf, SameEvent, count, err_events, events, having, pair,
    port_events, shared, source_err_events, source_events, source_having, source_port_events,
    taker, when,
};
pub use fallible::{MayFail, NamesError, NeverFails};
pub use key::{Agrees, Keyable, Unkeyed, key, key_of};
pub use role::{
    Ends, Failing, Fails, FailsFrom, Fatal, Receives, Sending, Sends, SendsFrom, Settling,
    Sharable, SourceFails, Starts, Unsettled, settling,
};
pub use token::{Events, Link, Name, Never, No, Pair, Port, Role, Yes, port};
