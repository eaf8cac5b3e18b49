//! What the engine promises: order, backpressure, shutdown.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod backpressure;
mod commit;
mod counters;
mod ending;
mod event;
mod failing;
mod in_place;
mod knobs;
mod latency;
mod leaks;
mod panics;
mod paused;
mod random;
mod reference;
mod routing;
mod shapes;
mod signals;
