//! What a format brings to be written: an implementation of [`Format`], with its [`Encoder`] and its
//! [`Packer`]. Names, folders, partitions, rolling, compression of text, object stores, and the
//! moment in which a file becomes visible are the same for all formats, and no format's business.
//!
//! ```text
//!  worker                                   thread beside it
//!  events ─▶ Encoder of the partition ──piece──▶ Packer of the open file ─▶ (compression) ─▶ file
//!            text, or columns                     header, blocks, row groups, footer
//! ```
//!
//! An encoder is where events become bytes or columns, in the worker. What it has gathered, a
//! *piece* of about [`PIECE`] bytes, goes to a thread of its own, where a packer makes a file of the
//! pieces. So the next events are encoded while those before are compressed and written. What takes
//! time and needs no event (compression of blocks, pages of columns) belongs to the packer.
//!
//! - **Row formats** (csv, json lines, avro blocks): a piece is text or a block, and a file is a
//!   header and its pieces one after the other. Where that is all, `Piece` is `Vec<u8>` and the
//!   packer is [`Rows`]; such a format implements [`Format`] and [`Encoder`] only.
//! - **Columnar formats**: a piece is, for example, an Arrow `RecordBatch` that the encoder's column
//!   builders gave; the packer collects pieces into row groups, and writes the footer.
//!
//! An encoder outlives its file: when files are rolled, the partition goes on with the same encoder
//! and a new packer.

use std::path::Path;
use std::sync::Arc;

use super::out::Out;
use crate::connectors::file::Compression;
use crate::error::BoxError;
use crate::node::Event;

/// At this size a piece is handed over, in bytes.
pub const PIECE: usize = 256 << 10;

/// The same, where a worker has several files open: each of them has a piece at hand.
pub const PIECE_OF_MANY: usize = 32 << 10;

/// What a format writes, whether or not it can: so that a builder's methods are there for any event, and
/// only the function that makes it asks for what the format needs.
pub trait Writes {
    /// What is written.
    type Event: Event;
}

/// What a sink's own builder makes: a file format and its settings (csv: the delimiter; parquet: the
/// schema).
pub trait Format: Writes + Send + Sync + 'static {
    /// Makes pieces of events.
    type Encoder: Encoder<Event = Self::Event>;
    /// Makes a file of pieces.
    type Packer: Packer<Piece = <Self::Encoder as Encoder>::Piece>;

    /// What messages call it: `JSON`.
    const NAME: &'static str;

    /// How names of such files end, without the dot. A target that ends so is one file; the first
    /// is what files in folders get.
    const ENDINGS: &'static [&'static str];

    /// Whether it is text, which is compressed as a whole and then has a further ending (`.gz`).
    /// Other formats compress by themselves, as `Layout::compression` says.
    const TEXT: bool;

    /// Whether a file that was cut off between two pieces can be gone on with (row formats), so that
    /// a checkpoint need only record its length. Others begin a new file at a checkpoint.
    const CONTINUES: bool;

    /// Looks before the first event for what cannot be written: a field's type that the format does
    /// not hold, a compression it does not know. The error says what to do instead.
    fn check(&self, layout: &Layout) -> Result<(), BoxError> {
        let _ = layout;
        Ok(())
    }

    /// Whether an event may be of several places.
    fn splits(&self) -> bool {
        false
    }

    /// An event of several places as one of each.
    fn split(&self, event: Self::Event, parts: &mut Vec<Self::Event>) -> Result<(), BoxError> {
        parts.push(event);
        Ok(())
    }

    /// Whether a file can be made though no event has come. What says no knows its columns by its events.
    fn may_be_empty(&self) -> bool {
        true
    }

    /// A partition's encoder.
    fn encoder(&self, layout: &Layout) -> Result<Self::Encoder, BoxError>;

    /// A new file's packer.
    fn packer(&self, layout: &Layout) -> Result<Self::Packer, BoxError>;
}

/// What all files of a sink have in common.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Where the sink writes, as given, for messages.
    pub target: Arc<str>,
    /// Fields that stand in the names of folders, and so not in the file: top-level fields of these
    /// names are left out. A name that is no field is nothing to leave out.
    pub left_out: Arc<[String]>,
    /// What `.compression(…)` said; `None` is the format's own choice. Of no interest to formats
    /// that are [`TEXT`](Format::TEXT).
    pub compression: Option<Compression>,
    /// A worker has one file open at a time: the sink has neither partitions nor buckets.
    pub alone: bool,
    /// A folder for what does not fit into memory. `None`: there is none.
    pub spill: Option<Arc<Path>>,
}

