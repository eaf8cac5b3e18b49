//! Records to batches and back.

pub(crate) mod every;
mod fitting;
mod naming;
mod round_trip;
