//! What the contract promises, one behaviour a file.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod cli;
mod engine;
mod language;
mod support;