impl Layout {
    /// About how many bytes a piece takes.
    pub fn piece(&self) -> usize {
        if self.alone { PIECE } else { PIECE_OF_MANY }
    }
}

/// Makes pieces of the events of one partition. It runs in the worker.
pub trait Encoder: Send + 'static {
    /// What it encodes.
    type Event: Event;
    /// What it has gathered, and a packer understands.
    type Piece: Send + 'static;

    /// Adds an event to the piece at hand. One that cannot be encoded leaves the piece as it was.
    fn encode(&mut self, event: &Self::Event) -> Result<(), Refused>;

    /// About how many bytes the piece at hand takes; 0 when nothing was added. It is asked after
    /// every event, so it should be at hand, too.
    fn size(&self) -> usize;

    /// About how many bytes an encoder takes that has no event.
    fn footprint(&self) -> usize {
        1 << 10
    }

    /// How many rows an event is.
    fn rows(event: &Self::Event) -> u64 {
        let _ = event;
        1
    }

    /// Hands over the piece at hand, and begins the next one. `used` is a piece that was packed: what
    /// memory it has may be used again.
    fn take(&mut self, used: Option<Self::Piece>) -> Result<Self::Piece, BoxError>;
}

/// Makes one file of pieces. It runs beside the worker; what it gives to `out` goes to the file.
///
/// Calls come in the order `begin`, `pack` as often as there are pieces (perhaps never), `finish`.
/// An error ends the pipeline; the file never becomes visible.
pub trait Packer: Send + 'static {
    /// What an encoder hands over.
    type Piece: Send + 'static;

    /// The file begins: magic bytes, a header. What only events know comes with their pieces.
    fn begin(&mut self, out: &mut Out<'_>) -> Result<(), BoxError>;

    /// Adds a piece. The memory of `out` and that of the piece may be exchanged. What is left in the
    /// piece is used again, so it should be cleared.
    fn pack(&mut self, piece: &mut Self::Piece, out: &mut Out<'_>) -> Result<(), BoxError>;

    /// How many bytes the file will grow by for pieces that were packed and are not yet in `out`, as
    /// far as is known. It counts in the size at which a file is rolled.
    fn held(&self) -> u64 {
        0
    }

    /// How many bytes of memory rows take that were packed and are not yet in `out`. When all files
    /// of a worker together have gathered more than they may, the one with most is to
    /// [bring them elsewhere](Self::spill), or to [let go](Self::let_go) of them.
    fn gathered(&self) -> usize {
        0
    }

    /// In how many columns they are.
    fn columns(&self) -> usize {
        1
    }

    /// Whether rows that are packed wait before anything of them is in `out`: there need not be a file
    /// until then.
    fn waits(&self) -> bool {
        false
    }

    /// Brings the rows that were gathered to another place than the file.
    fn spill(&mut self) -> Result<Spilled, BoxError> {
        Ok(Spilled::Enough)
    }

    /// Puts into `out` what was gathered: the row group or the block at hand ends.
    fn let_go(&mut self, out: &mut Out<'_>) -> Result<(), BoxError> {
        let _ = out;
        Ok(())
    }

    /// The file ends: the last row group, the footer.
    fn finish(&mut self, out: &mut Out<'_>) -> Result<(), BoxError>;
}

/// What has become of rows that were to be elsewhere than in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spilled {
    /// There they are.
    All,
    /// They are enough for the file.
    Enough,
    /// There is no room for them.
    NoRoom,
}

/// Why an event was not encoded.
#[derive(Debug)]
pub enum Refused {
    /// This one has a value that the format does not hold. It leaves by the `err` port.
    Event {
        /// The field it is about, where it is about one.
        column: Option<String>,
        /// What was encoded until then, if that is text; its first KiB is enough.
        raw: Vec<u8>,
        /// What is wrong.
        cause: String,
    },
    /// None of this type can be encoded: the pipeline ends.
    Type(BoxError),
}

/// The packer of formats whose files are pieces, one after the other.
#[derive(Debug)]
pub struct Rows;

impl Packer for Rows {
    type Piece = Vec<u8>;

    fn begin(&mut self, _: &mut Out<'_>) -> Result<(), BoxError> {
        Ok(())
    }

    fn pack(&mut self, piece: &mut Vec<u8>, out: &mut Out<'_>) -> Result<(), BoxError> {
        std::mem::swap(piece, out.bytes);
        piece.clear();
        Ok(())
    }

    fn finish(&mut self, _: &mut Out<'_>) -> Result<(), BoxError> {
        Ok(())
    }
}
