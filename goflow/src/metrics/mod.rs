//! Metrics: a program's own, and what the engine counts, in the text that Prometheus reads.
//!
//! A function that is lent a [`Context`](crate::Context) gets a [`Counter`], [`Gauge`] or [`Histogram`]
//! by name from it. They are shown beside the engine's own at `/metrics`, with the labels `pipeline`,
//! `node` and `worker`; without the feature `metrics` they count all the same, and nobody looks.

#[cfg(feature = "metrics")]
mod build;
#[cfg(feature = "metrics")]
mod engine;
#[cfg(feature = "metrics")]
mod exposition;
#[cfg(feature = "metrics")]
mod families;
#[cfg(feature = "metrics")]
mod own;
#[cfg(feature = "metrics")]
mod plain;
#[cfg(feature = "metrics")]
mod process;
mod registry;
#[cfg(feature = "metrics")]
mod tokio;
mod user;

#[cfg(feature = "metrics")]
pub(crate) use exposition::{Exposition, Format};
pub(crate) use registry::{Registry, Value};
pub use user::{Counter, Gauge, Histogram};
