//! What a file's footer says of its row groups, while they come and at the end.
//!
//! - `ended`: the row groups that are in the file, and the footer that is written of them
//! - `pack`: one of them as it stands in a file; `moved`: the same, with its indexes elsewhere
//! - `squeeze`: packs, while the file is open
//! - `frame`: what stands around the row groups

mod ended;
mod frame;
mod moved;
mod pack;
mod squeeze;
#[cfg(test)]
mod tests;

pub(super) use ended::Ended;
pub(super) use frame::Frame;
pub(super) use pack::RowGroup;
pub(super) use squeeze::Squeezer;
