//! Records to batches and back.

mod every;
mod fitting;
mod naming;
mod round_trip;
