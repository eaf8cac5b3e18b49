//! Events as Parquet files.
//!
//! - `packer`: the format, as the sink has it; `batches`: batches on their way to it; `storable`: in
//!   types that Parquet has
//! - `row_group`: the row group at hand, whose rows are encoded as they come, or wait; `waiting`: those
//!   that wait; `narrow`: in few bytes
//! - `model`: what all files have in common; `encoders`: what encodes their columns;
//!   `differ`: whether a column is worth a dictionary
//! - `file`: the file as it grows by row groups; `written`: what the crate writes on its way there
//! - `ended`: what the footer will say of the row groups that are in the file, and the footer;
//!   `pack`: one of them as it stands there; `moved`: the same, with its indexes elsewhere;
//!   `squeeze`: packs, while the file is open; `frame`: what stands around row groups in a footer

mod batches;
mod differ;
mod encoders;
mod ended;
mod file;
mod frame;
mod model;
mod moved;
mod narrow;
mod pack;
mod packer;
mod row_group;
mod squeeze;
mod storable;
#[cfg(test)]
mod tests;
mod waiting;
mod written;

pub(super) use packer::{BatchFiles, ParquetPacker, RecordFiles};
