//! State of the events' keys: what may be a key, and what is kept for it.

mod ahead;
mod key;
#[cfg(feature = "_file")]
mod key_time;
mod keyed;
mod prefetch;

pub(crate) use ahead::{AHEAD, GROUPS};
pub use key::{Key, part};
pub use keyed::Keyed;
