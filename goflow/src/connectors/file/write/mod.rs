//! Writes files, whatever the format.

#[allow(dead_code, reason = "the first format comes with the sinks")]
mod format;

#[allow(unused_imports, reason = "the first format comes with the sinks")]
pub use format::{Encoder, Format, Header, Layout, Packer, Refused, Rows};
