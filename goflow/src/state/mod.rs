//! State of the events' keys: what may be a key, and what is kept for it.

mod key;
mod keyed;
mod prefetch;

pub use key::{Key, write_part};
pub(crate) use keyed::AHEAD;
pub use keyed::Keyed;
