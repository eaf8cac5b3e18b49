//! What sources of columnar formats share: files in pieces, pieces in batches, batches in events.
//!
//! ```text
//!  thread beside the worker                                  worker
//!  Deal ─▶ piece of a file ─▶ Columnar ─▶ RecordBatch ─▶ View ─chunk─▶ events
//!          row group, blocks    decodes    columns found,  one ahead    row by row
//!                                          types settled
//! ```
//!
//! Of files in a store, `pieces` has what comes next be fetched before a thread takes it.
//!
//! A format implements [`Columnar`]; [`Records`] and [`Whole`] are the two ways to look at a batch.

mod ahead;
mod encode;
mod fit;
#[cfg(fuzzing)]
pub mod fuzz;
mod path;
mod pieces;
mod reader;
mod source;
#[cfg(test)]
pub(crate) mod testing;
mod view;

#[cfg(feature = "parquet")]
pub use encode::FileSchema;
pub use encode::RecordEncoder;
pub(crate) use encode::columns_of;
pub use pieces::Turn;
pub use reader::{ColumnarReader, Columns};
pub use source::ColumnarSource;
pub use view::{Records, View, Whole};

use std::io;

use arrow_array::{Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, SchemaRef};

use super::file::{Cut, FileOptions, Found, HiveValues};
use crate::record::Integers;

/// So many rows are decoded at once.
pub(crate) const BATCH: usize = 8192;

/// The batches of a piece, decoded one after the other, and between them what cannot be read.
pub type Batches = Box<dyn Iterator<Item = Result<Decoded, Broken>> + Send>;

/// Rows that were decoded.
pub struct Decoded {
    pub(crate) batch: RecordBatch,
    /// Where they begin in the file, for messages: a row group, a block.
    pub(crate) offset: u64,
    /// Which rows of the file they are, from 0, where some between them were left out.
    pub(crate) numbers: Option<Int64Array>,
}

/// Why records of a piece cannot be read.
#[derive(Debug)]
pub struct Broken {
    pub(crate) offset: u64,
    /// The field it is about.
    pub(crate) column: Option<String>,
    pub(crate) cause: String,
    /// So many records are lost, and what follows them is read; `None`: the rest of the piece is.
    pub(crate) lost: Option<u64>,
}

impl Broken {
    /// The rest of a piece cannot be read.
    pub(crate) fn rest(offset: u64, cause: impl ToString) -> Self {
        Self { offset, column: None, cause: cause.to_string(), lost: None }
    }
}

/// A columnar format, which knows how files are cut and how a piece is decoded.
///
/// All but [`Cut::cut`] is called on a thread that may block; a panic there is an error of the file.
pub trait Columnar: Cut {
    /// What the source is told that is the format's own.
    type Settings: Clone + Default + Send + Sync + 'static;

    /// Which integers it has.
    const INTEGERS: Integers;

    /// As the source was told.
    fn new(options: &FileOptions, settings: &Self::Settings, workers: usize) -> Self;

    /// The columns of a file.
    fn schema(&self, file: &Found, wanted: &dyn Wanted) -> io::Result<SchemaRef>;

    /// The columns of a piece, which are those of its file.
    fn schema_of(&self, piece: &Self::Piece, wanted: &dyn Wanted) -> io::Result<SchemaRef>;

    /// Begins to fetch what of a piece in a store is decoded first, while other pieces are; what it is told
    /// is what [`open`](Columnar::open) will be. `turn` is kept for as long as bytes are fetched that
    /// nobody waits for. What is wrong with the piece is for `open` to tell.
    fn begin(&self, piece: &mut Self::Piece, columns: &Projection<'_>, turn: Turn) {
        let _ = (piece, columns, turn);
    }

    /// Decodes a piece.
    fn open(&self, piece: Self::Piece, columns: &Projection<'_>) -> Result<Batches, Broken>;

    /// What is known of a piece.
    fn about(&self, piece: &Self::Piece) -> About;

    /// What finds out how many records of the file are before the piece, where that is not known: it is
    /// done only when somebody has to be told of one.
    fn count_before(&self, piece: &Self::Piece) -> Option<Count> {
        let _ = piece;
        None
    }

    /// Refuses settings that do not go with a file's columns.
    fn check(
        &self,
        schema: &SchemaRef,
        path: &HiveValues,
        wanted: &dyn Wanted,
    ) -> Result<(), String> {
        let _ = (schema, path, wanted);
        Ok(())
    }
}

/// What is decoded of a file.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "parquet"),
    allow(dead_code, reason = "Avro needs only which columns they are")
)]
pub struct Projection<'a> {
    /// All columns of the file.
    pub(crate) schema: &'a SchemaRef,
    /// These of them are decoded, in the order of the file.
    pub(crate) take: &'a [usize],
    /// What the file's path says.
    pub(crate) path: &'a HiveValues,
    /// What asks for them.
    pub(crate) wanted: &'a dyn Wanted,
}

/// Counts records; it blocks. `None`: it cannot be found out.
pub type Count = Box<dyn FnOnce() -> Option<u64> + Send>;

/// What is known of a piece before it is decoded.
#[derive(Debug, Clone, Copy, Default)]
pub struct About {
    /// Records of the file before it, where that is known.
    pub(crate) before: u64,
    /// Its share of the file's bytes.
    pub(crate) bytes: u64,
    /// Where it begins.
    pub(crate) offset: u64,
}

/// What the event's type says about columns: what they may be called, and which Arrow type they have
/// where that is a matter of choice.
pub trait Wanted {
    /// The type of the field that is read from this column, with the names that the file has for what
    /// is in it.
    fn column(&self, found: &Field) -> Option<DataType>;

    /// All names of the field that has this one among them; none where there is no such field.
    fn names(&self, name: &str) -> Vec<String>;
}
