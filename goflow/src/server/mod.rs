//! The server of a running pipeline: metrics for Prometheus, and the live page.

mod stats;
