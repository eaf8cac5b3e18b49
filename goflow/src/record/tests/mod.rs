//! Records to batches and back.

mod aliases;
pub(crate) mod every;
mod fitting;
mod naming;
mod round_trip;
