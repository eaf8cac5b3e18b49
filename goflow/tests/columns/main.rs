//! Columnar files: those of others, damaged ones, and what others say of ours.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]

mod aliases;
mod by_column;
mod corpora;
mod every;
mod hostile;
mod interop;
mod long;
mod many_partitions;
mod memory;
mod mutated;
mod nothing;
mod path;
mod reading;
mod row_groups;
mod speed;
mod stored;
mod told;
mod words;
