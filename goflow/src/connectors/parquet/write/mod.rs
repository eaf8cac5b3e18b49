//! Events as Parquet files.
//!
//! - `packer`: the format, as the sink has it; `batches`: batches on their way to it; `storable`: in
//!   types that Parquet has; `by_column`: in parts for folders
//! - `row_group`: the row group at hand, whose rows are encoded as they come, or wait; `waiting`: those
//!   that wait, in few bytes; `spill`: a file for what is too much of them
//! - `model`: what all files have in common; `encoders`: what encodes their columns;
//!   `differ`: whether a column is worth a dictionary
//! - `file`: the file as it grows by row groups; `written`: what the crate writes on its way there
//! - `footer`: what it will say of the row groups that are in the file

mod batches;
mod by_column;
mod differ;
mod encoders;
mod file;
mod footer;
mod model;
mod packer;
mod row_group;
mod spill;
mod storable;
#[cfg(test)]
mod tests;
mod waiting;
mod written;

pub(super) use by_column::folder;
pub(super) use packer::{BatchFiles, InRowGroups, RecordFiles};
