//! State of the events' keys: what may be a key, and what is kept for it.

mod key;
mod keyed;

pub use key::{Key, write_part};
pub use keyed::Keyed;
